import type { Connection } from '../../shared/connection.ts'
import type { SessionRecord } from './store.ts'

/** What of a stored session its person may see. Fields are named one by one, so that a new one stays here. */
export function toConnection(record: SessionRecord): Connection {
  const { handshake } = record
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
  }
}
