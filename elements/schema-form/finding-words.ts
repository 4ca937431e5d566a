import { addEnglish } from '../core/localize.ts'
import type { Localize } from '../core/localize.ts'
import { formChecks } from '../translations/en/form-checks.ts'
import type { Draft } from './core/draft.ts'
import type { Finding } from './validation-worker.ts'
import { textOf } from './words.ts'

addEnglish(formChecks)

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
