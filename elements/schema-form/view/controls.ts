import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { choose, isEmpty, setText, toggleEmpty, toggleNull } from '../core/draft.ts'
import type { Draft } from '../core/draft.ts'
import type { FieldOf } from '../core/fields.ts'
import { allowsEmpty } from '../core/schema.ts'
import { optionLabels, textOf } from '../words.ts'
import { controlFrame, describedBy, groupFrame, invalid, toggle } from './frame.ts'
import type { FormContext, Place, View } from './frame.ts'

type TextControl = HTMLTextAreaElement | HTMLInputElement

/** Most rows that a text grows to where the browser does not size it by itself. */
const maxRows = 12

/** What all text controls have in common, as handlers. */
function typing(form: FormContext, draft: Draft): { input: (event: Event) => void; settle: () => void } {
  return {
    input: (event) => {
      const { value } = event.target as TextControl
      form.change(draft, () => (draft.state === 'json' ? (draft.text = value) : setText(draft, value)))
    },
    settle: () => form.settle(draft),
  }
}

/** A text area of one row that grows: an input would lose line breaks. */
export function textArea(
  form: FormContext,
  draft: Draft,
  inputMode: string,
  { mono = false, autocomplete }: { mono?: boolean; autocomplete?: string | undefined } = {},
): TemplateResult {
  const { input, settle } = typing(form, draft)
  const text = draft.state === 'null' ? '' : draft.text
  return html`<textarea
    id="f${draft.id}"
    part="control"
    class=${mono ? 'mono' : ''}
    dir="auto"
    rows=${Math.min(text.split('\n').length, maxRows)}
    inputmode=${inputMode}
    spellcheck=${mono || inputMode !== 'text' ? 'false' : 'true'}
    autocapitalize="off"
    autocomplete=${autocomplete ?? nothing}
    aria-describedby=${describedBy(form, draft)}
    aria-invalid=${invalid(form, draft)}
    aria-required=${draft.required ? 'true' : nothing}
    placeholder=${placeholder(form, draft)}
    ?disabled=${form.disabled}
    .value=${text}
    @input=${input}
    @change=${settle}
  ></textarea>`
}

export function input(form: FormContext, draft: Draft, type: string, inputMode: string): TemplateResult {
  const { input, settle } = typing(form, draft)
  return html`<input
    id="f${draft.id}"
    part="control"
    type=${type}
    inputmode=${inputMode}
    autocomplete="off"
    aria-describedby=${describedBy(form, draft)}
    aria-invalid=${invalid(form, draft)}
    aria-required=${draft.required ? 'true' : nothing}
    placeholder=${placeholder(form, draft)}
    ?disabled=${form.disabled}
    .value=${draft.state === 'null' ? '' : draft.text}
    @input=${input}
    @change=${settle}
  />`
}

function placeholder({ localize }: FormContext, draft: Draft): string {
  if (draft.state === 'null') return localize.term('formNull')
  if (isEmpty(draft)) return localize.term('formEmptyText')
  const { examples, format } = draft.field.schema
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined
  if (typeof example === 'string' || typeof example === 'number') return localize.term('formExample', String(example))
  return format === 'date-time' ? localize.term('formExample', '2026-01-31T09:30:00Z') : ''
}

/** Keyboards of phones, and what a browser may offer (WCAG 1.3.5), by format. */
const hints: Readonly<Record<string, readonly [inputMode: string, autocomplete: string]>> = {
  email: ['email', 'email'],
  uri: ['url', 'url'],
  url: ['url', 'url'],
}

/** Text; `control` and `tools` are in place of the text area and beside its buttons. */
export function stringField(
  form: FormContext,
  draft: Draft,
  place: Place,
  control?: TemplateResult,
  tools: View = nothing,
): TemplateResult {
  const { localize } = form
  const { schema, nullable } = draft.field
  const format = textOf(draft.field, 'format') ?? ''
  const [inputMode, autocomplete] = (Object.hasOwn(hints, format) && hints[format]) || ['text', undefined]
  const [empty, isNull] = [isEmpty(draft), draft.state === 'null']
  const free = draft.text === '' || isNull
  const buttons = html`<div class="tools">
    ${
      free && (empty || allowsEmpty(schema))
        ? toggle(form, draft, localize.term('formEmptyText'), empty, () => toggleEmpty(draft))
        : nothing
    }
    ${nullable && free ? toggle(form, draft, localize.term('formNull'), isNull, () => toggleNull(draft)) : nothing}${tools}
  </div>`
  return controlFrame(form, draft, place, control ?? textArea(form, draft, inputMode, { autocomplete }), buttons)
}

export function numberField(form: FormContext, draft: Draft, place: Place): TemplateResult {
  const { minimum } = draft.field.schema
  // The keypads of some phones have no minus.
  const control = input(form, draft, 'text', typeof minimum === 'number' && minimum >= 0 ? 'decimal' : 'text')
  return controlFrame(form, draft, place, control, html`<div class="tools">${nullToggle(form, draft)}</div>`)
}

export function nullToggle(form: FormContext, draft: Draft): View {
  const on = draft.state === 'null'
  if (!draft.field.nullable || !(on || draft.text === '')) return nothing
  return toggle(form, draft, form.localize.term('formNull'), on, () => toggleNull(draft))
}

/** Most options, and most characters in them, that are all shown side by side. */
const maxSegments = 4
const maxSegmentText = 44

/** Side by side when they are few and short, else a list to open, which needs a `name` where no label points at it. */
export function optionPicker(
  form: FormContext,
  draft: Draft,
  labels: readonly string[],
  optional: boolean,
  name?: string,
): TemplateResult {
  const { localize } = form
  const pick = (index: number): void => form.change(draft, () => choose(draft, index), { settled: true })
  if (!isSegmented(labels)) {
    const none = optional || draft.choice < 0
    return html`<select
      id=${name === undefined ? `f${draft.id}` : nothing}
      part="control"
      aria-label=${name ?? nothing}
      aria-describedby=${describedBy(form, draft)}
      aria-invalid=${invalid(form, draft)}
      ?disabled=${form.disabled}
      @change=${(event: Event) => pick((event.target as HTMLSelectElement).selectedIndex - Number(none))}
    >
      ${
        none
          ? html`<option .selected=${draft.choice < 0}>
              ${localize.term(optional ? 'formNotSet' : 'formChooseOne')}
            </option>`
          : nothing
      }
      ${labels.map((label, i) => html`<option .selected=${draft.choice === i}>${label}</option>`)}
    </select>`
  }
  const segment = (label: string, index: number): TemplateResult =>
    html`<label class="segment"
      ><input
        type="radio"
        name="f${draft.id}"
        .checked=${draft.choice === index}
        ?disabled=${form.disabled}
        @change=${() => pick(index)}
      /><span dir="auto">${label}</span></label
    >`
  return html`<div class="segments">
    ${optional ? segment(localize.term('formNotSet'), -1) : nothing}${labels.map(segment)}
  </div>`
}

export const isSegmented = (labels: readonly string[]): boolean =>
  labels.length <= maxSegments && labels.join('').length <= maxSegmentText

export function choiceField(form: FormContext, draft: Draft, field: FieldOf<'choice'>, place: Place): TemplateResult {
  const labels = optionLabels(field.options, form.localize)
  if (draft.required && labels.length === 1) {
    const fixed = html`<output id="f${draft.id}" part="control" class="mono" dir="auto">${labels[0]}</output>`
    return controlFrame(form, draft, place, fixed, nothing)
  }
  const picker = optionPicker(form, draft, labels, !draft.required)
  return isSegmented(labels)
    ? groupFrame(form, draft, place, picker, 'radiogroup')
    : controlFrame(form, draft, place, picker, nothing)
}
