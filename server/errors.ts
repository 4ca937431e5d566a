import { ERRORS, type ErrorBody, type ErrorCode, errorBody, errorStatus } from '../shared/errors.ts'

/** What to say beside the standard message of a code. */
export interface ErrorDetails {
  /** Replaces the standard message. For people; never an upstream's own text. */
  message?: string
  /** Facts that help to act on the error. They cross the wire: no secrets. */
  data?: Record<string, unknown>
  /** For the log only. */
  cause?: unknown
}

/** Bundlers may give routes of one app copies of this module: their errors are known by this, not by their class. */
const BRAND = Symbol.for('mcp-plug.error')

/** The one error that the server throws: found by its `code`. */
export class McpPlugError extends Error {
  readonly [BRAND] = true
  override name = 'McpPlugError'
  readonly code: ErrorCode
  readonly data: Record<string, unknown> | undefined

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.message ?? ERRORS[code][2], 'cause' in details ? { cause: details.cause } : undefined)
    this.code = code
    this.data = details.data
  }

  /** HTTP status that goes with the code. */
  get status(): number {
    return errorStatus(this.code)
  }

  /** Whether the same request may succeed later without anybody changing anything. */
  get retryable(): boolean {
    return ERRORS[this.code][1]
  }

  /** The error as it crosses the wire. */
  toBody(requestId?: string): ErrorBody {
    return errorBody(this.code, {
      message: this.message,
      ...(requestId !== undefined && { requestId }),
      ...(this.data !== undefined && { data: this.data }),
    })
  }
}

/** Thrown by `MCPClient.connect` when the MCP server wants authorisation. */
export class UnauthorizedError extends McpPlugError {
  override name = 'UnauthorizedError'
  /** Where the person signs in, when the server offers a way that we can begin. */
  readonly authUrl: string | undefined

  constructor(authUrl?: string, details: ErrorDetails = {}) {
    super('reauth_required', details)
    this.authUrl = authUrl
  }
}

/** Any thrown value as the error to answer with; what we did not foresee becomes `internal` and tells nothing. */
export const toMcpPlugError = (error: unknown): McpPlugError =>
  isMcpPlugError(error) ? error : new McpPlugError('internal', { cause: error })

const isMcpPlugError = (error: unknown): error is McpPlugError => error instanceof Error && BRAND in error
