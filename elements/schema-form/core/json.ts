/** A JSON object as it came: its names are anything, so look them up with `own`, never by a bare index. */
export type JsonObject = { readonly [name: string]: unknown }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An own property, or `undefined`; `constructor` and `__proto__` are names like any other. */
export const own = (object: JsonObject, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined

/** Sets an own property, `__proto__` included. */
export const define = (object: object, name: string, value: unknown): void => {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
}

/** Whether two JSON values are the same; the order of names does not matter. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]))
  if (!isObject(a) || !isObject(b)) return false
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && equal(a[name], b[name]))
  )
}

/** One step of a JSON pointer (RFC 6901). */
export const pointerStep = (name: string | number): string =>
  `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`

export type JsonResult =
  | { readonly value: unknown }
  | { readonly error: 'formJsonInvalid' | 'formTooBig'; readonly detail: string }

/** Parses JSON text. Integers that would be rounded are an error, so that nothing is changed in silence. */
export function parseJson(text: string): JsonResult {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { error: 'formJsonInvalid', detail: error instanceof Error ? error.message : '' }
  }
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g)) {
    if (token[0] !== '"' && !holdsExactly(token)) return { error: 'formTooBig', detail: token }
  }
  return { value }
}

/** Whether JavaScript holds a number as its digits say. Fractions are taken as the nearest number, as JSON does. */
export function holdsExactly(text: string): boolean {
  const number = Number(text)
  if (!Number.isFinite(number)) return false
  const digits = /^([+-]?)0*(\d+)(?:\.0*)?$/.exec(text)
  if (!digits || Number.isSafeInteger(number)) return true
  const integer = `${digits[1] === '-' ? '-' : ''}${digits[2]}`
  return String(number) === integer || BigInt(number) === BigInt(integer)
}

/** Reads a number as people type it: blanks around it, a plus, a typographic minus. `undefined` when it is none. */
export function parseNumber(typed: string): { readonly value: number; readonly exact: boolean } | undefined {
  const text = typed.trim().replace('−', '-')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return
  return { value: Number(text), exact: holdsExactly(text) }
}
