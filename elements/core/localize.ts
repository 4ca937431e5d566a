import { LocalizeController, registerTranslation } from '@shoelace-style/localize'
import type { Translation as BaseTranslation } from '@shoelace-style/localize'
import en from '../translations/en.ts'

type Widen<T> = { [K in keyof T]: T[K] extends string ? string : T[K] }

/**
 * Every string that a person may see in the elements. A term with arguments is a function. Translations may leave
 * terms out: English stands in.
 */
export type Translation = BaseTranslation & Widen<typeof en> & ErrorTerms

/** Words for error codes in other languages, e.g. `errorUpstreamTimeout`. English messages come with the errors. */
type ErrorTerms = { [Key in `error${Capitalize<string>}`]?: string }

registerTranslation(en)

/** Gives an element its strings, numbers and dates, in the language of its `lang`, or of the page. */
export class Localize extends LocalizeController<Translation> {}
