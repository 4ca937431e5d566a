import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type CallerContext, lazyContext, type ServerContext } from './context.ts'
import { McpPlugError, toMcpPlugError } from './errors.ts'
import { answerPreflight, letPageRead } from './guards/cors.ts'
import { bindBrowser } from './guards/flow-cookie.ts'
import { checkOrigin } from './guards/origin.ts'
import { countCall } from './guards/rate.ts'
import { identify } from './guards/user.ts'
import { toNodeListener } from './node.ts'
import { type HandlerOptions, type Host, resolveOptions, type ResolvedOptions } from './options.ts'
import { knownBase, type ROUTES, splitPath } from './oauth/addresses.ts'
import { serveAppSandbox } from './routes/app-sandbox.ts'
import { openEvents } from './routes/events.ts'
import { answerHealth, healthRoute } from './routes/health.ts'
import { serveIcon } from './routes/icon.ts'
import { finishSignIn, serveClientMetadata, startSignIn } from './routes/oauth.ts'
import { answerRpc, jsonAnswer } from './routes/rpc.ts'
import { traceOf } from './telemetry.ts'

/** The part of an h3 event that the handler reads. Not h3's own type: that needs packages which apps may not have. */
interface EventLike {
  readonly req: Request
}

/** Calls that run may go on for this time after `close`, in milliseconds. */
const DRAIN_MS = 10_000

const NOT_A_REQUEST =
  'This runtime calls the handler with neither Node’s `req` and `res` nor an h3 event: mount `(…) => handler.fetch(request)`, as docs/quick-start.md shows.'

/** Serves one base path, in whatever the app runs on. */
export interface SSEHandler {
  /** As an h3 event handler: `app.all('/api/mcp/**', handler)`. */
  (event: EventLike): Promise<Response>
  /** As Node's request listener, also in Express and Connect: `http.createServer(handler)`. */
  (req: IncomingMessage, res: ServerResponse, next?: (error?: unknown) => void): Promise<void>
  /**
   * As a function of web standards: `export default { fetch: handler.fetch }`.
   * `host` is what `authenticate` gets as its second argument.
   */
  fetch(request: Request, host?: Host): Promise<Response>
  /**
   * Stops in good order, for when the process gets SIGTERM: takes no new calls and streams (503), ends the event streams,
   * whose pages go on with another replica where they stood, and waits up to `timeout` milliseconds (default 10,000) for
   * the calls that run; what runs longer is cut off. Calls that wait for their person go on elsewhere where the MCP server
   * allows that. Handlers on the same store in this process stop together. Then close your HTTP server, and the store.
   * Resolves with the number of calls that were cut off.
   */
  close(options?: { readonly timeout?: number }): Promise<number>
}

/**
 * Makes the handler that the elements talk to. Mount it on one base path, e.g. `/api/mcp`, for every HTTP method.
 * Nothing connects before the first request.
 *
 * Errors: a `TypeError` for options that cannot work; the message says which.
 */
export function createSSEHandler(options: HandlerOptions): SSEHandler {
  const resolved = resolveOptions(options)
  const context = lazyContext(resolved)
  const fetch = (request: Request, host: Host = nodeHost(request)) => serve(context, resolved, request, host)
  const listener = toNodeListener(fetch)
  const handler = (first: EventLike | IncomingMessage, res?: ServerResponse) => {
    if (typeof res?.writeHead === 'function') return listener(first as IncomingMessage, res)
    const event = first as EventLike
    if (typeof event.req?.url !== 'string' || !event.req.headers?.get) throw new TypeError(NOT_A_REQUEST)
    return fetch(event.req, event as Host)
  }
  const close = async ({ timeout = DRAIN_MS } = {}) => {
    const { replica, listeners } = context()
    const cutOff = await replica.stop(timeout)
    await listeners.stop()
    return cutOff
  }
  return Object.assign(handler, { fetch, close }) as SSEHandler
}

/** Node's pair, where the runtime says that it made this request from one. */
function nodeHost(request: Request): Host {
  const node = (request as { runtime?: { node?: Host } }).runtime?.node
  return node ?? {}
}

async function serve(
  context: () => ServerContext,
  options: ResolvedOptions,
  request: Request,
  host: Host,
): Promise<Response> {
  const requestId = `r-${randomBytes(6).toString('hex')}`
  const { route: named } = splitPath(new URL(request.url).pathname)
  const navigation = named === 'icon' ? undefined : named
  let response: Response
  try {
    response = await route(named, context, options, request, host, requestId)
  } catch (caught) {
    const error = toMcpPlugError(caught)
    if (error.code === 'internal') {
      const cause = error.cause instanceof Error ? error.cause : undefined
      options.logger.error({ requestId, error: cause?.name, stack: cause?.stack }, 'a request failed unexpectedly')
    }
    response = jsonAnswer({ id: null, error: error.toBody(requestId) }, error.status, retryAfter(error))
  }
  response.headers.set('x-request-id', requestId)
  if (response.status === 405) response.headers.set('allow', named ? 'GET' : 'GET, POST')
  if (response.status === 429 && !response.headers.has('retry-after')) response.headers.set('retry-after', '5')
  if (!navigation) letPageRead(response, request, options.allowedOrigins)
  return response
}

const retryAfter = ({ data }: McpPlugError): Record<string, string> =>
  typeof data?.retryAfter === 'number' ? { 'retry-after': String(data.retryAfter) } : {}

/** The context, unless private networks should be closed and are not: then nothing is served. */
async function guarded(context: () => ServerContext): Promise<ServerContext> {
  const server = context()
  if (await server.isGuarded()) return server
  const cause = new Error(
    'Every request is refused: the guard against private addresses has let one through to loopback.',
  )
  throw new McpPlugError('internal', { cause })
}

/** The navigations, of sign-ins and of a frame: exempt from the check of origin, and possibly without the app's login. */
async function navigate(
  to: (typeof ROUTES)[number],
  lazy: () => ServerContext,
  request: Request,
  host: Host,
  requestId: string,
): Promise<Response> {
  if (request.method !== 'GET') throw new McpPlugError('method_not_allowed')
  const context = await guarded(lazy)
  if (to === 'app-sandbox') return serveAppSandbox(context.options, request)
  if (to === 'oauth/client-metadata') return serveClientMetadata(context, request)
  const userId = await identify(context.options, request, host).catch(() => undefined)
  const visitor = { userId, requestId }
  return to === 'oauth/start' ? startSignIn(context, request, visitor) : finishSignIn(context, request, visitor)
}

/** One call; the browser is bound to its user on the way, for the sign-ins that it may begin. */
async function answerCall(caller: CallerContext, request: Request): Promise<Response> {
  let setCookie: string | undefined
  const guard = async () => {
    const [, browser] = await Promise.all([countCall(caller), bindBrowser(caller, request)])
    setCookie = browser.setCookie
  }
  refuseEncoded(request)
  const response = await answerRpc(caller, request, guard)
  if (setCookie !== undefined) response.headers.append('set-cookie', setCookie)
  return response
}

/** Nothing is decompressed here: what is small on the way could be large. Errors: `content_type`. */
function refuseEncoded({ headers }: Request): void {
  const encoding = headers.get('content-encoding')?.trim().toLowerCase()
  if (encoding && encoding !== 'identity')
    throw new McpPlugError('content_type', { message: 'The request body must not be compressed.' })
}

/** Who, from where, how much; then what. */
async function route(
  named: ReturnType<typeof splitPath>['route'],
  context: () => ServerContext,
  options: ResolvedOptions,
  request: Request,
  host: Host,
  requestId: string,
): Promise<Response> {
  if (named && named !== 'icon') return navigate(named, context, request, host, requestId)
  const health = options.health ? healthRoute(new URL(request.url).pathname) : undefined
  if (health && request.method === 'GET') return answerHealth(health, context)
  const preflight = answerPreflight(request, options.allowedOrigins)
  if (preflight) return preflight
  if (request.method !== 'GET' && (named || request.method !== 'POST')) throw new McpPlugError('method_not_allowed')
  const userId = await identify(options, request, host)
  checkOrigin(request, options.allowedOrigins)
  const server = await guarded(context)
  const caller: CallerContext = {
    ...server,
    userId,
    requestId,
    baseUrl: knownBase(server, request),
    trace: traceOf(request.headers),
  }
  if (named) return serveIcon(caller, request)
  if (request.method === 'POST') return answerCall(caller, request)
  if (!request.headers.get('accept')?.includes('text/event-stream')) throw new McpPlugError('not_acceptable')
  return openEvents(caller, request)
}
