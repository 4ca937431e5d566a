import type { LitElement, ReactiveController } from 'lit'
import type { JsonObject } from '../../../shared/mcp.ts'
import { readTab, writeTab } from '../tab-storage.ts'
import { withoutSecrets } from './secrets.ts'

/** Characters of a stored draft; a larger one stays in memory only. */
const STORED = 50_000
/** Milliseconds of rest after which what was typed is stored. */
const REST = 400

/**
 * What a person has typed for each tool. All of it is kept in memory; what holds no secrets survives a reload in
 * `sessionStorage`.
 */
export class Drafts implements ReactiveController {
  readonly #memory = new Map<string, unknown>()
  /** What is to be stored yet. */
  readonly #waiting = new Map<string, { readonly value: unknown; readonly schema: JsonObject }>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(host: LitElement) {
    host.addController(this)
  }

  hostConnected(): void {
    addEventListener('pagehide', this.#store)
  }

  hostDisconnected(): void {
    removeEventListener('pagehide', this.#store)
    this.#store()
  }

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
    this.#waiting.set(key, { value, schema })
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#store, REST)
  }

  /** Forgets what is in memory; `clearTab` forgets the rest. */
  clear(): void {
    clearTimeout(this.#timer)
    this.#memory.clear()
    this.#waiting.clear()
  }

  #store = (): void => {
    clearTimeout(this.#timer)
    for (const [key, { value, schema }] of this.#waiting) {
      writeTab(`draft:${key}`, () => {
        const text = JSON.stringify(withoutSecrets(value, schema).value)
        return text !== undefined && text.length <= STORED ? text : undefined
      })
    }
    this.#waiting.clear()
  }
}
