import type { SeatKind } from '../quota.ts'
import type { SeatLimit } from '../store.ts'
import type { RedisConnection } from './connection.ts'
import type { Names } from './names.ts'
import { KEEP_SEATS, TAKE_SEAT } from './seat-scripts.ts'

/** The seats of users in a Redis store: a sorted set for each user and kind. */
export class RedisSeats {
  readonly #connection: RedisConnection
  readonly #names: Names

  constructor(connection: RedisConnection, names: Names) {
    this.#connection = connection
    this.#names = names
  }

  async take(userId: string, kind: SeatKind, id: string, { seats, seconds }: SeatLimit): Promise<boolean> {
    const life = Math.ceil(seconds * 1_000)
    return (await this.#connection.script(TAKE_SEAT, [this.#key(userId, kind)], [id, seats, life])) === 1
  }

  async keep(userId: string, kind: SeatKind, ids: readonly string[], seconds: number): Promise<void> {
    if (ids.length === 0) return
    await this.#connection.script(KEEP_SEATS, [this.#key(userId, kind)], [Math.ceil(seconds * 1_000), ...ids])
  }

  async leave(userId: string, kind: SeatKind, id: string): Promise<void> {
    await this.#connection.run((client) => client.zrem(this.#key(userId, kind), id), { retry: true })
  }

  #key(userId: string, kind: SeatKind): string {
    return this.#names.seats(this.#names.user(userId), kind)
  }
}
