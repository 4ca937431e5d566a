import type { IncomingMessage, ServerResponse } from 'node:http'
import { type H3, toNodeHandler as h3ToNodeHandler } from 'h3/node'

type Fetch = (request: Request) => Promise<Response>
type NodeListener = (req: IncomingMessage, res: ServerResponse) => Promise<void>

/** Node's request listener of a fetch function. Works behind middleware that has read the body (`express.json()`). */
export function toNodeListener(fetch: Fetch): NodeListener {
  const listener = h3ToNodeHandler({ fetch: (request: Request) => fetch(withReadBody(request)) } as unknown as H3)
  return async (req, res) => {
    restorePath(req)
    await listener(req, res)
  }
}

/** Node's `(req, res)` of a handler, for frameworks that tell the two kinds of function apart by their names. */
export const toNodeHandler = (handler: { fetch: Fetch }): NodeListener =>
  toNodeListener((request) => handler.fetch(request))

/** Routers take off the path that they are mounted at (`app.use('/api', router)`): sign-ins come back to the whole one. */
function restorePath(req: IncomingMessage & { originalUrl?: unknown }): void {
  if (typeof req.originalUrl === 'string') req.url = req.originalUrl
}

/** A request whose body a parser has taken gets it back from `req.body`; the bytes differ, the JSON does not. */
function withReadBody(request: Request): Request {
  const node = (request as { runtime?: { node?: { req?: IncomingMessage & { body?: unknown } } } }).runtime?.node
  const req = node?.req
  if (!req?.readableEnded || req.body === undefined || req.method !== 'POST') return request
  const body = typeof req.body === 'string' || req.body instanceof Uint8Array ? req.body : JSON.stringify(req.body)
  const headers = new Headers(request.headers)
  headers.delete('content-length')
  const copy = new Request(request.url, { method: 'POST', headers, body: body as BodyInit })
  return Object.assign(copy, { runtime: (request as { runtime?: unknown }).runtime })
}
