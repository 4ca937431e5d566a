import { html } from 'lit'
import type { TemplateResult } from 'lit'
import type { ToolChange } from '../../shared/mcp.ts'
import type { Localize } from '../core/localize.ts'
import { prettyJson } from '../result/data.ts'
import { visible } from './visible.ts'

const FIELDS = {
  title: 'changesTitle',
  description: 'changesDescription',
  inputSchema: 'changesInputSchema',
  outputSchema: 'changesOutputSchema',
  annotations: 'changesAnnotations',
} as const satisfies Record<ToolChange['field'], string>

/** Lines around what differs that are shown with it. */
const AROUND = 2

/** Where two texts differ, by lines: of a long schema only that is to be read. */
function differing(before: string, after: string): readonly [string, string] {
  const [a, b] = [before.split('\n'), after.split('\n')]
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start++
  let end = 0
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const from = Math.max(start - AROUND, 0)
  const rest = Math.max(end - AROUND, 0)
  const cut = (lines: readonly string[]): string =>
    [...(from > 0 ? ['…'] : []), ...lines.slice(from, lines.length - rest), ...(rest > 0 ? ['…'] : [])].join('\n')
  return [cut(a), cut(b)]
}

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
