import type { TemplateResult } from 'lit'
import type { Draft } from '../core/draft.ts'
import type { Field } from '../core/fields.ts'
import { textOf } from '../words.ts'
import { choiceField, numberField, stringField } from './controls.ts'
import { pendingField } from './frame.ts'
import type { FormContext, Place } from './frame.ts'

/** Formats of text that have controls of their own. */
const special = ['password', 'date', 'time', 'date-time']

const isPlainText = (field: Field): boolean =>
  field.schema.writeOnly !== true && !special.includes(textOf(field, 'format') ?? '')

/** The controls of a field, by its kind; those that few forms have are loaded first. */
export function fieldView(form: FormContext, draft: Draft, place: Place = {}): TemplateResult {
  const { field, state } = draft
  if (state !== 'json') {
    if (field.kind === 'string' && isPlainText(field)) return stringField(form, draft, place)
    if (field.kind === 'number') return numberField(form, draft, place)
    if (field.kind === 'choice') return choiceField(form, draft, field, place)
  }
  return form.rich()?.richField(form, draft, place) ?? pendingField(form, draft, place)
}
