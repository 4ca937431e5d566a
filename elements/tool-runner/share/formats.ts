import type { JsonObject } from '../../../shared/mcp.ts'
import { isObject } from '../../schema-form/core/json.ts'
import { withoutSecrets } from '../run/secrets.ts'
import type { Choice } from '../tools.ts'

/** Characters of a link: what mail and chat programs take without breaking it. */
const LONGEST = 8_000

export type Format = 'link' | 'arguments' | 'request' | 'config' | 'curl'

/** A text to share. `undefined`: too long. `partial`: secrets were left out. */
export interface Shared {
  readonly text: string | undefined
  readonly partial: boolean
}

/** For a POSIX shell: nothing within is expanded. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** A call as text, in one of the formats. Secrets are in none of them. */
export function shareAs(format: Format, { connection, tool }: Choice, values: JsonObject): Shared {
  const safe = withoutSecrets(values, tool.inputSchema)
  const given = isObject(safe.value) ? safe.value : {}
  const { serverId, serverUrl, transportType, protocolVersion } = connection
  const request = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: tool.name, arguments: given } }
  const partial = safe.partial && format !== 'config'
  switch (format) {
    case 'link': {
      const hash = new URLSearchParams({
        'mcp-server': serverId,
        'mcp-tool': tool.name,
        'mcp-args': JSON.stringify(given),
      })
      const text = `${location.href.split('#', 1)[0]}#${hash}`
      return { text: text.length > LONGEST ? undefined : text, partial }
    }
    case 'arguments':
      return { text: JSON.stringify(given, null, 2), partial }
    case 'request':
      return { text: JSON.stringify(request, null, 2), partial }
    case 'config': {
      const server = { type: transportType === 'sse' ? 'sse' : 'http', url: serverUrl }
      return { text: JSON.stringify({ mcpServers: { [serverId]: server } }, null, 2), partial }
    }
    case 'curl': {
      const headers = [
        'Content-Type: application/json',
        'Accept: application/json, text/event-stream',
        ...(protocolVersion ? [`MCP-Protocol-Version: ${protocolVersion}`] : []),
        'Authorization: Bearer YOUR_TOKEN',
      ]
      const lines = [
        `curl ${quoted(serverUrl)}`,
        ...headers.map((header) => `  -H ${quoted(header)}`),
        `  --data-raw ${quoted(JSON.stringify(request))}`,
      ]
      return { text: lines.join(' \\\n'), partial }
    }
  }
}
