import { type LookupAddress, lookup as dnsLookup } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import { McpPlugError } from '../errors.ts'
import { type AddressRules, hostOf } from './address.ts'

/** A `fetch` for addresses that we did not choose. */
export type GuardedFetch = (url: string | URL, init?: RequestInit) => Promise<Response>

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void

/** Refuses a name if any of its addresses is refused: the one that is used is one that was checked. */
function guardedLookup(rules: AddressRules) {
  return (
    hostname: string,
    options: { family?: number | 'IPv4' | 'IPv6'; all?: boolean },
    callback: LookupCallback,
  ) => {
    dnsLookup(hostname, { family: options.family ?? 0, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      if (addresses.length === 0 || !addresses.every(({ address }) => rules.allows(hostname, address))) {
        return callback(new McpPlugError('blocked_address') as NodeJS.ErrnoException, [])
      }
      if (options.all) callback(null, addresses)
      else callback(null, addresses[0]!.address, addresses[0]!.family)
    })
  }
}

/**
 * Idle sockets end after a second, long before servers close theirs (5 s and more): a request that meets a closing
 * socket fails without telling whether it ran, and nothing is sent twice.
 */
const AGENT = { keepAlive: true, timeout: 1_000, maxSockets: 1_024 }

/**
 * A `fetch` on `node:http(s)` that connects to allowed addresses only. Redirects are not followed; bodies are never
 * decompressed (an encoded one is refused), and arrive with backpressure. Works alike on Node, Bun and Deno, where a
 * global `fetch` has no hook for the address.
 *
 * Errors: `McpPlugError` with `blocked_address` or `upstream_unreachable` (the cause carries the system's code);
 * an aborted `init.signal` rejects with its reason.
 */
export function createGuardedFetch(rules: AddressRules): GuardedFetch {
  const agents = { 'http:': new http.Agent(AGENT), 'https:': new https.Agent(AGENT) }
  const lookup = guardedLookup(rules)

  return async (input, init = {}) => {
    const url = new URL(input)
    const host = hostOf(url)
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && rules.allowsHttp))
      throw new McpPlugError('blocked_address')
    if (isIP(host) && !rules.allows(host, host)) throw new McpPlugError('blocked_address')
    const signal = init.signal ?? undefined
    signal?.throwIfAborted()

    const headers = new Headers(init.headers)
    headers.set('accept-encoding', 'identity')
    if (!headers.has('user-agent')) headers.set('user-agent', 'mcp-plug')
    const body = init.body == null ? undefined : Buffer.from(await new Response(init.body).arrayBuffer())
    if (body) headers.set('content-length', String(body.byteLength))

    return new Promise((resolve, reject) => {
      const fail = (cause: unknown) => {
        if (signal?.aborted) reject(signal.reason)
        else reject(cause instanceof McpPlugError ? cause : new McpPlugError('upstream_unreachable', { cause }))
      }
      const request = (url.protocol === 'https:' ? https : http).request(url, {
        method: init.method ?? 'GET',
        headers: Object.fromEntries(headers),
        agent: agents[url.protocol as keyof typeof agents],
        lookup: lookup as NonNullable<http.RequestOptions['lookup']>,
        ...(signal && { signal }),
      })
      request.on('error', fail)
      request.on('upgrade', (_message, socket) => {
        socket.destroy()
        fail(new McpPlugError('upstream_protocol'))
      })
      request.on('response', (message) => {
        const encoding = message.headers['content-encoding']
        if (encoding && encoding !== 'identity') {
          message.destroy()
          return fail(
            new McpPlugError('upstream_protocol', {
              message: 'The server sent a compressed answer, which is not accepted.',
            }),
          )
        }
        try {
          resolve(toResponse(message))
        } catch (cause) {
          message.destroy()
          fail(new McpPlugError('upstream_protocol', { cause }))
        }
      })
      request.end(body)
    })
  }
}

function toResponse(message: http.IncomingMessage): Response {
  const status = message.statusCode ?? 502
  const headers = new Headers()
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2)
    headers.append(message.rawHeaders[i]!, message.rawHeaders[i + 1]!)
  const bodyless = status === 204 || status === 205 || status === 304
  if (bodyless) message.resume()
  return new Response(bodyless ? null : (Readable.toWeb(message) as ReadableStream<Uint8Array>), {
    status,
    statusText: message.statusMessage ?? '',
    headers,
  })
}
