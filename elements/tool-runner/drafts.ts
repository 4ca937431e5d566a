import type { JsonObject } from '../../shared/mcp.ts'
import { isObject } from '../schema-form/core/json.ts'
import { readTab, writeTab } from './tab-storage.ts'

/** Characters of a stored draft; a larger one stays in memory only. */
const STORED = 50_000
const SECRET_NAME = /pass(word|phrase)|token|secret|key|credential|authorization/i
const SECRET_SCHEMA = /"writeOnly":true|"format":"password"/

/** A copy without what looks like a secret by its name, at any depth. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, entry]) => (SECRET_NAME.test(name) ? [] : [[name, withoutSecrets(entry)]])),
  )
}

/**
 * What a person has typed for each tool. All of it is kept in memory; what holds no secrets survives a reload in
 * `sessionStorage`. A schema that marks a secret (`writeOnly`, `format: password`) keeps its whole draft out of there.
 */
export class Drafts {
  #memory = new Map<string, unknown>()

  get(key: string): unknown {
    if (this.#memory.has(key)) return this.#memory.get(key)
    try {
      return JSON.parse(readTab(`draft:${key}`) ?? 'null') ?? undefined
    } catch {
      return undefined
    }
  }

  set(key: string, value: unknown, schema: JsonObject): void {
    this.#memory.set(key, value)
    writeTab(`draft:${key}`, () => {
      const text = SECRET_SCHEMA.test(JSON.stringify(schema)) ? undefined : JSON.stringify(withoutSecrets(value))
      return text !== undefined && text.length <= STORED ? text : undefined
    })
  }

  /** Forgets what is in memory; `clearTab` forgets the rest. */
  clear(): void {
    this.#memory.clear()
  }
}
