import type { Localize } from '../core/localize.ts'
import type { Draft } from './core/draft.ts'
import type { Field, Option } from './core/fields.ts'
import type { Problem, ProblemTerm } from './core/read.ts'
import { allowsEmpty } from './core/schema.ts'
import { checks } from './parts.ts'

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
  if (draft.name !== undefined) return textOf(draft.field, 'title') ?? draft.name
  const item = parent.items.indexOf(draft)
  if (item >= 0) return localize.term('formEntry', labelOf(parent, localize), item + 1)
  const row = parent.rows.findIndex(({ name, value }) => name === draft || value === draft)
  const entry = localize.term('formEntry', labelOf(parent, localize), row + 1)
  const part = parent.rows[row]?.name === draft ? 'formEntryName' : 'formEntryValue'
  return `${entry}, ${localize.term(part)}`
}

/** The names of options; text that looks like another value is quoted. */
export function optionLabels(options: readonly Option[], localize: Localize): string[] {
  const labels = options.map((option) => optionLabel(option, localize))
  return labels.map((label, i) =>
    labels.indexOf(label) === labels.lastIndexOf(label) ? label : JSON.stringify(options[i]?.value),
  )
}

export function optionLabel({ title, value }: Option, localize: Localize): string {
  if (title !== undefined) return title
  if (typeof value === 'boolean') return localize.term(value ? 'formTrue' : 'formFalse')
  if (value === null) return localize.term('formNull')
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value)
}

/** Whether the words for a problem are there at once: it is one of an untouched form. */
export const hasWords = (term: ProblemTerm): boolean => /Required|Choose|AddOne/.test(term)

export function problemText({ term, args, draft }: Problem, localize: Localize): string {
  if (term === 'formAddOne') return localize.term(term, localize.term('formEmptyList'))
  if (term === 'formRequired' && draft.field.kind === 'string' && allowsEmpty(draft.field.schema)) {
    return localize.term('formRequiredText', localize.term('formEmptyText'))
  }
  // The words for what was typed come with the checks, which are loaded by then.
  if (!hasWords(term) && !checks.value) return localize.term('formWrong')
  // The reader of the draft gives each term the arguments that it takes.
  return localize.term(term, ...(args as [never, never]))
}
