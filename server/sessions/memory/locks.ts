import { randomId } from '../ids.ts'
import type { Lock } from '../store.ts'
import { ExpiringMap } from './expiring-map.ts'

/** Locks and leases of this process. */
export class MemoryLocks {
  readonly #locks: ExpiringMap<{ nonce: string; owner: string }>

  constructor(now: () => number) {
    this.#locks = new ExpiringMap(now)
  }

  take(place: string, ttlMs: number, owner = ''): Lock | null {
    if (this.#locks.get(place) !== undefined) return null
    const held = { nonce: randomId(), owner }
    this.#locks.set(place, held, ttlMs)
    const isOurs = () => this.#locks.get(place) === held
    return {
      renew: async (ms) => {
        if (!isOurs()) return false
        this.#locks.set(place, held, ms)
        return true
      },
      release: async () => void (isOurs() && this.#locks.delete(place)),
    }
  }

  owner(place: string): string | null {
    return this.#locks.get(place)?.owner ?? null
  }

  sweep(): void {
    this.#locks.sweep()
  }

  clear(): void {
    this.#locks.clear()
  }
}
