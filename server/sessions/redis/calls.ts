import { randomId } from '../ids.ts'
import type { Sealer } from '../seal.ts'
import type { Admission, CallEnd, CallRecord, SeatLimit } from '../store.ts'
import { ADMIT_CALL, CLAIM_CALL, DELETE_CALL, END_CALL, UPDATE_CALL } from './call-scripts.ts'
import type { RedisConnection } from './connection.ts'
import type { Names } from './names.ts'
import type { RedisSessions } from './sessions.ts'
import { parseTool } from './tools.ts'

const OPEN_FIELDS = ['sessionId', 'method', 'name', 'replica', 'state'] as const
/** They hold what passed between a person and an MCP server. */
const SEALED_FIELDS = ['round', 'result', 'error'] as const

/** Calls in flight or just ended, in a Redis store: a hash each. */
export class RedisCalls {
  readonly #connection: RedisConnection
  readonly #names: Names
  readonly #sealer: Sealer
  readonly #sessions: RedisSessions

  constructor(connection: RedisConnection, names: Names, sealer: Sealer, sessions: RedisSessions) {
    this.#connection = connection
    this.#names = names
    this.#sealer = sealer
    this.#sessions = sessions
  }

  async admit(userId: string, call: CallRecord, ttl: number, limit?: SeatLimit): Promise<Admission> {
    const { key, seats } = this.#place(userId, call.callId)
    const keys = this.#sessions.keys(userId, call.sessionId)
    const seating = limit ? [limit.seats, Math.ceil(limit.seconds * 1_000)] : ['', '']
    const tool = call.method === 'tools/call' ? call.name : ''
    // With nothing to seal it leaves at once, and so in one pipeline with what else is asked in the same moment.
    const fields = openFields(call)
    const [json, field, created] = (await this.#connection.script(
      ADMIT_CALL,
      [...keys, key, seats],
      [this.#sessions.ttl, call.sessionId, tool, randomId(9), ttl, call.callId, ...seating, ...fields],
    )) as [string | null, string | null, number]
    return {
      session: json === null ? null : await this.#sessions.open(json, keys),
      tool: field === null ? null : (parseTool(field)?.tool ?? null),
      created: created === 1,
      ...(created === 2 && { crowded: true }),
    }
  }

  async get(userId: string, callId: string): Promise<CallRecord | null> {
    const { u, key } = this.#place(userId, callId)
    const [sessionId, method, name, replica, state, ...sealed] = await this.#connection.run(
      (client) => client.hmget(key, ...OPEN_FIELDS, ...SEALED_FIELDS),
      { retry: true },
    )
    if (!sessionId || !method || !name || !replica || !state) return null
    const call = { callId, sessionId, method, name, replica, state } as CallRecord
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

  async claim(userId: string, callId: string, from: string, replica: string): Promise<boolean> {
    const { key } = this.#place(userId, callId)
    return (await this.#connection.script(CLAIM_CALL, [key], [from, replica, randomId(9)])) === 1
  }

  /** `message` is what is announced, sealed. */
  async end(userId: string, callId: string, { change, approve }: CallEnd, ttl: number, message = ''): Promise<void> {
    const { u, key, seats } = this.#place(userId, callId)
    const fields = [...openFields(change), ...(await this.#seal(u, key, change))]
    const tools = this.#names.tools(u, approve?.sessionId ?? '')
    const args = [ttl, approve?.name ?? '', approve?.hash ?? '', this.#names.bell, message, callId, ...fields]
    await this.#connection.script(END_CALL, [key, tools, seats], args)
  }

  async delete(userId: string, callId: string): Promise<void> {
    const { key, seats } = this.#place(userId, callId)
    await this.#connection.script(DELETE_CALL, [key, seats], [callId])
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

  #place(userId: string, callId: string): { u: string; key: string; seats: string } {
    const u = this.#names.user(userId)
    return { u, key: this.#names.call(u, callId), seats: this.#names.seats(u, 'running') }
  }
}

const openFields = (change: Partial<CallRecord>): string[] =>
  OPEN_FIELDS.flatMap((field) => (change[field] === undefined ? [] : [field, change[field]]))

const context = (u: string, key: string, field: string) => ({ scope: u, key, field, generation: 0 })
