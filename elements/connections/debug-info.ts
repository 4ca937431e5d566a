import type { Connection } from '../../shared/connection.ts'
import type { DiagnoseStep } from '../../shared/rpc.ts'

/** An address without what may be a secret in it. */
export function plainAddress(address: string): string {
  if (!URL.canParse(address)) return ''
  const { origin, pathname, search } = new URL(address)
  return origin + pathname + (search ? '?…' : '')
}

/** What helps others to help, as JSON, without secrets: fields are named one by one. */
export function debugInfo(
  connection: Connection | undefined,
  address: string | undefined,
  steps?: readonly DiagnoseStep[],
): string {
  const { error } = connection ?? {}
  const facts = {
    at: new Date().toISOString(),
    address: plainAddress(connection?.serverUrl ?? address ?? ''),
    ...(connection && {
      sessionId: connection.sessionId,
      state: connection.state,
      transport: connection.transportType,
      protocolVersion: connection.protocolVersion,
      era: connection.era,
      server: connection.serverInfo && {
        name: connection.serverInfo.name,
        version: connection.serverInfo.version,
      },
      capabilities: connection.capabilities && Object.keys(connection.capabilities),
      tools: connection.toolCount,
      createdAt: isoOf(connection.createdAt),
      expiresAt: isoOf(connection.expiresAt),
    }),
    ...(error && { error: { code: error.code, requestId: error.requestId } }),
    ...(steps && {
      steps: steps.map(({ step, ok, code, reason, httpStatus }) => ({ step, ok, code, reason, httpStatus })),
    }),
    page: navigator.userAgent,
  }
  return JSON.stringify(facts, null, 2)
}

const isoOf = (time: number): string | undefined =>
  Number.isFinite(time) && Math.abs(time) < 8e15 ? new Date(time).toISOString() : undefined
