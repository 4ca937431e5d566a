import type { TemplateResult } from 'lit'
import type { Draft } from '../core/draft.ts'
import { choiceField, jsonField, numberField, stringField } from './controls.ts'
import type { FormContext, Place } from './frame.ts'
import { arrayField, objectField, unionField } from './groups.ts'

/** The controls of a field, by its kind. */
export function fieldView(form: FormContext, draft: Draft, place: Place = {}): TemplateResult {
  const { field } = draft
  if (draft.state === 'json') return jsonField(form, draft, place)
  switch (field.kind) {
    case 'string':
      return stringField(form, draft, place)
    case 'number':
      return numberField(form, draft, place)
    case 'choice':
      return choiceField(form, draft, field, place)
    case 'object':
      return objectField(form, draft, field, place)
    case 'array':
      return arrayField(form, draft, field, place)
    case 'union':
      return unionField(form, draft, field, place)
    case 'json':
      return jsonField(form, draft, place)
  }
}
