import { html, nothing } from 'lit'
import { labelOf } from '../words.ts'
import type { Draft } from '../core/draft.ts'
import type { FormContext, View } from './frame.ts'

/** What is wrong, in one place, with a way to each field. */
export function problemSummary(form: FormContext, reported: readonly Draft[], go: (draft: Draft) => void): View {
  const { localize } = form
  const wrong = reported.filter((draft) => form.message(draft) !== undefined)
  if (wrong.length === 0) return nothing
  const follow = (event: Event, draft: Draft): void => {
    event.preventDefault()
    go(draft)
  }
  return html`<div class="summary problem" part="summary" id="summary" role="alert" tabindex="-1">
    <strong>${localize.term('formProblems', wrong.length)}</strong>
    <ul>
      ${wrong.map(
        (draft) =>
          html`<li dir="auto">
            <a href="#f${draft.id}" @click=${(event: Event) => follow(event, draft)}>${labelOf(draft, localize)}</a>:
            ${form.message(draft)}
          </li>`,
      )}
    </ul>
  </div>`
}
