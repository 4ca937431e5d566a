import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { icon } from '../../core/icons.ts'
import { branchLabels } from '../branch-words.ts'
import { addRow, chosenBranch, isEmpty, open, toggleEmpty, unset } from '../core/draft.ts'
import type { Draft } from '../core/draft.ts'
import { addItem, removeItem, removeRow } from '../core/edits.ts'
import type { FieldOf } from '../core/fields.ts'
import { labelOf } from '../words.ts'
import { isSegmented, nullToggle, optionPicker } from './controls.ts'
import { defaultHint, describedBy, errorText, groupFrame, hint, labelClass, mark, toggle } from './frame.ts'
import type { FormContext, Place, View } from './frame.ts'
import { properties } from './properties.ts'

/** Entries whose names a person chooses. */
export function rows(form: FormContext, draft: Draft, field: FieldOf<'object'>): TemplateResult {
  const { localize } = form
  const add = (): void => {
    let added: Draft | undefined
    form.change(draft, () => (added = addRow(draft)?.name), { focus: () => added })
  }
  return html`${repeat(
    draft.rows,
    ({ name }) => name.id,
    (row) =>
      html`<div class="entry">
        ${form.field(row.name, { unlabelled: true })} ${form.field(row.value, { unlabelled: true })}
        ${remove(form, row.name, () => form.change(draft, () => removeRow(draft, row), { focus: () => draft }))}
      </div>`,
  )}
  ${
    field.open
      ? html`<button
          class="add"
          type="button"
          aria-label=${localize.term('formAddEntryTo', labelOf(draft, localize))}
          ?disabled=${form.disabled}
          @click=${add}
        >
          ${icon('plus')}${localize.term('formAddEntry')}
        </button>`
      : nothing
  }`
}

export function objectField(form: FormContext, draft: Draft, field: FieldOf<'object'>, place: Place): TemplateResult {
  const { localize } = form
  if (draft.state !== 'value') {
    const reopen = (): void => form.change(draft, () => open(draft), { focus: () => draft })
    const name = localize.term('formAddField', labelOf(draft, localize))
    return closed(form, draft, place, localize.term('formAdd'), name, reopen, nullToggle(form, draft))
  }
  const close = (): void => form.change(draft, () => unset(draft), { focus: () => draft })
  const parent = draft.parent?.field.kind
  const action = place.action ?? (draft.required || parent === 'union' ? nothing : remove(form, draft, close))
  const orNull = field.nullable ? html`<div class="line">${nullToggle(form, draft)}</div>` : nothing
  const body = html`${orNull}${properties(form, draft)}${rows(form, draft, field)}`
  return box(form, draft, place, action, body)
}

export function arrayField(form: FormContext, draft: Draft, field: FieldOf<'array'>, place: Place): TemplateResult {
  const { localize } = form
  const label = labelOf(draft, localize)
  const { items } = draft
  const add = (): void => {
    let added: Draft | undefined
    form.change(draft, () => (added = addItem(draft)), { focus: () => added })
  }
  const tools = html`
    ${
      items.length === 0
        ? toggle(form, draft, localize.term('formEmptyList'), isEmpty(draft), () => toggleEmpty(draft))
        : nothing
    }
    ${items.length === 0 ? nullToggle(form, draft) : nothing}
  `
  const [text, name] = [localize.term('formAddItem'), localize.term('formAddItemTo', label)]
  if (items.length === 0) return closed(form, draft, place, text, name, add, tools)
  const takeOut = (item: Draft, i: number): void =>
    form.change(draft, () => removeItem(draft, item), {
      settled: true,
      focus: () => items[i + 1] ?? items[i - 1] ?? draft,
    })
  // The places of a tuple are fixed, so only its last item can go.
  const removable = (i: number): boolean => field.fixed === 0 || i === items.length - 1
  const body = html`
    ${repeat(
      items,
      ({ id }) => id,
      (item, i) =>
        form.field(item, {
          unlabelled: item.field.kind !== 'object',
          action: removable(i) ? remove(form, item, () => takeOut(item, i)) : html``,
        }),
    )}
    ${
      field.item(items.length)
        ? html`<button class="add" type="button" aria-label=${name} ?disabled=${form.disabled} @click=${add}>
            ${icon('plus')}${text}
          </button>`
        : nothing
    }
  `
  return box(form, draft, place, place.action ?? nothing, body)
}

export function unionField(form: FormContext, draft: Draft, field: FieldOf<'union'>, place: Place): TemplateResult {
  const labels = branchLabels(field.branches, form.localize)
  const first = field.branches[0]?.()
  // A branch of text is left out by leaving it empty.
  const optional = !draft.required && first?.kind !== 'string' && first?.kind !== 'number'
  const branch = chosenBranch(draft)
  const kind = form.localize.term('formKind', labelOf(draft, form.localize))
  const picker = optionPicker(form, draft, labels, optional, kind)
  const body = html`<div class="union ${isSegmented(labels) ? '' : 'beside'}">
    ${picker} ${branch && !isFixed(branch) ? form.field(branch, { unlabelled: true }) : nothing}
  </div>`
  return groupFrame(form, draft, place, body, 'group')
}

/** Says no more than the choice of its branch did. */
const isFixed = ({ field }: Draft): boolean => field.kind === 'choice' && field.options.length === 1

/** A field of several parts that holds nothing yet: a button opens it. */
const closed = (
  form: FormContext,
  draft: Draft,
  place: Place,
  text: string,
  name: string,
  add: () => void,
  tools: View,
): TemplateResult =>
  html`<div class="field" part="field" data-name=${draft.name ?? nothing}>
    <div class="head">
      <span class=${labelClass(place)} part="label" dir="auto">${labelOf(draft, form.localize)}</span>
      ${mark(form, draft, place)}
    </div>
    ${hint(form, draft)}
    <div class="line">
      <button
        id="f${draft.id}"
        class="add"
        type="button"
        aria-label=${name}
        aria-describedby=${describedBy(form, draft)}
        ?disabled=${form.disabled}
        @click=${add}
      >
        ${icon('plus')}${text}
      </button>
      ${tools}${place.action ?? nothing}
    </div>
    ${defaultHint(form, draft)}${errorText(form, draft)}
  </div>`

const box = (form: FormContext, draft: Draft, place: Place, action: View, body: View): TemplateResult =>
  html`<fieldset
    class="field box"
    part="group"
    id="f${draft.id}"
    data-name=${draft.name ?? nothing}
    aria-describedby=${describedBy(form, draft)}
  >
    <legend class=${labelClass(place)} part="label">
      <span dir="auto">${labelOf(draft, form.localize)}</span> ${mark(form, draft, place)}
    </legend>
    ${action}${hint(form, draft)}${body}${defaultHint(form, draft)}${errorText(form, draft)}
  </fieldset>`

const remove = (form: FormContext, draft: Draft, click: () => void): TemplateResult =>
  html`<button
    class="quiet remove"
    type="button"
    aria-label=${form.localize.term('formRemoveField', labelOf(draft, form.localize))}
    ?disabled=${form.disabled}
    @click=${click}
  >
    ${form.localize.term('formRemove')}
  </button>`
