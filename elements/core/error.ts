import type { ErrorBody, ErrorCode } from '../../shared/errors.ts'

/**
 * Stable code of a failure: one of the handler's, or the client's own. `network`: nothing was answered, or not in time;
 * whether a call ran is unknown. `not_started`: this site could not be reached, and a call did not run.
 * `invalid_answer`: what was answered is not this wire.
 */
export type McpErrorCode = ErrorCode | 'network' | 'not_started' | 'invalid_answer'

/** A failed request. Find its kind by `code`, never by `message`. */
export class McpError extends Error {
  override readonly name = 'McpError'
  readonly code: McpErrorCode
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly retryable: boolean
  /** Names this failure in the server's log. */
  readonly requestId: string | undefined
  readonly data: Readonly<Record<string, unknown>> | undefined

  constructor(body: Omit<ErrorBody, 'code'> & { readonly code: McpErrorCode }, options?: ErrorOptions) {
    super(body.message, options)
    this.code = body.code
    this.retryable = body.retryable
    this.requestId = body.requestId
    this.data = body.data
  }
}

/** The request got no answer. */
export const networkError = (message: string, cause?: unknown): McpError =>
  new McpError({ code: 'network', message, retryable: true }, { cause })

/** The call was not begun. */
export const notStarted = (cause?: unknown): McpError =>
  new McpError(
    {
      code: 'not_started',
      message: 'The call did not start: this site could not be reached. Check your network, then run it again.',
      retryable: true,
    },
    { cause },
  )

export const invalidAnswer = (message: string, cause?: unknown): McpError =>
  new McpError({ code: 'invalid_answer', message, retryable: false }, { cause })

/** What an aborted request rejects with, as `fetch` does. */
export const abortError = (): DOMException => new DOMException('The request was cancelled.', 'AbortError')
