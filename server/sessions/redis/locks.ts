import type { Logger } from '../../options.ts'
import { randomId } from '../ids.ts'
import type { Lock } from '../store.ts'
import type { RedisConnection } from './connection.ts'
import type { Names } from './names.ts'
import { LOCK, RELEASE, RENEW } from './scripts.ts'

/** Locks and leases in a Redis store: a string each, `<nonce> <owner>`. */
export class RedisLocks {
  readonly #connection: RedisConnection
  readonly #names: Names
  readonly #logger: Logger | undefined

  constructor(connection: RedisConnection, names: Names, logger: Logger | undefined) {
    this.#connection = connection
    this.#names = names
    this.#logger = logger
  }

  async take(userId: string, name: string, ttlMs: number, owner = ''): Promise<Lock | null> {
    const key = this.#key(userId, name)
    const nonce = `${randomId()} ${owner}`
    const locked = await this.#connection.script(LOCK, [key], [nonce, Math.ceil(ttlMs)])
    if (locked !== 1) return null
    return {
      renew: async (ms) => (await this.#connection.script(RENEW, [key], [nonce, Math.ceil(ms)])) === 1,
      release: async () => {
        await this.#connection.script(RELEASE, [key], [nonce]).catch(() => {
          this.#logger?.warn({}, 'A lock could not be released; it ends by its time.')
        })
      },
    }
  }

  async owner(userId: string, name: string): Promise<string | null> {
    const key = this.#key(userId, name)
    const held = await this.#connection.run((client) => client.get(key), { retry: true })
    return held === null ? null : held.slice(held.indexOf(' ') + 1)
  }

  #key(userId: string, name: string): string {
    return this.#names.lock(this.#names.user(userId), name)
  }
}
