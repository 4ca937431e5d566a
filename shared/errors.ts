/**
 * Every error code that can cross the wire, with its HTTP status, whether trying again can help, and
 * a message for people. Codes are stable; messages are not. Find an error by its code.
 *
 * The HTTP status is used where the request itself fails; a call that was accepted answers 200 with
 * the error inside, except for those listed in {@link TRANSPORT_CODES}.
 */
export const ERRORS = {
  invalid_json: [400, false, 'The request body is not valid JSON.'],
  invalid_params: [400, false, 'A parameter is missing or has the wrong type.'],
  unknown_method: [400, false, 'This server does not know that method. Its version may be older than the page’s.'],
  invalid_server_url: [
    400,
    false,
    'The server address must be a complete http or https address without a user name or password in it.',
  ],
  invalid_header: [400, false, 'A custom header has a name or value that cannot be sent.'],
  invalid_return_to: [400, false, 'The address to return to must be on this site.'],
  state_missing: [400, false, 'The sign-in answer came without its state. Start the sign-in again.'],
  state_unknown_or_used: [400, false, 'This sign-in has ended or was used before. Start the sign-in again.'],
  duplicate_param: [400, false, 'The sign-in answer carried a parameter twice. Start the sign-in again.'],
  tool_args_invalid: [400, false, 'The server refused the arguments of this tool. Check the fields and run it again.'],
  unauthenticated: [401, false, 'You are not signed in to this site. Sign in and try again.'],
  csrf_rejected: [403, false, 'The request did not come from a page of this site.'],
  oauth_browser_mismatch: [403, false, 'This sign-in was started in another browser. Start it again in this one.'],
  issuer_mismatch: [
    403,
    false,
    'The sign-in was answered by another authorization server than the one asked. It was stopped.',
  ],
  blocked_address: [403, false, 'This address is not allowed here. Ask your administrator if it should be.'],
  tool_not_approved: [403, false, 'This tool runs only after you approve it.'],
  session_not_found: [404, false, 'There is no such connection. It may have ended; connect the server again.'],
  tool_not_found: [404, false, 'The server has no tool of that name. List its tools again.'],
  method_not_allowed: [405, false, 'This address does not take that HTTP method.'],
  not_acceptable: [406, false, 'This address answers with an event stream or with JSON; the request accepts neither.'],
  reauth_required: [409, false, 'The server wants you to sign in, or wants a token that it accepts.'],
  step_up_required: [409, false, 'The server wants more permissions than you have given. Sign in again to give them.'],
  tool_changed: [409, false, 'This tool has changed since you approved it. Look at it and approve it again.'],
  call_in_progress: [409, false, 'A call with that id is already running.'],
  call_interrupted: [409, false, 'The call was interrupted. It may or may not have run.'],
  session_unreadable: [
    409,
    false,
    'This connection’s stored secrets cannot be opened with the present keys. Tell your administrator.',
  ],
  body_too_large: [413, false, 'The request is too large.'],
  content_type: [415, false, 'The request body must be application/json.'],
  rate_limited: [429, true, 'Too many requests. Wait a moment and try again.'],
  too_many_streams: [429, true, 'Too many open pages. Close one and try again.'],
  internal: [500, true, 'Something went wrong here. Try again, or give your administrator the request id.'],
  upstream_protocol: [502, false, 'The MCP server answered with an error, or with something that is not valid MCP.'],
  result_too_large: [502, false, 'The MCP server’s answer is larger than the limit.'],
  pkce_unsupported: [
    502,
    false,
    'The authorization server does not support PKCE with S256, so signing in would not be safe.',
  ],
  auth_url_rejected: [502, false, 'The authorization server’s address is not a safe one to open.'],
  registration_rejected: [502, false, 'The authorization server refused to register this application.'],
  upstream_stream_ended: [502, true, 'The MCP server ended its answer before it was complete. The call may have run.'],
  upstream_unreachable: [
    502,
    true,
    'The MCP server cannot be reached. Check the address, and that the server is running.',
  ],
  store_unavailable: [503, true, 'The session store cannot be reached. Try again in a moment.'],
  as_unavailable: [503, true, 'The sign-in server cannot be reached. Your sign-in is kept; try again in a minute.'],
  refresh_timeout: [503, true, 'Renewing the sign-in took too long. Try again.'],
  upstream_timeout: [504, true, 'The MCP server did not answer in time. The call may have run.'],
} as const satisfies Record<string, readonly [status: number, retryable: boolean, message: string]>

/** A stable error code; see {@link ERRORS}. */
export type ErrorCode = keyof typeof ERRORS

/** An error as it crosses the wire. */
export interface ErrorBody {
  readonly code: ErrorCode
  /** For people, in English; elements show their own translation of `code` where they have one. */
  readonly message: string
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly retryable: boolean
  /** Names this failure in the server's log. */
  readonly requestId?: string
  /** Facts that help to act on the error: never a secret, never an upstream's own text. */
  readonly data?: Readonly<Record<string, unknown>>
}

/** Codes of failures of the request itself: they set the HTTP status. All others answer 200 with the error inside. */
export const TRANSPORT_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'invalid_json',
  'invalid_params',
  'unknown_method',
  'unauthenticated',
  'csrf_rejected',
  'method_not_allowed',
  'not_acceptable',
  'body_too_large',
  'content_type',
  'rate_limited',
  'too_many_streams',
  'store_unavailable',
  'internal',
])

export const errorStatus = (code: ErrorCode): number => ERRORS[code][0]

/** Builds the wire form of an error. `message` replaces the standard one and must be written for people. */
export function errorBody(
  code: ErrorCode,
  extra: { message?: string; requestId?: string; data?: Record<string, unknown> } = {},
): ErrorBody {
  const [, retryable, message] = ERRORS[code]
  return {
    code,
    message: extra.message ?? message,
    retryable,
    ...(extra.requestId !== undefined && { requestId: extra.requestId }),
    ...(extra.data !== undefined && { data: extra.data }),
  }
}

/** Whether a value read from the wire is an error of a code that this version knows. */
export const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.hasOwn(ERRORS, value)
