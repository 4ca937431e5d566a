/** Numbered events, written one after the other without a pause, and what became of each. */
import type { Redis } from 'ioredis'
import { expect } from 'vitest'
import type { EventReader } from '../server/harness.ts'
import type { SessionStore } from '../../server/index.ts'
import { waitFor } from '../servers/wait-for.ts'
import { Author, numbersIn, numbersOf, resetsIn } from './numbered.ts'

export class NumberedWrites {
  readonly #author: Author
  readonly #store: SessionStore
  readonly #userId: string
  #ended = false
  readonly #running: Promise<void>

  constructor(store: SessionStore, userId: string) {
    this.#author = new Author(store, userId)
    this.#store = store
    this.#userId = userId
    this.#running = this.#run()
  }

  /** Numbers that the store has acknowledged. */
  get acknowledged(): readonly number[] {
    return this.#author.sure
  }

  /** Codes of what failed. */
  get failures(): readonly string[] {
    return this.#author.failures
  }

  async #run(): Promise<void> {
    while (!this.#ended) await this.#author.write()
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
      numbers.push(...numbersOf(slice.events))
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

/**
 * The page has been told all that is in the log, each once and in order; or, where it had been told of what is lost now,
 * it was given one fresh snapshot and then all that followed.
 */
export async function expectTold(page: EventReader, kept: readonly number[]): Promise<void> {
  await waitFor(
    () => numbersIn(page).at(-1),
    (last) => last === kept.at(-1),
    30_000,
  )
  expect(page.ended, 'the stream goes on').toBe(false)
  const resets = resetsIn(page)
  expect(resets.length).toBeLessThanOrEqual(1)
  const told = numbersIn(page)
  expectOnceInOrder(told)
  const after = resets[0] ? numbersIn({ events: page.events.slice(page.events.indexOf(resets[0])) }) : told
  expect(kept.slice(-after.length)).toEqual(after)
  if (!resets[0]) expect(told).toEqual(kept)
}
