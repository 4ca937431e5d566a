import { LocalizeController, registerTranslation as register } from '@shoelace-style/localize'
import type { FunctionParams, Translation as BaseTranslation } from '@shoelace-style/localize'
import type en from '../translations/en.ts'
import { core } from '../translations/en/core.ts'

type Widen<T> = { [K in keyof T]: T[K] extends string ? string : T[K] }

/**
 * Every string that a person may see in the elements. A term with arguments is a function. Translations may leave
 * terms out: English stands in.
 */
export type Translation = BaseTranslation & Widen<typeof en> & ErrorTerms

/** Words for error codes in other languages, e.g. `errorUpstreamTimeout`. English messages come with the errors. */
type ErrorTerms = { [Key in `error${Capitalize<string>}`]?: string }

/** The English terms that were loaded. The first translation that is registered stands in for all others: always this object. */
const english: BaseTranslation & Partial<Translation> = { $code: 'en', $name: 'English', $dir: 'ltr', ...core }
register(english)

/** English terms that a page has put in place of ours. */
const replaced: Partial<Translation> = {}

/** Adds the English of one part of the elements, once that part is loaded: call it at the top of the file that shows it. */
export function addEnglish(terms: Partial<Translation>): void {
  Object.assign(english, terms, replaced)
  register(english)
}

/** Adds a language, or replaces terms of one: what is given again wins, also over English that is loaded later. */
export function registerTranslation(...translations: (BaseTranslation & Partial<Translation>)[]): void {
  for (const translation of translations) {
    if (translation.$code.toLowerCase() !== 'en') continue
    Object.assign(replaced, translation)
    Object.assign(english, translation)
  }
  register(...translations)
}

/** Gives an element its strings, numbers and dates, in the language of its `lang`, or of the page. */
export class Localize extends LocalizeController<Translation> {
  /** What the current task has looked up: a large form asks thousands of times. */
  #known: Map<string, string> | undefined

  override lang(): string {
    return this.#once('', () => super.lang())
  }

  override term<K extends keyof Translation>(key: K, ...args: FunctionParams<Translation[K]>): string {
    const look = (): string => super.term(key, ...args)
    return args.length > 0 ? look() : this.#once(key, look)
  }

  #once(key: string | number, look: () => string): string {
    if (!this.#known) queueMicrotask(() => (this.#known = undefined))
    const known = (this.#known ??= new Map())
    const text = known.get(key) ?? look()
    known.set(key, text)
    return text
  }
}
