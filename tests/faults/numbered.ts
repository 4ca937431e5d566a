/** Events that carry numbers, so that one which is lost, doubled or out of its place is seen. */
import { expect } from 'vitest'
import type { SessionStore } from '../../server/index.ts'
import type { EventReader } from '../server/harness.ts'
import { waitFor } from '../servers/wait-for.ts'

/** Other events of the same person are not of these. */
const NUMBERED = 'numbered'

/** An event of a person's log with this number. */
export const numbered = (number: number) => ({
  type: 'prompts_changed' as const,
  sessionId: NUMBERED,
  serverId: NUMBERED,
  timestamp: number,
})

/** Writes the numbers from the first up to, but without, the last. */
export async function append(store: SessionStore, user: string, from: number, to: number): Promise<void> {
  for (let number = from; number < to; number++) await store.append(user, 'connection', numbered(number))
}

/** Writes to a person's log one number after the other, and keeps what it was told of each. */
export class Author {
  /** They were written. */
  readonly sure: number[] = []
  /** Nobody knows whether they were: they are not written again. */
  readonly unsure: number[] = []
  /** Codes of why. */
  readonly failures: string[] = []
  readonly #store: SessionStore
  readonly #user: string

  constructor(store: SessionStore, user: string) {
    this.#store = store
    this.#user = user
  }

  /** Whether it is sure that the next number was written. */
  async write(): Promise<boolean> {
    const number = this.sure.length + this.unsure.length
    try {
      await this.#store.append(this.#user, 'connection', numbered(number))
      this.sure.push(number)
      return true
    } catch (error) {
      this.unsure.push(number)
      this.failures.push((error as { code: string }).code)
      return false
    }
  }

  /** One more, which everybody must see in the end. */
  async finish(): Promise<void> {
    await waitFor(() => this.write(), Boolean, 60_000)
  }

  get last(): number | undefined {
    return this.sure.at(-1)
  }
}

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index)

/** The numbers among events of the log. */
export const numbersOf = (events: readonly { readonly data: unknown }[]): number[] =>
  events
    .map(({ data }) => data as { sessionId?: string; timestamp: number })
    .filter(({ sessionId }) => sessionId === NUMBERED)
    .map(({ timestamp }) => timestamp)

export const numbersIn = ({ events }: Pick<EventReader, 'events'>): number[] =>
  numbersOf(events.filter(({ event }) => event === 'connection'))

export const resetsIn = ({ events }: EventReader) => events.filter(({ event }) => event === 'reset')

/** The last of them has come; and each came once, in order. */
export async function expectExactly(reader: EventReader, from: number, to: number): Promise<void> {
  await waitFor(
    () => numbersIn(reader).at(-1),
    (last) => last === to - 1,
    15_000,
  )
  expect(numbersIn(reader)).toEqual(range(from, to))
}
