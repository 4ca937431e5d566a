import { define, isObject, own } from './json.ts'
import type { Schema } from './schema.ts'

/** Deeper chains of references and `allOf` than this are taken for loops. */
export const maxSteps = 64

/** Parts that one schema may be put together from: references to references that each name two would not end. */
const maxParts = 2_000

export interface Resolved {
  readonly schema: Schema
  /** A part of it could not be understood, and was left out. */
  readonly invalid: boolean
}

/** A schema with its references and `allOf` merged in. Only references into the same document are followed. */
export function resolve(schema: unknown, root: unknown, steps = 0, left = { parts: maxParts }): Resolved {
  if (schema === true) return { schema: {}, invalid: false }
  if (!isObject(schema) || steps > maxSteps || left.parts-- <= 0) return { schema: {}, invalid: schema !== false }
  let merged: Schema = schema
  let invalid = false
  const add = (part: unknown, into: Schema): Schema => {
    const resolved = resolve(part, root, steps + 1, left)
    invalid ||= resolved.invalid
    return merge(resolved.schema, into)
  }
  if (Object.hasOwn(schema, '$ref')) {
    const { $ref, ...siblings } = schema
    const target = typeof $ref === 'string' ? lookUp($ref, root) : undefined
    merged = add(target, siblings)
  }
  if (Array.isArray(merged.allOf)) {
    const { allOf, ...rest } = merged
    merged = (allOf as unknown[]).reduceRight<Schema>((into, part) => add(part, into), rest)
  }
  return { schema: merged, invalid }
}

function lookUp(reference: string, root: unknown): unknown {
  if (!/^#(\/|$)/.test(reference)) return
  let found = root
  for (const step of reference.slice(1).split('/').slice(1)) {
    const name = unescape(step)
    if (Array.isArray(found)) found = found[Number(name)]
    else found = isObject(found) ? own(found, name) : undefined
  }
  return found
}

function unescape(step: string): string {
  let name = step
  try {
    name = decodeURIComponent(step)
  } catch {
    // A stray per cent sign: taken as it is.
  }
  return name.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** Both schemas at once, as near as one schema can say it; what it cannot say is left to the validator. */
export function merge(a: Schema, b: Schema): Schema {
  const merged: Schema = { ...a }
  for (const name of Object.keys(b)) {
    define(merged, name, Object.hasOwn(a, name) ? mergeKeyword(name, a[name], b[name]) : b[name])
  }
  return merged
}

function mergeKeyword(name: string, a: unknown, b: unknown): unknown {
  switch (name) {
    case 'properties':
    case 'patternProperties':
      return isObject(a) && isObject(b) ? mergeProperties(a, b) : b
    case 'items':
    case 'additionalProperties':
    case 'propertyNames':
      return isObject(a) && isObject(b) ? { allOf: [a, b] } : a === false || b === true ? a : b
    case 'required':
      return Array.isArray(a) && Array.isArray(b) ? [...new Set([...a, ...b])] : b
    case 'type':
      return mergeTypes(a, b)
    case 'enum':
      return Array.isArray(a) && Array.isArray(b) ? a.filter((value) => b.includes(value)) : b
    default:
      if (typeof a !== 'number' || typeof b !== 'number') return b
      return name.startsWith('min') ? Math.max(a, b) : name.startsWith('max') ? Math.min(a, b) : b
  }
}

function mergeProperties(a: Schema, b: Schema): Schema {
  const merged = { ...a }
  for (const name of Object.keys(b)) {
    define(merged, name, Object.hasOwn(a, name) ? { allOf: [a[name], b[name]] } : b[name])
  }
  return merged
}

function mergeTypes(a: unknown, b: unknown): unknown {
  const narrow = (types: unknown[], by: unknown[]): unknown[] =>
    types.filter((type) => by.includes(type) || (type === 'integer' && by.includes('number')))
  const [left, right] = [[a].flat(), [b].flat()]
  const both = [...new Set([...narrow(left, right), ...narrow(right, left)])]
  return both.length > 1 ? both : (both[0] ?? b)
}
