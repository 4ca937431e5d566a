import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { unset } from '../core/draft.ts'
import type { Draft } from '../core/draft.ts'
import { textArea } from './controls.ts'
import { controlFrame } from './frame.ts'
import type { FormContext, Place } from './frame.ts'

/** A value as JSON: a field of its own, or the way out for a value that does not fit its field. */
export function jsonField(form: FormContext, draft: Draft, place: Place): TemplateResult {
  const { localize } = form
  const leave =
    draft.state === 'json' && draft.field.kind !== 'json'
      ? html`<p class="hint">
          ${localize.term('formJsonKept')}
          <button
            class="link"
            type="button"
            ?disabled=${form.disabled}
            @click=${() => form.change(draft, () => unset(draft), { focus: () => draft })}
          >
            ${localize.term('formJsonLeave')}
          </button>
        </p>`
      : nothing
  return controlFrame(form, draft, place, textArea(form, draft, 'text', { mono: true }), leave)
}
