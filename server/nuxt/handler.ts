import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SSEHandler } from '../handler.ts'
import { toNodeListener } from '../node.ts'
import type { Host } from '../options.ts'

/** What is used of an event of h3 1.x, the one in Nuxt 4: its own type would make that h3 a dependency. */
export interface NuxtEvent {
  readonly node: { readonly req: IncomingMessage; readonly res: ServerResponse }
  /** h3 takes an event of which this is true as answered. */
  _handled: boolean
}

/** A route of Nuxt's server. */
export interface NuxtRoute {
  (event: NuxtEvent): Promise<Response | undefined>
  /** h3's mark; without it, h3 warns of each function that is not made by `defineEventHandler`. */
  readonly __is_handler__: true
}

/** Where h3 1.x keeps, as a promise, a body that somebody has read before. */
const RAW_BODY = Symbol.for('h3RawBody')

type NuxtRequest = IncomingMessage & {
  /** The address before `app.baseURL` was taken off. */
  originalUrl?: string
  /** Complete, where the runtime has no Node request. */
  body?: unknown
  [RAW_BODY]?: unknown
}

/**
 * A route of Nuxt's server for a handler, whatever h3 that Nuxt ships. The module `mcp-plug/nuxt` writes this route;
 * without it, have the same file at the base path and below it, e.g. `server/routes/api/mcp/index.ts` and `[...].ts`:
 *
 *     export default nuxtHandler(handler)
 *
 * `authenticate` gets Nuxt's event as its second argument, after the app's own middleware (`event.context.user`).
 */
export function nuxtHandler(handler: Pick<SSEHandler, 'fetch'>): NuxtRoute {
  const route = async (event: NuxtEvent): Promise<Response | undefined> => {
    const { res } = event.node
    const req: NuxtRequest = event.node.req
    const body = await (req[RAW_BODY] ?? req.body)
    // Presets without Node's own response (`bun`) hand a Response on as it is, and end it when the client has gone.
    if (!res.socket) return handler.fetch(toRequest(req, body), event as Host)
    // To Node's response h3 1.x would write it without a look at whether the client reads, or is still there.
    event._handled = true
    if (body !== undefined) req.body = body
    await toNodeListener(async (request) => keepCookies(res, await handler.fetch(request, event as Host)))(req, res)
    return undefined
  }
  return Object.assign(route, { __is_handler__: true as const })
}

/** Cookies that the app has set on the way, e.g. to renew a login, which Node would replace by those of the answer. */
function keepCookies(res: ServerResponse, response: Response): Response {
  for (const cookie of [res.getHeader('set-cookie') ?? []].flat()) response.headers.append('set-cookie', String(cookie))
  return response
}

function toRequest(req: NuxtRequest, body: unknown): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one)
  }
  const protocol = headers.get('x-forwarded-proto') === 'https' ? 'https' : 'http'
  const url = `${protocol}://${headers.get('host') ?? 'localhost'}${req.originalUrl ?? req.url ?? '/'}`
  const method = req.method ?? 'GET'
  return new Request(url, { method, headers, ...(method === 'POST' && { body: body as BodyInit }) })
}
