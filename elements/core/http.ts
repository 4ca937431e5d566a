import type { McpErrorCode } from './error.ts'
import { abortError, invalidAnswer, McpError, networkError } from './error.ts'

/** How requests to the handler are made. */
export interface HttpOptions {
  /** The handler's base path or address. */
  readonly url: string
  /** Goes into the Authorization header as a bearer token, never into a URL. A function is asked for every request. */
  readonly authToken?: string | (() => string | undefined | Promise<string | undefined>) | undefined
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Whether cookies go along, as in `fetch`. Default `same-origin`. */
  readonly credentials?: RequestCredentials | undefined
  readonly fetch?: typeof fetch | undefined
}

/** `below` is a path below the handler's, e.g. `icon?server=notes`. */
export type Http = (init: RequestInit & { headers?: Record<string, string> }, below?: string) => Promise<Response>

/**
 * Makes the function that sends requests. Where a 401 comes and the token function has another token by then, the
 * request is sent once more: one that was refused has not run.
 * Rejects with an `AbortError`, or with {@link McpError} `network`.
 */
export function createHttp(options: HttpOptions): Http {
  const { authToken, url } = options

  async function token(): Promise<string | undefined> {
    try {
      return await (typeof authToken === 'function' ? authToken() : authToken)
    } catch (error) {
      throw networkError('This page could not get its access token. Try again.', error)
    }
  }

  async function send(init: RequestInit, bearer: string | undefined, below?: string): Promise<Response> {
    const headers = {
      ...options.headers,
      ...(init.headers as Record<string, string> | undefined),
      // Foreign pages cannot send it without asking: the handler's proof against CSRF.
      'x-mcp-plug': '1',
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    }
    const request: RequestInit = {
      credentials: options.credentials ?? 'same-origin',
      cache: 'no-store',
      ...init,
      headers,
    }
    try {
      return await (options.fetch ?? fetch)(below ? `${url.replace(/\/*$/, '')}/${below}` : url, request)
    } catch (error) {
      throw failure(
        networkError('This site could not be reached. Check your network and try again.', error),
        init.signal,
      )
    }
  }

  return async (init, below) => {
    const bearer = await token()
    const response = await send(init, bearer, below)
    if (response.status !== 401 || typeof authToken !== 'function') return response
    const fresh = await token()
    if (fresh === bearer) return response
    await response.body?.cancel()
    return send(init, fresh, below)
  }
}

/** What a request rejects with: its own error, unless its signal ended it. */
export function failure(error: unknown, signal: AbortSignal | null | undefined): unknown {
  if (!signal?.aborted) return error
  const timedOut = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'
  return timedOut ? networkError('This site did not answer in time. Try again.', error) : abortError()
}

/** The JSON body of an answer; `undefined` where it is none. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text().catch((error: unknown) => {
    throw networkError('The answer broke off before it was complete. Try again.', error)
  })
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads an answer `{id, result}`, or rejects with the error in it, or with the one that its HTTP status means. */
export async function readAnswer(response: Response): Promise<unknown> {
  const body = await readJson(response)
  return response.ok ? resultOf(body) : Promise.reject(errorOf(body) ?? statusError(response.status))
}

/** Unpacks a parsed `{id, result}` or `{id, error}`. */
export function resultOf(body: unknown): unknown {
  const error = errorOf(body)
  if (error) throw error
  if (typeof body !== 'object' || body === null || !('result' in body)) {
    throw invalidAnswer(
      'This site gave an answer that cannot be read. Its handler may be missing at this address, or too old.',
    )
  }
  return body.result
}

/** The error inside a parsed answer, if there is a well-formed one. */
function errorOf(body: unknown): McpError | undefined {
  const error = (body as { error?: Record<string, unknown> } | null | undefined)?.error
  if (typeof error?.code !== 'string' || typeof error.message !== 'string') return undefined
  return new McpError({
    // A newer handler may have more codes; they are handed on.
    code: error.code as McpErrorCode,
    message: error.message,
    retryable: error.retryable === true,
    ...(typeof error.requestId === 'string' && { requestId: error.requestId }),
    ...(typeof error.data === 'object' && error.data !== null && { data: error.data as Record<string, unknown> }),
  })
}

/** The error for an answer that does not come from the handler: a proxy, or the app's own login check. */
function statusError(status: number): McpError {
  if (status === 401) {
    return new McpError({
      code: 'unauthenticated',
      message: 'You are not signed in to this site. Sign in and try again.',
      retryable: false,
    })
  }
  if (status === 429 || status >= 500)
    return networkError(`This site cannot answer at the moment (HTTP ${status}). Try again.`)
  return invalidAnswer(`This site answered with HTTP ${status}. Its handler may be missing at this address.`)
}

/** The wait that `Retry-After` asks for, in milliseconds (RFC 9110, section 10.2.3). 0 where it asks for none. */
export function retryAfter(response: Response): number {
  const value = response.headers.get('retry-after')
  if (value === null) return 0
  const seconds = Number(value)
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now()
  return Math.min(Math.max(wait || 0, 0), 300_000)
}
