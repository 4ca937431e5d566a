import type { JsonObject } from '../../../shared/mcp.ts'
import { isObject } from '../../schema-form/core/json.ts'

/** Names of fields that are taken to be secrets, their words in lower case and apart: "api key", "access token", not "max tokens". */
const SECRET_NAME =
  /pass ?(word|phrase|code|wd)|\bpwd\b|(?<!\b(max|min|total|page|next) )token|secret|credential|authori[sz]ation|bearer|\b(api|private|access)?(key|pin|otp|cvv|cvc)s?\b/

const looksSecret = (name: string): boolean =>
  SECRET_NAME.test(
    name
      .replace(/([a-z\d])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replace(/[^a-z\d]+/g, ' '),
  )

/** Names of the properties that a schema marks as secret; `undefined` where it marks something that has no name. */
function markedNames(schema: JsonObject): ReadonlySet<string> | undefined {
  const names = new Set<string>()
  let nameless = false
  const walk = (node: unknown, name: string | undefined, isMap: boolean): void => {
    if (Array.isArray(node)) for (const one of node) walk(one, name, false)
    if (!isObject(node)) return
    if (!isMap && (node['writeOnly'] === true || node['format'] === 'password')) {
      if (name === undefined) nameless = true
      else names.add(name)
    }
    for (const [key, child] of Object.entries(node)) {
      const isDefinitions = !isMap && (key === '$defs' || key === 'definitions')
      walk(child, isMap ? key : isDefinitions ? undefined : name, !isMap && key === 'properties')
    }
  }
  walk(schema, undefined, false)
  return nameless ? undefined : names
}

export interface Safe {
  /** `undefined` where it cannot be told what is secret. */
  readonly value: unknown
  /** Whether anything was left out. */
  readonly partial: boolean
}

/**
 * What of a tool's arguments may be kept or shared: without fields that the schema marks as secret (`writeOnly`,
 * `format: password`), and without those whose names look like it, at any depth.
 */
export function withoutSecrets(value: unknown, schema: JsonObject): Safe {
  const marked = markedNames(schema)
  if (!marked) return { value: undefined, partial: true }
  let partial = false
  const copy = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(copy)
    if (!isObject(part)) return part
    const kept = Object.entries(part).filter(([name]) => !marked.has(name) && !looksSecret(name))
    if (kept.length < Object.keys(part).length) partial = true
    return Object.fromEntries(kept.map(([name, entry]) => [name, copy(entry)]))
  }
  return { value: copy(value), partial }
}
