import { html } from 'lit'
import type { TemplateResult } from 'lit'
import { icon } from '../../core/icons.ts'
import { isEmpty, setText } from '../core/draft.ts'
import type { Draft } from '../core/draft.ts'
import { labelOf, textOf } from '../words.ts'
import { input, stringField } from './controls.ts'
import type { FormContext, Place } from './frame.ts'

/** Text with a control of its own: secrets, dates and times. */
export function specialText(form: FormContext, draft: Draft, place: Place): TemplateResult {
  const format = textOf(draft.field, 'format')
  if (draft.field.schema.writeOnly === true || format === 'password') return secretField(form, draft, place)
  return format === 'date' ? dateField(form, draft, place) : timeField(form, draft, place)
}

function secretField(form: FormContext, draft: Draft, place: Place): TemplateResult {
  const { localize } = form
  const revealed = form.isRevealed(draft)
  const show = html`<button
    class="toggle shown"
    type="button"
    aria-pressed=${revealed ? 'true' : 'false'}
    aria-label="${localize.term('formShow')}, ${labelOf(draft, localize)}"
    @click=${() => form.toggleRevealed(draft)}
  >
    ${localize.term('formShow')}
  </button>`
  const masked = revealed
    ? undefined
    : html`<div class="masked" @paste=${(event: ClipboardEvent) => pasteLines(form, draft, event)}>
        ${input(form, draft, 'password', 'text')}
      </div>`
  return stringField(form, draft, place, masked, show)
}

/** Keys and certificates have several lines, which a masked control would lose: such text is shown. */
function pasteLines(form: FormContext, draft: Draft, event: ClipboardEvent): void {
  const text = event.clipboardData?.getData('text/plain') ?? ''
  if (!text.includes('\n')) return
  event.preventDefault()
  form.toggleRevealed(draft)
  form.change(draft, () => setText(draft, text), { focus: () => draft })
}

/** The browser's control, as long as it can hold what is there. */
function dateField(form: FormContext, draft: Draft, place: Place): TemplateResult {
  const fits = draft.state !== 'null' && /^(\d{4}-\d\d-\d\d)?$/.test(draft.text) && !isEmpty(draft)
  return stringField(form, draft, place, fits ? input(form, draft, 'date', 'text') : undefined)
}

/** Text, since the browsers' controls know no offset from UTC; a button writes it by such a control. */
function timeField(form: FormContext, draft: Draft, place: Place): TemplateResult {
  const { localize } = form
  const dated = draft.field.schema.format === 'date-time'
  const open = (event: Event): void => {
    const picker = (event.currentTarget as Element).nextElementSibling as HTMLInputElement
    picker.showPicker()
  }
  const picked = ({ target }: Event): void => {
    const { value } = target as HTMLInputElement
    if (value !== '') form.change(draft, () => setText(draft, withOffset(value)), { settled: true })
  }
  const button = html`<span class="picker"
    ><button
      class="toggle shown"
      type="button"
      aria-label=${localize.term('formPickTime', labelOf(draft, localize))}
      ?disabled=${form.disabled}
      @click=${open}
    >
      ${icon('chevron')}${localize.term('formPick')}</button
    ><input type=${dated ? 'datetime-local' : 'time'} step="1" tabindex="-1" aria-hidden="true" @change=${picked}
  /></span>`
  return stringField(form, draft, place, undefined, button)
}

/** As RFC 3339 has it: the person's time, with how far that is from UTC, in summer and winter. */
function withOffset(picked: string): string {
  const time = picked.replace(/(T|^)(\d\d:\d\d)$/, '$1$2:00')
  const minutes = -(picked.includes('T') ? new Date(picked) : new Date()).getTimezoneOffset()
  const part = (number: number): string => String(Math.floor(Math.abs(number))).padStart(2, '0')
  return `${time}${minutes < 0 ? '-' : '+'}${part(minutes / 60)}:${part(minutes % 60)}`
}
