/** Numbered events, written one after the other without a pause, and what became of each. */
import type { Redis } from 'ioredis'
import { expect } from 'vitest'
import type { EventReader } from '../server/harness.ts'
import type { SessionStore } from '../../server/index.ts'
import { waitFor } from '../servers/wait-for.ts'

/** Other events of the same person are not of these. */
const NUMBERED = 'numbered'

export class NumberedWrites {
  /** Numbers that the store has acknowledged. */
  readonly acknowledged: number[] = []
  /** Codes of what failed. A write of which nobody knows whether it was done is not written again. */
  readonly failures: string[] = []
  readonly #store: SessionStore
  readonly #userId: string
  #next = 0
  #ended = false
  readonly #running: Promise<void>

  constructor(store: SessionStore, userId: string) {
    this.#store = store
    this.#userId = userId
    this.#running = this.#run()
  }

  async #run(): Promise<void> {
    while (!this.#ended) {
      const timestamp = this.#next++
      const event = { type: 'prompts_changed', sessionId: NUMBERED, serverId: NUMBERED, timestamp }
      await this.#store.append(this.#userId, 'connection', event).then(
        () => this.acknowledged.push(timestamp),
        (error: { code: string }) => this.failures.push(error.code),
      )
    }
  }

  /** Resolves when so many more have been acknowledged. */
  async more(count: number): Promise<void> {
    const wanted = this.acknowledged.length + count
    await waitFor(
      () => this.acknowledged.length,
      (length) => length >= wanted,
      30_000,
    )
  }

  async end(): Promise<void> {
    this.#ended = true
    await this.#running
  }

  /** The numbers that the log has after the cursor. */
  async kept(cursor: string): Promise<number[]> {
    const numbers: number[] = []
    for (let from = cursor; ;) {
      const slice = await this.#store.read(this.#userId, from)
      if ('gap' in slice) throw new Error('The log has lost its beginning.')
      if (slice.events.length === 0) return numbers
      numbers.push(...numbersIn(slice.events))
      from = slice.cursor
    }
  }
}

/** A replica has all that this master was told before: by a write after it, under this key, which the master waits for. */
export async function replicated(master: Redis, key: string): Promise<void> {
  await master.set(key, '')
  expect(await master.wait(1, 5_000)).toBe(1)
}

/** Each number once, in order: none was written twice, nor late. */
export function expectOnceInOrder(numbers: readonly number[]): void {
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b))
}

const numbersIn = (events: readonly { data: unknown }[]): number[] =>
  events
    .map(({ data }) => data as { sessionId?: string; timestamp: number })
    .filter(({ sessionId }) => sessionId === NUMBERED)
    .map(({ timestamp }) => timestamp)

/**
 * The page has been told all that is in the log, each once and in order; or, where it had been told of what is lost now,
 * it was given one fresh snapshot and then all that followed.
 */
export async function expectTold(page: EventReader, kept: readonly number[]): Promise<void> {
  await waitFor(
    () => numbersIn(page.events).at(-1),
    (last) => last === kept.at(-1),
    30_000,
  )
  expect(page.ended, 'the stream goes on').toBe(false)
  const resets = page.events.filter(({ event }) => event === 'reset')
  expect(resets.length).toBeLessThanOrEqual(1)
  const told = numbersIn(page.events)
  expectOnceInOrder(told)
  const after = resets[0] ? numbersIn(page.events.slice(page.events.indexOf(resets[0]))) : told
  expect(kept.slice(-after.length)).toEqual(after)
  if (!resets[0]) expect(told).toEqual(kept)
}
