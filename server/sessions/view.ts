import type { Connection } from '../../shared/connection.ts'
import type { SessionRecord } from './store.ts'

/** The address behind every "Sign in": the handler's own, so that a click opens it at once. */
export const startUrl = (baseUrl: string, sessionId: string): string =>
  `${baseUrl}/oauth/start?session=${encodeURIComponent(sessionId)}`

/** What of a stored session its person may see. Fields are named one by one, so that a new one stays here. */
export function toConnection(record: SessionRecord): Connection {
  const { handshake } = record
  const scope = record.secrets.tokens?.scope
  return {
    sessionId: record.sessionId,
    serverId: record.serverId,
    serverName: record.serverName,
    serverUrl: record.serverUrl,
    ...(record.account !== undefined && { account: record.account }),
    state: record.state,
    ...(record.error !== undefined && { error: record.error }),
    transportType: handshake?.transport ?? record.transportType,
    ...(handshake && { protocolVersion: handshake.protocolVersion, era: handshake.era }),
    ...(record.capabilities !== undefined && { capabilities: record.capabilities }),
    ...(record.serverInfo !== undefined && { serverInfo: record.serverInfo }),
    ...(record.instructions !== undefined && { instructions: record.instructions }),
    toolCount: record.toolCount,
    toolsHash: record.toolsHash,
    createdAt: record.createdAt,
    expiresAt: record.expiresAt,
    ...(record.state === 'AUTHENTICATING' &&
      record.baseUrl !== undefined && { authUrl: startUrl(record.baseUrl, record.sessionId) }),
    ...(scope !== undefined && { scopes: scope.split(' ') }),
  }
}
