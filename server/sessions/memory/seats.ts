import type { SeatKind } from '../quota.ts'
import type { SeatLimit } from '../store.ts'
import { ExpiringMap } from './expiring-map.ts'

/** The seats of users, in this process. */
export class MemorySeats {
  readonly #now: () => number
  /** By kind, then by user. */
  readonly #seats: Record<SeatKind, Map<string, ExpiringMap<true>>> = { streams: new Map(), running: new Map() }

  constructor(now: () => number) {
    this.#now = now
  }

  take(userId: string, kind: SeatKind, id: string, { seats, seconds }: SeatLimit): boolean {
    const taken = this.#of(userId, kind)
    if (taken.get(id) === undefined && taken.live().length >= seats) return false
    taken.set(id, true, seconds * 1_000)
    return true
  }

  keep(userId: string, kind: SeatKind, ids: readonly string[], seconds: number): void {
    for (const id of ids) this.#of(userId, kind).set(id, true, seconds * 1_000)
  }

  leave(userId: string, kind: SeatKind, id: string): void {
    this.#seats[kind].get(userId)?.delete(id)
  }

  erase(userId: string): void {
    for (const users of Object.values(this.#seats)) users.delete(userId)
  }

  sweep(): void {
    for (const users of Object.values(this.#seats)) {
      for (const [userId, taken] of users) {
        taken.sweep()
        if (taken.size === 0) users.delete(userId)
      }
    }
  }

  clear(): void {
    for (const users of Object.values(this.#seats)) users.clear()
  }

  #of(userId: string, kind: SeatKind): ExpiringMap<true> {
    const taken = this.#seats[kind].get(userId) ?? new ExpiringMap<true>(this.#now)
    this.#seats[kind].set(userId, taken)
    return taken
  }
}
