import type { TemplateResult } from 'lit'
import { addEnglish } from '../core/localize.ts'
import { formRich } from '../translations/en/form-rich.ts'
import type { Draft } from './core/draft.ts'
import type { FormContext, Place } from './view/frame.ts'
import { arrayField, objectField, unionField } from './view/groups.ts'
import { jsonField } from './view/json-field.ts'
import { specialText } from './view/special-text.ts'

export { createField } from './core/builder.ts'
export { loadParts } from './core/load-parts.ts'
export { rows } from './view/groups.ts'
export { richStyles as styles } from './rich-styles.ts'

addEnglish(formRich)

/** The controls of a field that few forms have. */
export function richField(form: FormContext, draft: Draft, place: Place): TemplateResult {
  const { field, state } = draft
  if (state === 'json') return jsonField(form, draft, place)
  switch (field.kind) {
    case 'object':
      return objectField(form, draft, field, place)
    case 'array':
      return arrayField(form, draft, field, place)
    case 'union':
      return unionField(form, draft, field, place)
    case 'string':
      return specialText(form, draft, place)
    default:
      return jsonField(form, draft, place)
  }
}
