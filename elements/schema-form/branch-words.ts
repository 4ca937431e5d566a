import { addEnglish } from '../core/localize.ts'
import type { Localize } from '../core/localize.ts'
import { formRich } from '../translations/en/form-rich.ts'
import type { Field } from './core/fields.ts'
import { optionLabel, textOf } from './words.ts'

addEnglish(formRich)

const kindTerms = {
  string: 'formKindString',
  number: 'formKindNumber',
  choice: 'formKindChoice',
  object: 'formKindObject',
  array: 'formKindArray',
  union: 'formKindUnion',
  json: 'formKindJson',
} as const

/** The names of a union's branches; those that would be the same are counted. */
export function branchLabels(branches: readonly (() => Field)[], localize: Localize): string[] {
  const labels = branches.map((branch) => branchLabel(branch(), localize))
  return labels.map((label, i) => {
    if (labels.indexOf(label) === labels.lastIndexOf(label)) return label
    return localize.term('formEntry', label, labels.slice(0, i + 1).filter((other) => other === label).length)
  })
}

function branchLabel(field: Field, localize: Localize): string {
  const title = textOf(field, 'title')
  if (title) return title
  if (field.kind === 'choice') {
    const [only, second] = field.options
    if (only && !second) return optionLabel(only, localize)
    return localize.term(typeof only?.value === 'boolean' ? 'formKindBoolean' : 'formKindChoice')
  }
  // A constant part tells the branches of a discriminated union apart.
  for (const { required, field: part } of field.kind === 'object' ? field.properties : []) {
    if (required && part.kind === 'choice' && part.options.length === 1 && part.options[0]) {
      return optionLabel(part.options[0], localize)
    }
  }
  return localize.term(kindTerms[field.kind])
}
