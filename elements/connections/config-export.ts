import type { Connection } from '../../shared/connection.ts'
import { plainAddress } from './debug-info.ts'

/** Connections in the form that desktop clients take, without secrets: neither headers nor what stands behind a `?`. */
export function exportConfig(connections: readonly Connection[]): string {
  const servers: Record<string, unknown> = Object.create(null)
  for (const { serverName, account, serverUrl, transportType } of connections) {
    const name = account ? `${serverName} (${account})` : serverName
    let free = name
    for (let count = 2; free in servers; count++) free = `${name} ${count}`
    servers[free] = { type: transportType === 'sse' ? 'sse' : 'http', url: plainAddress(serverUrl) }
  }
  return JSON.stringify({ mcpServers: servers }, null, 2)
}
