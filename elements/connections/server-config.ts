import type { TransportType } from '../../shared/connection.ts'

/** One server of a pasted configuration. */
export interface ConfiguredServer {
  readonly name: string
  /** Absent for a program on the person's own machine, which no web page can reach. */
  readonly url?: string
  readonly transportType?: TransportType
  readonly headers: Readonly<Record<string, string>>
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Servers that are offered of one configuration. */
const MOST = 50

/**
 * Reads the JSON by which desktop clients configure MCP servers: `{"mcpServers": {"name": {"url", "headers", "type"}}}`,
 * also under `servers` or `mcp`, also one server alone. Undefined for all other text.
 */
export function readServerConfig(text: string): readonly ConfiguredServer[] | undefined {
  if (!/^\s*[{"]/.test(text)) return undefined
  const value = parse(text.trim()) ?? parse(`{${text.trim().replace(/,$/, '')}}`)
  if (!isObject(value)) return undefined
  const holder = isObject(value.mcp) ? value.mcp : value
  const servers = [holder.mcpServers, holder.servers, holder].find(isObject)!
  const entries = isServer(servers) ? [['', servers] as const] : Object.entries(servers)
  const found = entries.slice(0, MOST).flatMap(([name, server]) => (isServer(server) ? [read(name, server)] : []))
  return found.length > 0 ? found : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const addressIn = ({ url, serverUrl }: Record<string, unknown>): unknown => url ?? serverUrl

const isServer = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && (typeof addressIn(value) === 'string' || typeof value.command === 'string')

function read(name: string, server: Record<string, unknown>): ConfiguredServer {
  const { headers, type, transport } = server
  const url = addressIn(server)
  const kind = String(type ?? transport ?? '')
  return {
    name,
    ...(typeof url === 'string' && { url }),
    ...(kind === 'sse' && { transportType: 'sse' as const }),
    ...(/^(streamable-?)?http$/i.test(kind) && { transportType: 'streamable-http' as const }),
    headers: isObject(headers)
      ? Object.fromEntries(
          Object.entries(headers).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
        )
      : {},
  }
}
