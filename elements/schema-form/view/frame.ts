import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { icon } from '../../core/icons.ts'
import type { Localize } from '../../core/localize.ts'
import { chosenBranch } from '../core/draft.ts'
import type { Draft } from '../core/draft.ts'
import type * as rich from '../rich-fields.ts'
import { labelOf, textOf } from '../words.ts'

type RichFields = typeof rich

/** What the views need of the form they are in. */
export interface FormContext {
  readonly localize: Localize
  readonly disabled: boolean
  /** The controls of fields that few forms have; until they are loaded `undefined`. The form renders again then. */
  rich(): RichFields | undefined
  /** Whether these could not be loaded. */
  readonly richFailed: boolean
  /** Tries to load them again. */
  retryRich(): void
  /** Replaces what is in a draft by a value. */
  load(draft: Draft, value: unknown): void
  /** Renders any field. */
  field(draft: Draft, place?: Place): TemplateResult
  /** Edits a draft; its mistakes are told from then on if `settled`. `focus` names what gets the focus then. */
  change(
    draft: Draft,
    edit: () => void,
    how?: { readonly settled?: boolean; readonly focus?: () => Draft | undefined },
  ): void
  /** Nothing was edited, but a person is done with a field: its mistakes are told from then on. */
  settle(draft: Draft): void
  /** The mistake to show at a field. */
  message(draft: Draft): string | undefined
  isRevealed(draft: Draft): boolean
  toggleRevealed(draft: Draft): void
}

/** Where a field is shown. */
export interface Place {
  /** The surroundings name it: its own label is for screen readers only. */
  readonly unlabelled?: boolean
  /** A button that belongs to it, such as "Remove". */
  readonly action?: TemplateResult
}

export type View = TemplateResult | typeof nothing

/** Longer descriptions are shown in part. */
const clampedLength = 180

export const labelClass = (place: Place): string => (place.unlabelled ? 'visually-hidden' : 'name')

export function mark(form: FormContext, draft: Draft, place: Place): View {
  if (place.unlabelled || !draft.parent || draft.parent.items.includes(draft)) return nothing
  const { localize } = form
  const parts = [localize.term(draft.required ? 'formMarkRequired' : 'formMarkOptional')]
  if (draft.items.length > 0) parts.push(localize.term('formMarkItems', draft.items.length))
  return html`<span class="mark">${parts.join(', ')}</span>`
}

export function hint(form: FormContext, draft: Draft): View {
  const { field, id } = draft
  const description = textOf(field, 'description')
  const long = description && description.length > clampedLength
  return html`
    ${field.invalid ? html`<p class="hint">${form.localize.term('formSchemaInvalid')}</p>` : nothing}
    ${description && !long ? html`<p class="hint" part="hint" id="h${id}" dir="auto">${description}</p>` : nothing}
    ${
      long
        ? html`<details class="hint">
            <summary id="h${id}" dir="auto"><span part="hint">${description}</span></summary>
          </details>`
        : nothing
    }
  `
}

/** The default, which is never sent by itself, and a button that takes it. */
export function defaultHint(form: FormContext, draft: Draft): View {
  const value = draft.field.schema.default
  if (value === undefined || (value === null && !draft.field.nullable)) return nothing
  const text = typeof value === 'string' && value !== '' ? `“${value}”` : JSON.stringify(value)
  const short = text.length > 80 ? `${text.slice(0, 80)}…` : text
  const { localize } = form
  return html`<p class="hint">
    <span id="d${draft.id}" dir="auto"
      >${localize.term(draft.required ? 'formDefaultRequired' : 'formDefault', short)}</span
    >
    ${
      isUnset(draft)
        ? html`<button
            class="link"
            type="button"
            ?disabled=${form.disabled}
            aria-describedby="d${draft.id}"
            @click=${() => form.change(draft, () => form.load(draft, value), { settled: true, focus: () => draft })}
          >
            ${localize.term('formUseDefault')}
          </button>`
        : nothing
    }
  </p>`
}

export const isUnset = (draft: Draft): boolean => (chosenBranch(draft) ?? draft).state === 'unset'

export function errorText(form: FormContext, draft: Draft): View {
  const message = form.message(draft)
  if (message === undefined) return nothing
  return html`<p class="field-error" part="error" id="e${draft.id}">
    ${icon('alert')}<span dir="auto">${message}</span>
  </p>`
}

/** The ids of everything that explains a field. */
export function describedBy(form: FormContext, draft: Draft): string | typeof nothing {
  const { description, default: value } = draft.field.schema
  const ids = [
    ...(form.message(draft) === undefined ? [] : [`e${draft.id}`]),
    ...(typeof description === 'string' && description !== '' ? [`h${draft.id}`] : []),
    ...(value === undefined || (value === null && !draft.field.nullable) ? [] : [`d${draft.id}`]),
  ]
  return ids.length > 0 ? ids.join(' ') : nothing
}

export const invalid = (form: FormContext, draft: Draft): 'true' | typeof nothing =>
  form.message(draft) === undefined ? nothing : 'true'

/** A button that is on or off beside a control: "Null", "Empty text". */
export function toggle(form: FormContext, draft: Draft, text: string, on: boolean, flip: () => void): TemplateResult {
  // An object is opened or closed by it, and the button is another one then.
  const parts = draft.field.kind === 'object'
  return html`<button
    class="toggle"
    type="button"
    aria-pressed=${on ? 'true' : 'false'}
    aria-label="${text}, ${labelOf(draft, form.localize)}"
    ?disabled=${form.disabled}
    @click=${() => form.change(draft, flip, { settled: true, focus: () => (parts ? draft : undefined) })}
  >
    ${text}
  </button>`
}

/** A field of a single control that has the id `f…`. */
export const controlFrame = (
  form: FormContext,
  draft: Draft,
  place: Place,
  control: View,
  tools: View,
): TemplateResult =>
  html`<div class="field" part="field" data-name=${draft.name ?? nothing}>
    <div class="head">
      <label class=${labelClass(place)} part="label" for="f${draft.id}" dir="auto"
        >${labelOf(draft, form.localize)}</label
      >
      ${mark(form, draft, place)}
    </div>
    ${hint(form, draft)}
    <div class="line">
      <div class="control">${control}${tools}</div>
      ${place.action ?? nothing}
    </div>
    ${defaultHint(form, draft)}${errorText(form, draft)}
  </div>`

/** In place of what is being loaded, or could not be. */
export const loading = (localize: Localize, failed: boolean, retry: () => void): TemplateResult =>
  html`<p class="muted pending">
    ${
      failed
        ? html`${localize.term('formPartFailed')}
            <button class="link" type="button" @click=${retry}>${localize.term('tryAgain')}</button>`
        : html`${icon('spinner')}${localize.term('loading')}`
    }
  </p>`

/** A field whose controls are being loaded. */
export const pendingField = (form: FormContext, draft: Draft, place: Place): TemplateResult =>
  html`<div class="field" part="field">
    <div class="head">
      <span class=${labelClass(place)} part="label" dir="auto">${labelOf(draft, form.localize)}</span>
    </div>
    ${hint(form, draft)}${loading(form.localize, form.richFailed, () => form.retryRich())}
  </div>`

/** A field of several controls, without a border. */
export const groupFrame = (
  form: FormContext,
  draft: Draft,
  place: Place,
  body: View,
  role: 'group' | 'radiogroup',
): TemplateResult =>
  html`<fieldset
    class="field"
    part="field"
    id="f${draft.id}"
    data-name=${draft.name ?? nothing}
    role=${role}
    aria-describedby=${describedBy(form, draft)}
    aria-invalid=${role === 'radiogroup' ? invalid(form, draft) : nothing}
  >
    <legend class=${labelClass(place)} part="label">
      <span dir="auto">${labelOf(draft, form.localize)}</span> ${mark(form, draft, place)}
    </legend>
    ${hint(form, draft)}
    <div class="line">
      <div class="control">${body}</div>
      ${place.action ?? nothing}
    </div>
    ${defaultHint(form, draft)}${errorText(form, draft)}
  </fieldset>`
