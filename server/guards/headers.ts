import { validateHeaderName, validateHeaderValue } from 'node:http'
import { McpPlugError } from '../errors.ts'

/** Headers that the transport itself decides. */
const RESERVED = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'last-event-id',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  'mcp-session-id',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
const MOST = 32
const LONGEST = 8_192

/**
 * Checks custom headers for an MCP server. Values are secrets: no message repeats one.
 * Errors: `invalid_header`.
 */
export function checkHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(headers)
  const refuse = (message: string): never => {
    throw new McpPlugError('invalid_header', { message })
  }
  if (entries.length > MOST) refuse(`At most ${MOST} custom headers can be sent.`)
  for (const [index, [name, value]] of entries.entries()) {
    const which = `Custom header ${index + 1}`
    try {
      validateHeaderName(name)
    } catch {
      refuse(`${which} has a name that is not allowed in HTTP.`)
    }
    if (RESERVED.has(name.toLowerCase())) refuse(`The header ${name.toLowerCase()} is set by the connection itself.`)
    try {
      validateHeaderValue(name, value)
    } catch {
      refuse(`The value of ${which.toLowerCase()} has characters that cannot be sent. Check for line breaks.`)
    }
    if (value.length > LONGEST) refuse(`The value of ${which.toLowerCase()} is longer than ${LONGEST} characters.`)
  }
  return Object.fromEntries(entries)
}
