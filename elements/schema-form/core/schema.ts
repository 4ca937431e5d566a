import type { JsonObject } from './json.ts'

/** Any JSON Schema object, of any draft; nothing about it is certain. */
export type Schema = JsonObject

/** Formats of which the empty text is none. */
const neverEmpty = new Set('date time date-time duration email hostname ipv4 ipv6 uri url uuid'.split(' '))

/** Begins with a character that must be there. Patterns come from servers: they are read here, and never run. */
const patternOfSome = /^\^(\[\^?(?:[^\]\\]|\\.)+\]|\\[dDsSwW]|[\w.])(?![*?]|\{0)[^|]*$/

/** Whether a schema of text may allow the empty one; `false` where it is known not to. */
export const allowsEmpty = ({ format, pattern, minLength }: Schema): boolean =>
  !neverEmpty.has(String(format)) && !patternOfSome.test(String(pattern)) && !(Number(minLength) > 0)
