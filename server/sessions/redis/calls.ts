import { randomId } from '../ids.ts'
import type { Sealer } from '../seal.ts'
import type { CallRecord } from '../store.ts'
import type { RedisConnection } from './connection.ts'
import type { Names } from './names.ts'
import { CREATE_CALL, UPDATE_CALL } from './scripts.ts'

const OPEN_FIELDS = ['sessionId', 'tool', 'replica', 'state'] as const
/** They hold what an MCP server answered to a person. */
const SEALED_FIELDS = ['result', 'error'] as const

/** Calls in flight or just ended, in a Redis store: a hash each. */
export class RedisCalls {
  readonly #connection: RedisConnection
  readonly #names: Names
  readonly #sealer: Sealer

  constructor(connection: RedisConnection, names: Names, sealer: Sealer) {
    this.#connection = connection
    this.#names = names
    this.#sealer = sealer
  }

  async create(userId: string, call: CallRecord, ttl: number): Promise<boolean> {
    const { u, key } = this.#place(userId, call.callId)
    // With nothing to seal it leaves at once, and so in one pipeline with what else the call's front needs.
    const sealed = SEALED_FIELDS.some((field) => call[field] !== undefined) ? await this.#seal(u, key, call) : []
    const fields = [...openFields(call), ...sealed]
    return (await this.#connection.script(CREATE_CALL, [key], [randomId(9), ttl, ...fields])) === 1
  }

  async get(userId: string, callId: string): Promise<CallRecord | null> {
    const { u, key } = this.#place(userId, callId)
    const [sessionId, tool, replica, state, ...sealed] = await this.#connection.run(
      (client) => client.hmget(key, ...OPEN_FIELDS, ...SEALED_FIELDS),
      { retry: true },
    )
    if (!sessionId || !tool || !replica || !state) return null
    const call = { callId, sessionId, tool, replica, state: state as CallRecord['state'] }
    const opened = await Promise.all(
      SEALED_FIELDS.map(async (field, index) => {
        const text = sealed[index]
        return text ? { [field]: await this.#sealer.open(text, context(u, key, field)) } : {}
      }),
    )
    return Object.assign(call, ...opened)
  }

  async update(userId: string, callId: string, change: Partial<CallRecord>, ttl: number): Promise<boolean> {
    const { u, key } = this.#place(userId, callId)
    const fields = [...openFields(change), ...(await this.#seal(u, key, change))]
    return (await this.#connection.script(UPDATE_CALL, [key], [ttl, ...fields])) === 1
  }

  async delete(userId: string, callId: string): Promise<void> {
    const { key } = this.#place(userId, callId)
    await this.#connection.run((client) => client.del(key), { retry: true })
  }

  async #seal(u: string, key: string, change: Partial<CallRecord>): Promise<string[]> {
    const fields = await Promise.all(
      SEALED_FIELDS.map(async (field) => {
        if (change[field] === undefined) return []
        return [field, await this.#sealer.seal(change[field], context(u, key, field))]
      }),
    )
    return fields.flat()
  }

  #place(userId: string, callId: string): { u: string; key: string } {
    const u = this.#names.user(userId)
    return { u, key: this.#names.call(u, callId) }
  }
}

const openFields = (change: Partial<CallRecord>): string[] =>
  OPEN_FIELDS.flatMap((field) => (change[field] === undefined ? [] : [field, change[field]]))

const context = (u: string, key: string, field: string) => ({ scope: u, key, field, generation: 0 })
