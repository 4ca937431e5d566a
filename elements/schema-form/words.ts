import type { Localize } from '../core/localize.ts'
import type { Draft } from './core/draft.ts'
import type { Field, Option } from './core/fields.ts'
import type { Problem } from './core/read.ts'
import { allowsEmpty } from './core/schema.ts'
import type { Finding } from './validation-worker.ts'

/** Text that a schema may hold under a keyword; servers put anything there. */
export function textOf(field: Field, keyword: string): string | undefined {
  const text = field.schema[keyword]
  return typeof text === 'string' && text !== '' ? text : undefined
}

/** What a draft is called: its title, else its name, else its place in a list. */
export function labelOf(draft: Draft, localize: Localize): string {
  const { parent } = draft
  if (!parent) return textOf(draft.field, 'title') ?? localize.term('formRoot')
  if (parent.field.kind === 'union') return labelOf(parent, localize)
  for (const [name, child] of parent.properties) if (child === draft) return textOf(draft.field, 'title') ?? name
  const item = parent.items.indexOf(draft)
  if (item >= 0) return localize.term('formEntry', labelOf(parent, localize), item + 1)
  const row = parent.rows.findIndex(({ name, value }) => name === draft || value === draft)
  const entry = localize.term('formEntry', labelOf(parent, localize), row + 1)
  const part = parent.rows[row]?.name === draft ? 'formEntryName' : 'formEntryValue'
  return `${entry}, ${localize.term(part)}`
}

/** Most names that a list of them has before it ends in an ellipsis. */
const maxNames = 8

export function listLabels(drafts: readonly Draft[], localize: Localize): string {
  const labels = drafts.slice(0, maxNames).map((draft) => labelOf(draft, localize))
  return [...labels, ...(drafts.length > maxNames ? ['…'] : [])].join(', ')
}

export function optionLabel({ title, value }: Option, localize: Localize): string {
  if (title !== undefined) return title
  if (typeof value === 'boolean') return localize.term(value ? 'formTrue' : 'formFalse')
  if (value === null) return localize.term('formNull')
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value)
}

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

export function problemText({ term, args, draft }: Problem, localize: Localize): string {
  if (term === 'formAddOne') return localize.term(term, localize.term('formEmptyList'))
  if (term === 'formRequired' && draft.field.kind === 'string' && allowsEmpty(draft.field.schema)) {
    return localize.term('formRequiredText', localize.term('formEmptyText'))
  }
  // The reader of the draft gives each term the arguments that it takes.
  return localize.term(term, ...(args as [never, never]))
}

/** Longest regular expression that is shown, and only where the server has no words for it. */
const maxPattern = 40

/** What the validator found, in words. */
export function findingText({ keyword, message }: Finding, draft: Draft, localize: Localize): string {
  if (message !== undefined) return message
  if (keyword === 'pattern' || keyword === 'format') {
    const [format, pattern] = [textOf(draft.field, 'format'), textOf(draft.field, 'pattern') ?? '']
    if (format) return localize.term('formFormat', format)
    const shown = pattern.length <= maxPattern && textOf(draft.field, 'description') === undefined
    return localize.term('formPattern', shown ? pattern : '')
  }
  if (keyword === 'uniqueItems') return localize.term('formUnique')
  if (keyword === 'anyOf' || keyword === 'oneOf') return localize.term('formNoBranch')
  return localize.term('formRule', keyword)
}
