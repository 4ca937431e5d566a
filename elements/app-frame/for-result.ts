import { html } from 'lit'
import type { TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import type { SSEClient } from '../core/sse-client.ts'
import type { Outcome } from '../result/result-view.ts'
import type { Call } from '../tool-runner/run/calls.ts'
import type { Choice } from '../tool-runner/tools.ts'
import type { McpApp } from './app.ts'
import '../define/mcp-app-frame.ts'

const reasonOf = (outcome: Outcome | undefined): string | undefined =>
  outcome?.type === 'error' ? outcome.error.message : outcome?.type === 'cancelled' ? 'cancelled' : undefined

/** The app of a tool that has one, for one of its calls. The call's result is to be shown besides. */
export function appForCall(client: SSEClient, { tool }: Choice, call: Call): TemplateResult {
  const { request, outcome, callId } = call
  const app: McpApp = {
    tool,
    toolInput: request.arguments,
    toolResult: outcome?.type === 'result' ? outcome.result : undefined,
    cancelled: reasonOf(outcome),
  }
  return html`${keyed(
    callId,
    html`<mcp-app-frame .client=${client} .app=${app} session-id=${request.sessionId}></mcp-app-frame>`,
  )}`
}
