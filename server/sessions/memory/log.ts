import { formatCursor, LOG_START } from '../cursor.ts'
import { randomId } from '../ids.ts'
import type { LogSlice } from '../store.ts'
import type { StreamEventName } from '../../../shared/events.ts'

/** One user's events, the oldest dropped first. */
export class MemoryLog {
  readonly #epoch = randomId(9)
  readonly #kept: number
  readonly #entries: { id: string; json: string }[] = []
  /** What stands before the first kept entry: a reader that has seen it has missed nothing. */
  #before = this.#id(LOG_START)
  #ms = 0
  #seq = 0

  constructor(kept: number) {
    this.#kept = kept
  }

  get cursor(): string {
    return this.#entries.at(-1)?.id ?? this.#before
  }

  append(name: StreamEventName, data: unknown, now: number): string {
    // Ids rise even where the clock stands still or goes back.
    if (now > this.#ms) [this.#ms, this.#seq] = [now, 0]
    else this.#seq += 1
    const id = this.#id(`${this.#ms}-${this.#seq}`)
    this.#entries.push({ id, json: JSON.stringify({ name, data }) })
    if (this.#entries.length > this.#kept) this.#before = this.#entries.shift()!.id
    return id
  }

  read(after: string, limit: number): LogSlice {
    const from = after === this.#before ? 0 : this.#entries.findLastIndex((entry) => entry.id === after) + 1
    if (from === 0 && after !== this.#before) return { gap: true }
    const events = this.#entries.slice(from, from + limit).map(({ id, json }) => ({ id, ...JSON.parse(json) }))
    return { events, cursor: events.at(-1)?.id ?? after }
  }

  #id(entry: string): string {
    return formatCursor({ epoch: this.#epoch, entry })
  }
}
