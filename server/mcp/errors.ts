import {
  InsufficientScopeError,
  ProtocolError,
  ProtocolErrorCode,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  SseError,
} from '@modelcontextprotocol/client'
import { McpPlugError } from '../errors.ts'

/** HTTP status of a failed exchange with an MCP server, where there was one. */
export function httpStatusOf(error: unknown): number | undefined {
  if (error instanceof SdkHttpError) return error.status
  if (error instanceof SseError) return error.code
  return undefined
}

/**
 * Whether the server says that it no longer knows the session that we named: 404 by the specification (Streamable HTTP,
 * "Session Management"), 400 with -32000 from servers that forgot it in a restart. Either proves that nothing ran.
 */
export function isLostSession(error: unknown, sentSessionId: boolean): boolean {
  if (!sentSessionId || !(error instanceof SdkHttpError)) return false
  return error.status === 404 || (error.status === 400 && /"code"\s*:\s*-32000\b/.test(String(error.data.text ?? '')))
}

/** Whether a server that was asked by Streamable HTTP may speak the HTTP+SSE transport of 2024-11-05 instead. */
export function mayBeLegacySse(error: unknown): boolean {
  const status = httpStatusOf(error)
  return status === 400 || status === 404 || status === 405
}

/** An error of the SDK as one of ours. The upstream's own text stays in `cause`: it is for no one to read on a page. */
export function fromUpstream(error: unknown): McpPlugError {
  if (error instanceof McpPlugError) return error
  const hidden = mcpPlugCause(error)
  if (hidden) return hidden
  if (error instanceof InsufficientScopeError) return new McpPlugError('step_up_required', { cause: error })
  const status = httpStatusOf(error)
  if (status !== undefined) return fromStatus(status, error)
  if (error instanceof ProtocolError) return fromProtocol(error)
  if (error instanceof SdkError) {
    if (error.code === SdkErrorCode.RequestTimeout) return new McpPlugError('upstream_timeout', { cause: error })
    if (error.code === SdkErrorCode.ConnectionClosed) return new McpPlugError('upstream_stream_ended', { cause: error })
    return new McpPlugError('upstream_protocol', { cause: error })
  }
  if (isHeaderError(error)) return new McpPlugError('invalid_header', { cause: error })
  return new McpPlugError('upstream_protocol', { cause: error })
}

/** The SDK wraps what our fetch throws; the first error of ours in the chain of causes is the true one. */
function mcpPlugCause(error: unknown): McpPlugError | undefined {
  let cause = error instanceof Error ? error.cause : undefined
  for (let depth = 0; depth < 5 && cause instanceof Error; depth++) {
    if (cause instanceof McpPlugError) return cause
    cause = cause.cause
  }
  return undefined
}

const isHeaderError = (error: unknown): boolean =>
  error instanceof TypeError &&
  'code' in error &&
  (error.code === 'ERR_INVALID_CHAR' || error.code === 'ERR_INVALID_HTTP_TOKEN')

function fromStatus(status: number, cause: unknown): McpPlugError {
  const data = { httpStatus: status }
  if (status === 401) return new McpPlugError('reauth_required', { cause, data })
  if (status === 403) {
    return new McpPlugError('reauth_required', {
      cause,
      data,
      message: 'The MCP server refused access (403). Check the token or the account.',
    })
  }
  if (status === 404 || status === 405) {
    return new McpPlugError('upstream_protocol', {
      cause,
      data,
      message: `There is no MCP server at this address (${status}). Check the path; many end in /mcp.`,
    })
  }
  if (status === 429 || status >= 500) {
    return new McpPlugError('upstream_unreachable', {
      cause,
      data,
      message: `The MCP server answered with HTTP status ${status}. Try again later.`,
    })
  }
  return new McpPlugError('upstream_protocol', {
    cause,
    data,
    message: `The MCP server answered with HTTP status ${status}.`,
  })
}

function fromProtocol(error: ProtocolError): McpPlugError {
  const data = { rpcCode: error.code }
  if (error.code === ProtocolErrorCode.InvalidParams)
    return new McpPlugError('tool_args_invalid', { cause: error, data })
  return new McpPlugError('upstream_protocol', {
    cause: error,
    data,
    message: `The MCP server answered with an error (code ${error.code}).`,
  })
}
