import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import { isStoreFull } from '../errors.ts'
import { waitOf } from '../quota.ts'
import type { RedisConnection } from './connection.ts'
import type { Names } from './names.ts'

/** Counters of what users use up, in a Redis store: the same for all replicas. */
export class RedisQuota {
  readonly #connection: RedisConnection
  readonly #names: Names
  /** By limit and window. */
  readonly #limiters = new Map<string, RateLimiterRedis>()
  readonly #ownLimiters = new Map<string, RateLimiterMemory>()

  constructor(connection: RedisConnection, names: Names) {
    this.#connection = connection
    this.#names = names
    // A limiter adds a command to the client, which a pipeline that has begun does not know: it must be there before.
    this.#limiter(names.quota('', '')[0], 1, 1)
  }

  async consume(userId: string, name: string, points: number, seconds: number): Promise<number> {
    const [keyPrefix, key] = this.#names.quota(this.#names.user(userId), name)
    const limiter = this.#limiter(keyPrefix, points, seconds)
    // Not tried again by itself: a use must not count twice.
    const counting = this.#connection.run(() => limiter.consume(key).then(() => 0, waitOf), { retry: false })
    return counting.catch((error: unknown) => {
      if (!isStoreFull(error)) throw error
      // What only reads goes on in a full Redis, and is counted in this process.
      return this.#ownLimiter(keyPrefix, points, seconds)
        .consume(key)
        .then(() => 0, waitOf)
    })
  }

  #ownLimiter(keyPrefix: string, points: number, duration: number): RateLimiterMemory {
    const name = `${points} ${duration}`
    const limiter = this.#ownLimiters.get(name) ?? new RateLimiterMemory({ keyPrefix, points, duration })
    this.#ownLimiters.set(name, limiter)
    return limiter
  }

  #limiter(keyPrefix: string, points: number, duration: number): RateLimiterRedis {
    const name = `${points} ${duration}`
    const known = this.#limiters.get(name)
    if (known) return known
    const limiter = new RateLimiterRedis({ storeClient: this.#connection.client, keyPrefix, points, duration })
    this.#limiters.set(name, limiter)
    return limiter
  }
}
