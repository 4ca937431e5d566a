import { digest } from '../ids.ts'
import type { SeatKind } from '../quota.ts'

/**
 * Names of keys and channels. `u` stands for the user: SHA-256 of the id as base64url. Its braces make it a hash tag
 * (Redis Cluster specification, "Hash tags"), so all keys of one user live in one slot and one script may use them.
 */
export class Names {
  readonly #prefix: string
  /** "Look at your log": the message is `u`. With a sealed event after it: for the user's streams, and kept nowhere. */
  readonly bell: string

  constructor(prefix = '') {
    if (/[{}]/.test(prefix))
      throw new TypeError('`keyPrefix` must not contain braces: Redis Cluster gives them a meaning.')
    this.#prefix = `${prefix}mcp:`
    this.bell = `${this.#prefix}bell`
  }

  user(userId: string): string {
    return digest(userId)
  }

  session(u: string, sessionId: string): string {
    return `${this.#prefix}session:{${u}}:${sessionId}`
  }

  tools(u: string, sessionId: string): string {
    return `${this.#prefix}tools:{${u}}:${sessionId}`
  }

  /** Sorted set of a user's session ids by expiry. */
  sessions(u: string): string {
    return `${this.#prefix}user:{${u}}:sessions`
  }

  events(u: string): string {
    return `${this.#prefix}events:{${u}}`
  }

  lock(u: string, name: string): string {
    return `${this.#prefix}lock:{${u}}:${name}`
  }

  call(u: string, callId: string): string {
    return `${this.#prefix}call:{${u}}:${callId}`
  }

  /** A user's open questions, and their answers until these are taken. */
  questions(u: string): string {
    return `${this.#prefix}user:{${u}}:questions`
  }

  /** Prefix of a user's counters, without the last colon; and what stands after it. */
  quota(u: string, name: string): [prefix: string, key: string] {
    return [`${this.#prefix}quota`, `{${u}}:${name}`]
  }

  /** What of a user's is open or runs, on all replicas. */
  seats(u: string, kind: SeatKind): string {
    return this.quota(u, kind).join(':')
  }

  state(name: string): string {
    return `${this.#prefix}state:${digest(name)}`
  }

  /** A replica's own channel. */
  replica(replica: string): string {
    return `${this.bell}:${replica}`
  }
}
