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
import type { Handshake } from '../sessions/store.ts'

/** HTTP status of a failed exchange with an MCP server, where there was one. */
export function httpStatusOf(error: unknown): number | undefined {
  if (error instanceof SdkHttpError) return error.status
  if (error instanceof SseError) return error.code
  return undefined
}

/** The JSON-RPC code in the body of a refusal. */
const codeIn = ({ data }: SdkHttpError): number => Number(/"code"\s*:\s*(-?\d+)\b/.exec(String(data.text ?? ''))?.[1])

/**
 * Whether the server refused because what we know of it no longer holds, which proves that nothing ran:
 *
 * - 404 for a session that we named (2025-11-25, Streamable HTTP, "Session Management");
 * - 400 with -32000: it has forgotten the session in a restart, or is of another era or kind than it was;
 * - 400 with -32022, an unknown protocol version (2026-07-28, "Protocol Version Negotiation").
 *
 * In the modern era, 404 with -32601 means an unknown method, and is none of these.
 */
export function isOutdated(error: unknown, handshake: Handshake | undefined): boolean {
  if (!handshake) return false
  if (error instanceof ProtocolError) return error.code === ProtocolErrorCode.UnsupportedProtocolVersion
  if (!(error instanceof SdkHttpError)) return false
  if (error.status === 404) return handshake.mcpSessionId !== undefined
  if (error.status !== 400) return false
  const code = codeIn(error)
  return code === -32000 || code === ProtocolErrorCode.UnsupportedProtocolVersion
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

const HEADER_MISMATCH = -32020

/** Whether the headers of a call did not fit the tool as it is now (2026-07-28, SEP-2243). Nothing ran. */
export function isHeaderMismatch(error: unknown): boolean {
  if (error instanceof ProtocolError) return error.code === HEADER_MISMATCH
  return error instanceof SdkHttpError && codeIn(error) === HEADER_MISMATCH
}

const isUnknownMethod = (error: unknown): boolean =>
  error instanceof SdkHttpError && codeIn(error) === ProtocolErrorCode.MethodNotFound

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
  if (status === 404 && isUnknownMethod(cause)) {
    return new McpPlugError('upstream_protocol', {
      cause,
      data: { ...data, rpcCode: ProtocolErrorCode.MethodNotFound },
      message: 'The MCP server does not offer this.',
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
