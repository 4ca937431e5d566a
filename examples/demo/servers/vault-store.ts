/** What the vault's authorization server remembers, in this process's memory. */
import type { Adapter, AdapterPayload } from 'oidc-provider'

/** The oldest records go first; a demo or a test never comes near. */
const MAX_RECORDS = 20_000

interface Stored {
  readonly payload: AdapterPayload
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** One store for one provider: the library's own is shared by all providers of a process. */
export function memoryStore(): (model: string) => Adapter {
  const records = new Map<string, Stored>()
  return (model) => new MemoryAdapter(model, records)
}

class MemoryAdapter implements Adapter {
  readonly #model: string
  readonly #records: Map<string, Stored>

  constructor(model: string, records: Map<string, Stored>) {
    this.#model = model
    this.#records = records
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const stored = this.#records.get(this.#key(id))
    return stored === undefined || stored.expiresAt <= Date.now() ? undefined : stored.payload
  }

  /** Only for browser sessions, which are not kept. */
  async findByUid(): Promise<undefined> {}

  /** Only for the device flow, which is off. */
  async findByUserCode(): Promise<undefined> {}

  async upsert(id: string, payload: AdapterPayload, expiresIn = Infinity): Promise<void> {
    // Nobody stays signed in at the authorization server: it asks every time who is there. So one browser can sign in
    // as several people, and in two tabs at once.
    if (this.#model === 'Session') return
    this.#records.set(this.#key(id), { payload, expiresAt: Date.now() + expiresIn * 1000 })
    if (this.#records.size > MAX_RECORDS) this.#records.delete(this.#records.keys().next().value!)
  }

  async consume(id: string): Promise<void> {
    const stored = this.#records.get(this.#key(id))
    if (stored !== undefined) stored.payload.consumed = Math.floor(Date.now() / 1000)
  }

  async destroy(id: string): Promise<void> {
    this.#records.delete(this.#key(id))
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, { payload }] of this.#records) {
      if (payload.grantId === grantId && key.startsWith(`${this.#model}:`)) this.#records.delete(key)
    }
  }

  #key(id: string): string {
    return `${this.#model}:${id}`
  }
}
