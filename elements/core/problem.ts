import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { McpErrorCode } from './error.ts'
import type { Localize } from './localize.ts'

/** What can be shown of a failure: an {@link McpError}, or the error inside a connection or a call. */
export interface Problem {
  readonly code: McpErrorCode
  readonly message: string
  readonly requestId?: string | undefined
}

/** Name of the term for an error code, e.g. `errorUpstreamTimeout`. */
export const errorTerm = (code: McpErrorCode): `error${Capitalize<string>}` =>
  `error_${code}`.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) as `error${Capitalize<string>}`

/**
 * The words for a failure: those of the person's language for its code (terms are named `errorSomeCode`), else the
 * message that came with it, which is English and written for people.
 */
export function problemText(localize: Localize, { code, message }: Problem): string {
  const key = errorTerm(code)
  return localize.exists(key, {}) ? localize.term(key) : message
}

/** What went wrong, in bold; the next step; the request to tell an administrator of. */
export function problemTemplate(localize: Localize, problem: Problem): TemplateResult {
  const text = problemText(localize, problem)
  const end = text.search(/(?<=[.!?。])\s/) + 1 || text.length
  const { requestId } = problem
  return html`<strong>${text.slice(0, end).trim()}</strong> ${text.slice(end).trim()}
    ${requestId ? html`<span class="muted">${localize.term('requestId', requestId)}</span>` : nothing}`
}
