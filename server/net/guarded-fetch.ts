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

/** How names become addresses: `lookup` of node:dns, which asks the system. */
export type Resolve = (
  hostname: string,
  options: { family: number | 'IPv4' | 'IPv6'; all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** Refuses a name if any of its addresses is refused: the one that is used is one that was checked. */
function guardedLookup(rules: AddressRules, resolve: Resolve) {
  return (
    hostname: string,
    options: { family?: number | 'IPv4' | 'IPv6'; all?: boolean },
    callback: LookupCallback,
  ) => {
    resolve(hostname, { family: options.family ?? 0, all: true }, (error, addresses) => {
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

/** Redirects of one request that are followed. */
const MOST_REDIRECTS = 3

/** A request as it goes to one address, and again to the next after a redirect. */
interface Outgoing {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body: Buffer | undefined
  readonly signal: AbortSignal | undefined
}

/**
 * A `fetch` on `node:http(s)` that connects to allowed addresses only. A redirect is followed where it keeps origin and
 * method, three times at most, whatever `init.redirect` says; any other is answered as it is. Bodies are never
 * decompressed (an encoded one is refused), and arrive with backpressure. Works alike on Node, Bun and Deno, where a
 * global `fetch` has no hook for the address.
 *
 * Errors: `McpPlugError` with `blocked_address`, `upstream_protocol` or `upstream_unreachable` (the cause carries the
 * system's code); an aborted `init.signal` rejects with its reason.
 */
export function createGuardedFetch(rules: AddressRules, resolve: Resolve = dnsLookup): GuardedFetch {
  const agents = { 'http:': new http.Agent(AGENT), 'https:': new https.Agent(AGENT) }
  const lookup = guardedLookup(rules, resolve) as NonNullable<http.RequestOptions['lookup']>

  const send = (url: URL, { method, headers, body, signal }: Outgoing) => {
    checkTarget(url, rules)
    signal?.throwIfAborted()
    return new Promise<Response>((resolve, reject) => {
      const fail = (cause: unknown) => {
        if (signal?.aborted) reject(signal.reason)
        else reject(cause instanceof McpPlugError ? cause : new McpPlugError('upstream_unreachable', { cause }))
      }
      const request = (url.protocol === 'https:' ? https : http).request(url, {
        method,
        headers,
        agent: agents[url.protocol as keyof typeof agents],
        lookup,
      })
      // Not by the option `signal`: on Deno the error of a request that has been answered ends the process.
      const abort = () => request.destroy()
      const forget = () => signal?.removeEventListener('abort', abort)
      signal?.addEventListener('abort', abort, { once: true })
      request.on('close', forget)
      request.on('error', fail)
      request.on('upgrade', (_message, socket) => {
        socket.destroy()
        fail(new McpPlugError('upstream_protocol'))
      })
      request.on('response', (message) => {
        message.on('end', forget)
        try {
          refuseEncoded(message)
          resolve(toResponse(message))
        } catch (cause) {
          message.destroy()
          fail(cause instanceof McpPlugError ? cause : new McpPlugError('upstream_protocol', { cause }))
        }
      })
      request.end(body)
    })
  }

  return async (input, init = {}) => {
    let url = new URL(input)
    const outgoing = await prepare(init)
    for (let followed = 0; ; followed++) {
      const response = await send(url, outgoing)
      const next = redirectOf(url, outgoing.method, response)
      if (!next) return response
      await response.body?.cancel()
      if (followed === MOST_REDIRECTS)
        throw new McpPlugError('upstream_protocol', { message: 'The server redirects too often.' })
      url = next
    }
  }
}

async function prepare(init: RequestInit): Promise<Outgoing> {
  const signal = init.signal ?? undefined
  signal?.throwIfAborted()
  const headers = new Headers(init.headers)
  headers.set('accept-encoding', 'identity')
  if (!headers.has('user-agent')) headers.set('user-agent', 'mcp-plug')
  const body = init.body == null ? undefined : Buffer.from(await new Response(init.body).arrayBuffer())
  if (body) headers.set('content-length', String(body.byteLength))
  return { method: (init.method ?? 'GET').toUpperCase(), headers: Object.fromEntries(headers), body, signal }
}

/** What can be said of a target before its name is resolved. Errors: `blocked_address`. */
function checkTarget(url: URL, rules: AddressRules): void {
  const host = hostOf(url)
  const allowed =
    (url.protocol === 'https:' || (url.protocol === 'http:' && rules.allowsHttp)) &&
    (!isIP(host) || rules.allows(host, host))
  if (!allowed) throw new McpPlugError('blocked_address')
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Where this answer sends the same request to, on the same origin; undefined for all else. */
function redirectOf(url: URL, method: string, { status, headers }: Response): URL | undefined {
  const location = REDIRECTS.has(status) ? headers.get('location') : null
  if (location === null || !URL.canParse(location, url)) return undefined
  const target = new URL(location, url)
  const keepsMethod = method === 'GET' || method === 'HEAD' || status === 307 || status === 308
  return keepsMethod && target.origin === url.origin && !target.username && !target.password ? target : undefined
}

/** Errors: `upstream_protocol`. */
function refuseEncoded({ headers }: http.IncomingMessage): void {
  const encoding = headers['content-encoding']
  if (!encoding || encoding === 'identity') return
  throw new McpPlugError('upstream_protocol', {
    message: 'The server sent a compressed answer, which is not accepted.',
  })
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
