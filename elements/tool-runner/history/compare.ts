import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { CallToolResult } from '../../../shared/mcp.ts'
import type { Localize } from '../../core/localize.ts'
import { resultDiff } from '../../result/diff.ts'
import type { ResultHost } from '../../result/result-view.ts'
import { namesOf } from '../run/calls.ts'
import type { Call } from '../run/calls.ts'

/** What a call returned; nothing where it ended without a result. */
const returned = ({ outcome }: Call): CallToolResult => (outcome?.type === 'result' ? outcome.result : { content: [] })

/** Where two calls returned something else, the older one first. */
export function compareView(
  host: ResultHost,
  localize: Localize,
  calls: readonly Call[],
  timeOf: (at: number) => string,
): TemplateResult {
  const [one, other] = calls.toSorted((a, b) => a.at - b.at)
  if (!one || !other) return html`${nothing}`
  const line = ({ choice, at }: Call) => {
    const { tool, server } = namesOf(choice)
    return html`<li dir="auto">${tool}, ${server}, ${timeOf(at)}</li>`
  }
  return html`<div class="compare" part="history-compare">
    <p><b>${localize.term('historyCompared')}</b></p>
    <ol class="muted">
      ${line(one)}${line(other)}
    </ol>
    ${resultDiff(host, localize, returned(one), returned(other))}
  </div>`
}
