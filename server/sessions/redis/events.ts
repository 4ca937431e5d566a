import type { StreamEventName } from '../../../shared/events.ts'
import { formatCursor, LOG_START, parseCursor } from '../cursor.ts'
import { StoreError } from '../errors.ts'
import { randomId } from '../ids.ts'
import type { SealContext, Sealer } from '../seal.ts'
import type { LoggedEvent, LogSlice } from '../store.ts'
import { command, type RedisConnection } from './connection.ts'
import type { Names } from './names.ts'
import { APPEND, CURSOR } from './scripts.ts'

const LIFE = 3_600_000

/** The users' event logs in a Redis store: a stream each, its entries sealed. */
export class RedisEvents {
  readonly #connection: RedisConnection
  readonly #names: Names
  readonly #sealer: Sealer
  readonly #kept: number

  constructor(connection: RedisConnection, names: Names, sealer: Sealer, kept: number) {
    this.#connection = connection
    this.#names = names
    this.#sealer = sealer
    this.#kept = kept
  }

  async append(userId: string, name: StreamEventName, data: unknown): Promise<string> {
    const u = this.#names.user(userId)
    const key = this.#names.events(u)
    const nonce = randomId(9)
    const sealed = await this.#sealer.seal({ name, data }, eventContext(u, key, nonce))
    const id = await this.#connection.run(
      (client, again) =>
        command(client, APPEND)(key, this.#kept, randomId(9), nonce, sealed, LIFE, this.#names.bell, u, again ? 1 : 0),
      { retry: true },
    )
    return id as string
  }

  async cursor(userId: string): Promise<string> {
    const key = this.#names.events(this.#names.user(userId))
    return (await this.#connection.script(CURSOR, [key], [randomId(9), LIFE])) as string
  }

  async read(userId: string, after: string, limit: number): Promise<LogSlice> {
    const cursor = parseCursor(after)
    if (!cursor) return { gap: true }
    const u = this.#names.user(userId)
    const key = this.#names.events(u)
    // The cursor's own entry comes along: while it is there, nothing after it has been dropped.
    const entries = await this.#connection.run((client) => client.xrange(key, cursor.entry, '+', 'COUNT', limit + 1), {
      retry: true,
    })
    const [first, ...rest] = entries.map(([entry, [, epoch, , nonce, , sealed]]) => ({ entry, epoch, nonce, sealed }))
    if (!first && cursor.entry === LOG_START) return { events: [], cursor: after }
    if (first?.entry !== cursor.entry || first.epoch !== cursor.epoch) return { gap: true }
    try {
      const events = await Promise.all(
        rest.map(async ({ entry, nonce, sealed }): Promise<LoggedEvent> => {
          const event = (await this.#sealer.open(sealed ?? '', eventContext(u, key, nonce ?? ''))) as Omit<
            LoggedEvent,
            'id'
          >
          return { id: formatCursor({ epoch: cursor.epoch, entry }), ...event }
        }),
      )
      return { events, cursor: events.at(-1)?.id ?? after }
    } catch (error) {
      // Sealed with a key that is no longer in the ring: who reads must start from a snapshot.
      if (error instanceof StoreError && error.code === 'session_unreadable') return { gap: true }
      throw error
    }
  }
}

const eventContext = (u: string, key: string, nonce: string): SealContext => ({
  scope: u,
  key,
  field: 'event',
  generation: nonce,
})
