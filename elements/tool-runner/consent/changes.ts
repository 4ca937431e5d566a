import { html } from 'lit'
import type { TemplateResult } from 'lit'
import type { ToolChange } from '../../../shared/mcp.ts'
import type { Localize } from '../../core/localize.ts'
import { prettyJson } from '../../result/data.ts'
import { differing } from './differing.ts'
import { visible } from './visible.ts'

const FIELDS = {
  title: 'changesTitle',
  description: 'changesDescription',
  inputSchema: 'changesInputSchema',
  outputSchema: 'changesOutputSchema',
  annotations: 'changesAnnotations',
} as const satisfies Record<ToolChange['field'], string>

/** What has changed of a tool since the person approved it, in the server's words. */
export function changesView(localize: Localize, changes: readonly ToolChange[]): TemplateResult {
  const textOf = (value: unknown): string => visible(typeof value === 'string' ? value : (prettyJson(value) ?? ''))
  return html`<dl class="changes" part="changes">
    ${changes.map(({ field, before, after }) => {
      // A newer server may compare more.
      const name = Object.hasOwn(FIELDS, field) ? localize.term(FIELDS[field]) : field
      const [old, present] = differing(textOf(before), textOf(after))
      const side = (term: 'changesBefore' | 'changesAfter', value: unknown, text: string) => {
        const words = localize.term(term)
        return html`<dd>
          <span class="muted">${words}</span>
          ${
            value === undefined
              ? html`<i class="muted">${localize.term('changesNone')}</i>`
              : html`<pre tabindex="0" role="group" aria-label="${name}, ${words}" dir="auto">${text}</pre>`
          }
        </dd>`
      }
      return html`<dt>${name}</dt>
        ${side('changesBefore', before, old)}${side('changesAfter', after, present)}`
    })}
  </dl>`
}
