import type { Translation } from '../elements/core/localize.ts'
import { errorTerm } from '../elements/core/problem.ts'
import en from '../elements/translations/en.ts'
import { ERRORS } from '../shared/errors.ts'
import type { ErrorCode } from '../shared/errors.ts'

const PLAIN = 'acdegijklnorstuwyzACDEGIJKLNORSTUWYZ'
const ACCENTED = 'áçðéĝîĵķļñöŕšţûŵýžÅÇÐÉĜÎĴĶĻÑÖŔŠŢÛŴÝŽ'
/** A letter of nobody's, for each argument. */
const FIRST_STAND_IN = 0xe000

/** What begins and ends a text that went through a translation. */
export const BRACKETS = ['[!!', '!!]'] as const

/** Brackets, accents, and 40 % more than the English has: what is not translated, cut off or too narrow shows. */
export function pseudo(text: string): string {
  if (text === '') return ''
  const accented = text.replace(/[a-z]/gi, (letter) => ACCENTED[PLAIN.indexOf(letter)] ?? letter)
  const longer = '···· '.repeat(Math.ceil((text.length * 0.4) / 5)).trim()
  return `${BRACKETS[0]} ${accented} ${longer} ${BRACKETS[1]}`
}

/** What a term says with these arguments, which stay as they are. */
function pseudoCall(term: (...args: never[]) => string, args: readonly unknown[]): string {
  const standIns = args.map((arg, index) =>
    typeof arg === 'string' && arg !== '' ? String.fromCharCode(FIRST_STAND_IN + index) : arg,
  )
  return pseudo(term(...(standIns as never[]))).replace(/[\ue000-\ue0ff]/g, (letter) =>
    String(args[letter.charCodeAt(0) - FIRST_STAND_IN]),
  )
}

function pseudoTerm(term: unknown): unknown {
  if (typeof term === 'string') return pseudo(term)
  return typeof term === 'function'
    ? (...args: unknown[]) => pseudoCall(term as (...args: never[]) => string, args)
    : term
}

const errors = Object.fromEntries(
  Object.entries(ERRORS).map(([code, [, , message]]) => [errorTerm(code as ErrorCode), pseudo(message)]),
)

/** English for tests of translation, written from right to left. Its code is made for that (Unicode CLDR, "Pseudo-Locales"). */
export const pseudoLocale = {
  ...Object.fromEntries(Object.entries({ ...en }).map(([name, term]) => [name, pseudoTerm(term)])),
  ...errors,
  errorNetwork: pseudo('The site cannot be reached.'),
  errorInvalidAnswer: pseudo('The answer cannot be read.'),
  $code: 'en-XB',
  $name: 'Pseudo',
  $dir: 'rtl',
} as unknown as Translation
