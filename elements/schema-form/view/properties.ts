import { html, noChange, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { icon } from '../../core/icons.ts'
import type { Draft } from '../core/draft.ts'
import { isUnset } from './frame.ts'
import type { FormContext } from './frame.ts'

/** With more optional properties than this, they are folded away. */
const maxOptional = 12
/** How many stay in view where nothing is required. */
const leastShown = 6

/** The parts of an object, in the order of its schema; the optional ones of a long one are folded. */
export function properties(form: FormContext, draft: Draft): TemplateResult {
  const all = [...draft.properties.values()]
  const optional = all.filter((child) => !child.required)
  const shown = optional.length === all.length ? leastShown : 0
  const folded = optional.length > maxOptional ? optional.slice(shown) : []
  const set = folded.filter((child) => !isUnset(child)).length
  const { localize } = form
  const fields = (drafts: readonly Draft[]): unknown =>
    repeat(
      drafts,
      ({ id }) => id,
      (child) => form.field(child),
    )
  return html`${fields(all.filter((child) => !folded.includes(child)))}
  ${
    folded.length > 0
      ? html`<details class="more" part="more" .open=${set > 0 ? true : noChange}>
          <summary>
            ${icon('chevron')}<span>${localize.term('formMore', folded.length)}</span>
            ${set > 0 ? html`<span class="mark">${localize.term('formMoreSet', set)}</span>` : nothing}
          </summary>
          <div>${fields(folded)}</div>
        </details>`
      : nothing
  }`
}
