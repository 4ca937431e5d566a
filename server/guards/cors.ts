const METHODS = 'GET, POST'
const REQUEST_HEADERS = 'content-type, authorization, x-mcp-plug, last-event-id'
const ANSWER_HEADERS = 'x-request-id, retry-after'
/** Seconds for which browsers keep the answer to a preflight. */
const MAX_AGE = '600'

type Origins = readonly string[] | undefined

const originOf = ({ headers }: Request, allowed: Origins): string | undefined => {
  const origin = headers.get('origin')
  return origin !== null && allowed?.includes(origin) ? origin : undefined
}

/** The answer to a browser that asks whether a page of an allowed origin may call; undefined for all others. */
export function answerPreflight(request: Request, allowed: Origins): Response | undefined {
  const asks = request.method === 'OPTIONS' && request.headers.has('access-control-request-method')
  if (!asks || originOf(request, allowed) === undefined) return undefined
  const headers = {
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': REQUEST_HEADERS,
    'access-control-max-age': MAX_AGE,
  }
  return new Response(null, { status: 204, headers })
}

/** Lets a page of an allowed origin read this answer (Fetch Standard, "CORS protocol"). */
export function letPageRead({ headers }: Response, request: Request, allowed: Origins): void {
  if (!allowed?.length) return
  headers.append('vary', 'Origin')
  const origin = originOf(request, allowed)
  if (origin === undefined) return
  headers.set('access-control-allow-origin', origin)
  headers.set('access-control-allow-credentials', 'true')
  headers.set('access-control-expose-headers', ANSWER_HEADERS)
}
