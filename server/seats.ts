import { McpPlugError } from './errors.ts'
import type { SeatKind, SessionStore } from './sessions/store.ts'

/** A seat ends by itself after this time, in seconds: that of a process that died is free then. */
export const SEAT_SECONDS = 30
/** Calls of `keep` in which every seat is kept once. */
const PARTS = 4

interface Seating {
  readonly kind: SeatKind
  readonly userId: string
  /** An id may come twice: a call may be asked for again while it runs. */
  readonly seats: Set<{ readonly id: string }>
}

/** What its users have open or running in this process. The store counts the seats of all processes together. */
export class Seats {
  readonly #store: SessionStore
  readonly #taken = new Map<string, Seating>()
  #part = 0

  constructor(store: SessionStore) {
    this.#store = store
  }

  get isEmpty(): boolean {
    return this.#taken.size === 0
  }

  /**
   * Takes a seat in this process, where the user has less than `limit` here, and keeps it in the store from now on.
   * Returns the way to leave it. Errors: see {@link crowded}.
   */
  take(kind: SeatKind, userId: string, id: string, limit: number): () => void {
    const name = JSON.stringify([kind, userId])
    const seating = this.#taken.get(name) ?? { kind, userId, seats: new Set() }
    if (seating.seats.size >= limit) throw crowded(kind)
    const seat = { id }
    this.#taken.set(name, seating)
    seating.seats.add(seat)
    return () => {
      seating.seats.delete(seat)
      if (seating.seats.size === 0 && this.#taken.get(name) === seating) this.#taken.delete(name)
    }
  }

  /** Keeps a part of the seats: all of them by as many calls as there are parts. Never rejects. */
  async keep(): Promise<void> {
    this.#part = (this.#part + 1) % PARTS
    const due = [...this.#taken.values()].filter((_, index) => index % PARTS === this.#part)
    await Promise.allSettled(
      due.map(({ kind, userId, seats }) =>
        this.#store.keepSeats(userId, kind, [...new Set([...seats].map(({ id }) => id))], SEAT_SECONDS),
      ),
    )
  }
}

/** All seats of that kind are taken: `too_many_streams`, or `rate_limited`. */
export const crowded = (kind: SeatKind): McpPlugError =>
  kind === 'streams'
    ? new McpPlugError('too_many_streams')
    : new McpPlugError('rate_limited', { message: 'Too many calls at once. Wait for one to end.' })
