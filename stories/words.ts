import { registerTranslation } from '../elements/core/localize.ts'
import type { Translation } from '../elements/core/localize.ts'
import de from '../elements/translations/de.ts'
import en from '../elements/translations/en.ts'
import { pseudoLocale } from './pseudo.ts'

registerTranslation(pseudoLocale)

/** The languages that a story can be seen in, by their codes. */
export const LANGUAGES: Readonly<Record<string, Translation>> = { en, de, [pseudoLocale.$code]: pseudoLocale }

/** Sets the page's language. */
export function speak(code: string): void {
  const { documentElement } = document
  documentElement.lang = code
  documentElement.dir = LANGUAGES[code]?.$dir ?? 'ltr'
}

type Term = keyof typeof en
type Arguments<K extends Term> = (typeof en)[K] extends (...args: infer A) => string ? A : []

/** What a term says in the page's language. */
export function word<K extends Term>(key: K, ...args: Arguments<K>): string {
  const term = (LANGUAGES[document.documentElement.lang] ?? en)[key] as string | ((...args: unknown[]) => string)
  return typeof term === 'function' ? term(...args) : term
}
