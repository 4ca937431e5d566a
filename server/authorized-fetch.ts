import { lazyContext, type ServerContext } from './context.ts'
import { McpPlugError } from './errors.ts'
import { checkServerAddress } from './guards/server-address.ts'
import { boundFetch } from './mcp/bounded-fetch.ts'
import { bearerFetch } from './oauth/bearer-fetch.ts'
import { challengeOf } from './oauth/challenge.ts'
import { explainRefusal } from './oauth/refused.ts'
import { type HandlerOptions, resolveOptions } from './options.ts'
import type { SessionRecord } from './sessions/store.ts'

/** Settings of {@link authorizedFetch}. Those that the handler and `MCPClient` have too mean the same here. */
export interface AuthorizedFetchOptions extends Pick<
  HandlerOptions,
  'store' | 'keys' | 'allowServer' | 'allowPrivateNetwork' | 'limits' | 'logger' | 'sessionTtl' | 'oauth'
> {
  /** Whose session it is: from your own login, never from a query or a body. */
  userId: string
  /** Of a stored session, as `getSessions` and `MCPClient` name it. */
  sessionId: string
}

/** A standard `fetch`, as a value of its own type so that runtimes with more on theirs take it too. */
export type AuthorizedFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * A standard `fetch` that speaks to one MCP server through a stored session, with that person's tokens: for clients that
 * are not ours, such as `@modelcontextprotocol/sdk` 1.x and the agent frameworks on it.
 *
 * ```ts
 * new StreamableHTTPClientTransport(new URL(serverUrl), { fetch: authorizedFetch({ userId, sessionId }) })
 * ```
 *
 * **The caller is trusted like the app itself.** What the person has decided about tools (ask, allow, block) is not
 * looked at, and calls are not counted. Give the transport no `authProvider`: signing in is done here.
 *
 * - Tokens are renewed before they end and when they are refused, once however many requests and replicas need it. The
 *   session is read from the store once for each request, so what another replica has renewed is used at once, and
 *   `allowServer` and the rules for addresses hold for each request. A stream that is open goes on until it is closed.
 * - Only the origin of the session's own server is reached. Any other is refused before anything is sent: no client of
 *   MCP needs one without an `authProvider`, and a silent request without the token would only fail later.
 * - `Authorization` of the caller's own is dropped, whether or not the session has a token: what arrives is the session's
 *   word or none. The session's custom headers win over the caller's of the same names. Headers that belong to the
 *   connection (`Host`, `Content-Length` …) are dropped too.
 * - Redirects are followed on the same origin, with the same method, three times at most, whatever `init.redirect` says.
 *   Any other comes back as the 3xx that it is.
 * - A body, or one event of a stream, is as large as `limits.resultBytes` at most. Nothing is decompressed.
 * - There is no deadline: `init.signal` ends it, as does cancelling the body; both close the connection.
 *
 * Errors: `McpPlugError`, which `Client` of the SDK's version 1 rejects with as it is, and version 2 as it is or as
 * `cause`; look at `error.code`:
 * `session_not_found`; `reauth_required` and `step_up_required`, with the address where the person signs in as
 * `error.data.authUrl` where there is one; `as_unavailable`, `refresh_timeout`; `blocked_address`, `invalid_server_url`;
 * `upstream_unreachable`, `upstream_protocol`; `store_unavailable`, `session_unreadable`. A body that is too large fails
 * with `result_too_large` while it is read. As of any `fetch`: a `TypeError` for what is no request, and the signal's
 * reason when it aborts.
 *
 * Throws a `TypeError` where an option is missing or wrong.
 */
export function authorizedFetch(options: AuthorizedFetchOptions): AuthorizedFetch {
  checkNames(options)
  const { userId, sessionId } = options
  const context = lazyContext(resolveOptions(options))
  return async (input, init) => {
    const { signal, ...outgoing } = await readRequest(input, init)
    signal?.throwIfAborted()
    const response = await unlessAborted(signal, () => send(context(), userId, sessionId, outgoing, signal))
    if (!signal || !response.body) return response
    // Who reads on after an abort is told the signal's reason, and not how the connection ended.
    return new Response(response.body.pipeThrough(new TransformStream(), { signal }), response)
  }
}

function checkNames(options: AuthorizedFetchOptions): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError('authorizedFetch takes an object of options, with `userId` and `sessionId`.')
  for (const name of ['userId', 'sessionId'] as const) {
    const value: unknown = options[name]
    if (typeof value !== 'string' || value === '')
      throw new TypeError(`authorizedFetch needs a \`${name}\`: a string that is not empty.`)
  }
  if (options.allowServer !== undefined && typeof options.allowServer !== 'function')
    throw new TypeError('`allowServer` must be a function.')
}

/** What the session and the connection decide. */
const NOT_THE_CALLERS = [
  'authorization',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

interface Outgoing {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly body: string | ArrayBuffer | null
}

/** Reads the arguments as any `fetch` does. The body is held: a refused request is sent once more. */
async function readRequest(
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<Outgoing & { signal: AbortSignal | undefined }> {
  const signal = init.signal === undefined && input instanceof Request ? input.signal : init.signal
  // The signal is kept out: a request's own follows it, and a client's outlives thousands of requests.
  const request = new Request(input, { ...init, signal: null })
  const { url, method } = request
  const { username, password } = new URL(url)
  // Node refuses it, Bun does not; it would become a header.
  if (username || password) throw new TypeError('authorizedFetch takes no URL that includes credentials.')
  const headers = new Headers(request.headers)
  for (const name of NOT_THE_CALLERS) headers.delete(name)
  const bytes = await request.arrayBuffer()
  const isJson = headers.get('content-type')?.includes('json') === true
  const body = isJson ? new TextDecoder().decode(bytes) : bytes
  return { url, method, headers, body: bytes.byteLength > 0 ? body : null, signal: signal ?? undefined }
}

async function send(
  context: ServerContext,
  userId: string,
  sessionId: string,
  { url, headers, ...request }: Outgoing,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const record = await context.store.get(userId, sessionId)
  if (!record) throw new McpPlugError('session_not_found')
  const server = await checkServerAddress(context, record.serverUrl, userId)
  if (new URL(url).origin !== server.origin) {
    throw new McpPlugError('blocked_address', { message: 'This session’s tokens are for its own server only.' })
  }
  for (const [name, value] of Object.entries(record.secrets.headers ?? {})) headers.set(name, value)
  const { fetch } = boundFetch(READER, bearerFetch(context, record), context.options.limits, true)
  try {
    const response = await fetch(url, { ...request, headers, ...(signal && { signal }) })
    // Of a session whose own header was refused: nobody can renew that.
    const refused = challengeOf(response)
    if (!refused) return response
    await response.body?.cancel()
    throw refused
  } catch (error) {
    throw await explained(context, record, error)
  }
}

/** Who reads a body hears that it is too large: by the error in its stream, which closes the connection too. */
const READER = {
  fail(error: McpPlugError): never {
    throw error
  },
}

/** While a session is being connected, its own way of asking for a sign-in holds. */
const explained = async (context: ServerContext, record: SessionRecord, error: unknown): Promise<unknown> =>
  record.state === 'CONNECTED' || record.state === 'AUTHENTICATING' ? explainRefusal(context, record, error) : error

/** Nobody who has aborted waits for a store or for a renewal. */
function unlessAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  if (!signal) return work()
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort))
  })
}
