import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { McpError, McpErrorCode } from '../core/error.ts'
import type { Localize } from '../core/localize.ts'
import { problemText } from '../core/problem.ts'

/** Codes that tell of the MCP server, and not of the site in front of it. */
const OF_MCP_SERVER: ReadonlySet<McpErrorCode> = new Set<McpErrorCode>([
  'tool_args_invalid',
  'tool_not_found',
  'tool_changed',
  'reauth_required',
  'step_up_required',
  'upstream_protocol',
  'result_too_large',
  'upstream_stream_ended',
  'upstream_unreachable',
  'upstream_timeout',
])

/** A request that ended without a result: whose failure it is, what happened, what to do next. */
export function failureTemplate(localize: Localize, error: McpError, serverName: string): TemplateResult {
  const { code, message, requestId } = error
  const owner =
    code === 'network'
      ? localize.term('resultNetworkFailed')
      : OF_MCP_SERVER.has(code)
        ? localize.term('resultServerFailed', serverName)
        : localize.term('resultSiteFailed')
  return html`<div class="problem" role="alert">
    <strong>${owner}</strong> ${problemText(localize, { code, message })}
    ${code === 'network' ? localize.term('resultNetworkHint') : nothing}
    <span class="muted mono">${code}${requestId ? `, ${localize.term('requestId', requestId)}` : nothing}</span>
  </div>`
}
