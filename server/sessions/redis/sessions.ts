import { StoreError } from '../errors.ts'
import { randomId } from '../ids.ts'
import {
  applyChange,
  decodeListedSession,
  decodeSession,
  encodeSession,
  generationPrefix,
  openSession,
  writerPrefix,
} from '../record.ts'
import type { Sealer } from '../seal.ts'
import type { NewSession, SessionChange, SessionRecord } from '../store.ts'
import type { RedisConnection } from './connection.ts'
import type { Names } from './names.ts'
import { CREATE, DELETE, READ, REPLACE } from './scripts.ts'

/** The session records of a Redis store. */
export class RedisSessions {
  readonly #connection: RedisConnection
  readonly #names: Names
  readonly #sealer: Sealer
  /** Life of a session without use, in milliseconds. */
  readonly ttl: number

  constructor(connection: RedisConnection, names: Names, sealer: Sealer, ttl: number) {
    this.#connection = connection
    this.#names = names
    this.#sealer = sealer
    this.ttl = ttl
  }

  async create(session: NewSession): Promise<SessionRecord> {
    const { userId, sessionId } = session
    const keys = this.keys(userId, sessionId)
    const writer = randomId(9)
    const json = await encodeSession({ ...session, generation: 1 }, keys[0], writer, this.#sealer)
    const created = await this.#connection.script(CREATE, keys, [json, writerPrefix(1, writer), this.ttl, sessionId])
    if (created !== 1) throw new StoreError('internal', { message: 'A session of that id exists.' })
    return decodeSession(json, keys[0], Date.now() + this.ttl, this.#sealer)
  }

  async get(userId: string, sessionId: string): Promise<SessionRecord | null> {
    const keys = this.keys(userId, sessionId)
    const json = await this.#read(keys, sessionId)
    return json === null ? null : this.open(json, keys)
  }

  /** The record of a session that was just read. */
  async open(json: string, keys: Keys): Promise<SessionRecord> {
    const { record, current } = await openSession(json, keys[0], Date.now() + this.ttl, this.#sealer)
    // Best effort, and not waited for: the next read tries again.
    if (!current) this.#replace(keys, record, record.generation).catch(() => {})
    return record
  }

  async update(
    userId: string,
    sessionId: string,
    ifGeneration: number,
    change: SessionChange,
  ): Promise<SessionRecord | null> {
    const keys = this.keys(userId, sessionId)
    const json = await this.#read(keys, sessionId)
    if (json === null || !json.startsWith(generationPrefix(ifGeneration))) return null
    const before = await decodeSession(json, keys[0], Date.now() + this.ttl, this.#sealer)
    const after = await this.#replace(keys, applyChange(before, change), ifGeneration)
    return after === null ? null : decodeSession(after, keys[0], Date.now() + this.ttl, this.#sealer)
  }

  /** Two round trips for any number of sessions. */
  async list(userId: string): Promise<SessionRecord[]> {
    const u = this.#names.user(userId)
    const found = await this.#connection.run(
      (client) => client.zrange(this.#names.sessions(u), Date.now(), '+inf', 'BYSCORE', 'WITHSCORES'),
      { retry: true },
    )
    // Pairs, flat or nested by the client's version of the protocol.
    const pairs = (found as unknown[]).flat().map(String)
    const sessions = pairs.flatMap((sessionId, index) =>
      index % 2 === 0 ? [{ key: this.#names.session(u, sessionId), expiresAt: Number(pairs[index + 1]) }] : [],
    )
    if (sessions.length === 0) return []
    const records = await this.#connection.run((client) => client.mget(sessions.map(({ key }) => key)), { retry: true })
    const listed = await Promise.all(
      sessions.map(({ key, expiresAt }, index) => {
        const json = records[index]
        return typeof json === 'string' ? decodeListedSession(json, key, expiresAt, this.#sealer) : null
      }),
    )
    return listed.filter((record) => record !== null).sort((a, b) => a.createdAt - b.createdAt)
  }

  async delete(userId: string, sessionId: string): Promise<boolean> {
    // Not tried again by itself: a second attempt could not tell whether the session was there.
    const deleted = await this.#connection.script(DELETE, this.keys(userId, sessionId), [sessionId], { retry: false })
    return deleted === 1
  }

  /** Removes all sessions of a user, also those whose life has ended. */
  async erase(userId: string): Promise<void> {
    const index = this.#names.sessions(this.#names.user(userId))
    const ids = await this.#connection.run((client) => client.zrange(index, '0', '-1'), { retry: true })
    const keys = [index, ...ids.flatMap((sessionId) => this.keys(userId, sessionId).slice(0, 2))]
    await this.#connection.run((client) => client.unlink(keys), { retry: true })
  }

  async #read(keys: Keys, sessionId: string): Promise<string | null> {
    const json = await this.#connection.script(READ, keys, [this.ttl, sessionId])
    return typeof json === 'string' ? json : null
  }

  /** Writes the record if the one in place is of that generation; gives its JSON, or null. */
  async #replace(keys: Keys, record: SessionRecord, ifGeneration: number): Promise<string | null> {
    const { expiresAt: _expiresAt, ...content } = record
    const writer = randomId(9)
    const json = await encodeSession(content, keys[0], writer, this.#sealer)
    const replaced = await this.#connection.script(REPLACE, keys, [
      json,
      generationPrefix(ifGeneration),
      writerPrefix(record.generation, writer),
      this.ttl,
      record.sessionId,
    ])
    return replaced === 1 ? json : null
  }

  /** The keys that scripts on a session take. */
  keys(userId: string, sessionId: string): Keys {
    const u = this.#names.user(userId)
    return [this.#names.session(u, sessionId), this.#names.tools(u, sessionId), this.#names.sessions(u)]
  }
}

type Keys = [session: string, tools: string, sessions: string]
