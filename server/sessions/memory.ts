import { LIMITS } from '../../shared/limits.ts'
import type { StreamEventName } from '../../shared/events.ts'
import type { ToolPolicy } from '../../shared/mcp.ts'
import { Bell } from './bell.ts'
import { StoreError } from './errors.ts'
import { randomId } from './ids.ts'
import { generateKey, parseKeyRing } from './keys.ts'
import { ExpiringMap } from './memory/expiring-map.ts'
import { MemoryLog } from './memory/log.ts'
import { applyChange, decodeListedSession, decodeSession, encodeSession } from './record.ts'
import { Sealer } from './seal.ts'
import type {
  CallRecord,
  LogSlice,
  NewSession,
  ReplicaMessage,
  SessionChange,
  SessionRecord,
  SessionStore,
  StoredTool,
  StoreOptions,
} from './store.ts'

/** Settings of {@link MemorySessionStore}. */
export interface MemorySessionStoreOptions extends StoreOptions {
  /** Milliseconds since the epoch. Default `Date.now`. */
  now?: () => number
}

/** What is kept of one session. Everything is JSON text, so that nobody holds a reference into the store. */
interface Slot {
  session: { generation: number; json: string }
  /** What the person decided on tools, also on those that the server does not list for now. */
  decisions: Map<string, ToolPolicy>
  /** By name, in the server's order. */
  tools: Map<string, { hash: string; definition: string; policy?: ToolPolicy }>
}

const LOG_LIFE = 3_600_000
const SWEEP_INTERVAL = 30_000

/**
 * Sessions in this process: for development, tests and single-process apps. They do not survive a restart, and other
 * processes do not see them. Secrets are sealed with a key that nobody but this process has.
 */
export class MemorySessionStore implements SessionStore {
  readonly name = 'memory'
  readonly #sessionTtl: number
  readonly #eventsKept: number
  readonly #now: () => number
  readonly #sealer = new Sealer(parseKeyRing(generateKey()))
  /** By user, then by session. */
  readonly #users = new Map<string, ExpiringMap<Slot>>()
  readonly #states: ExpiringMap<string>
  readonly #locks: ExpiringMap<string>
  readonly #calls: ExpiringMap<string>
  readonly #logs: ExpiringMap<MemoryLog>
  readonly #bell: Bell
  readonly #replicas: Bell<ReplicaMessage>
  #sweeper: ReturnType<typeof setInterval> | undefined

  constructor(options: MemorySessionStoreOptions = {}) {
    this.#sessionTtl = (options.sessionTtl ?? LIMITS.sessionTtlSeconds) * 1_000
    this.#eventsKept = options.eventsKept ?? LIMITS.eventsKept
    this.#now = options.now ?? Date.now
    this.#states = new ExpiringMap(this.#now)
    this.#locks = new ExpiringMap(this.#now)
    this.#calls = new ExpiringMap(this.#now)
    this.#logs = new ExpiringMap(this.#now)
    this.#bell = new Bell(options.logger)
    this.#replicas = new Bell(options.logger)
  }

  generateSessionId(): string {
    return randomId()
  }

  async create(session: NewSession): Promise<SessionRecord> {
    const { userId, sessionId } = session
    const json = await encodeSession({ ...session, generation: 1 }, place(userId, sessionId), randomId(9), this.#sealer)
    const sessions = this.#sessionsOf(userId)
    if (sessions.get(sessionId)) throw new StoreError('internal', { message: 'A session of that id exists.' })
    sessions.set(
      sessionId,
      { session: { generation: 1, json }, decisions: new Map(), tools: new Map() },
      this.#sessionTtl,
    )
    return this.#decode(userId, sessionId, json)
  }

  async get(userId: string, sessionId: string): Promise<SessionRecord | null> {
    const slot = this.#slot(userId, sessionId)
    if (!slot) return null
    this.#sessionsOf(userId).set(sessionId, slot, this.#sessionTtl)
    return this.#decode(userId, sessionId, slot.session.json)
  }

  async update(
    userId: string,
    sessionId: string,
    ifGeneration: number,
    change: SessionChange,
  ): Promise<SessionRecord | null> {
    const before = this.#slot(userId, sessionId)?.session
    if (before?.generation !== ifGeneration) return null
    const record = applyChange(await this.#decode(userId, sessionId, before.json), change)
    const json = await encodeSession(record, place(userId, sessionId), randomId(9), this.#sealer)
    // Sealing took time, in which another change or a removal may have come first.
    const slot = this.#slot(userId, sessionId)
    if (slot?.session !== before) return null
    slot.session = { generation: record.generation, json }
    this.#sessionsOf(userId).set(sessionId, slot, this.#sessionTtl)
    return this.#decode(userId, sessionId, json)
  }

  async list(userId: string): Promise<SessionRecord[]> {
    const sessions = this.#users.get(userId)
    if (!sessions) return []
    const records = await Promise.all(
      sessions
        .live()
        .map(([sessionId, { session }]) =>
          decodeListedSession(session.json, place(userId, sessionId), sessions.expiresAt(sessionId), this.#sealer),
        ),
    )
    return records.filter((record) => record !== null).sort((a, b) => a.createdAt - b.createdAt)
  }

  async delete(userId: string, sessionId: string): Promise<boolean> {
    return this.#users.get(userId)?.delete(sessionId) ?? false
  }

  async putTools(userId: string, sessionId: string, tools: readonly Omit<StoredTool, 'policy'>[]): Promise<void> {
    const slot = this.#slot(userId, sessionId)
    if (!slot) return
    const before = slot.tools
    for (const [name, { policy }] of before) if (policy) slot.decisions.set(name, policy)
    slot.tools = new Map(
      tools.map(({ definition, hash }) => {
        const policy = slot.decisions.get(definition.name)
        return [definition.name, { hash, definition: JSON.stringify(definition), ...(policy && { policy }) }]
      }),
    )
  }

  async getTools(userId: string, sessionId: string): Promise<StoredTool[]> {
    return [...(this.#slot(userId, sessionId)?.tools.values() ?? [])].map(toStoredTool)
  }

  async getTool(userId: string, sessionId: string, name: string): Promise<StoredTool | null> {
    const tool = this.#slot(userId, sessionId)?.tools.get(name)
    return tool ? toStoredTool(tool) : null
  }

  async setToolPolicy(userId: string, sessionId: string, name: string, policy: ToolPolicy): Promise<boolean> {
    const tool = this.#slot(userId, sessionId)?.tools.get(name)
    if (tool) tool.policy = policy
    return tool !== undefined
  }

  async putState(name: string, value: unknown, ttlSeconds: number): Promise<void> {
    const sealed = await this.#sealer.seal(value, stateContext(name))
    this.#startSweeping()
    this.#states.set(name, sealed, ttlSeconds * 1_000)
  }

  async claimState(name: string): Promise<unknown> {
    const sealed = this.#states.get(name)
    this.#states.delete(name)
    return sealed === undefined ? null : this.#sealer.open(sealed, stateContext(name))
  }

  async peekState(name: string): Promise<unknown> {
    const sealed = this.#states.get(name)
    return sealed === undefined ? null : this.#sealer.open(sealed, stateContext(name))
  }

  async lock(userId: string, name: string, ttlMs: number): Promise<{ release(): Promise<void> } | null> {
    const key = place(userId, name)
    if (this.#locks.get(key) !== undefined) return null
    const nonce = randomId()
    this.#startSweeping()
    this.#locks.set(key, nonce, ttlMs)
    return { release: async () => void (this.#locks.get(key) === nonce && this.#locks.delete(key)) }
  }

  async createCall(userId: string, call: CallRecord, ttlSeconds: number): Promise<boolean> {
    const key = place(userId, call.callId)
    if (this.#calls.get(key) !== undefined) return false
    this.#startSweeping()
    this.#calls.set(key, JSON.stringify(call), ttlSeconds * 1_000)
    return true
  }

  async getCall(userId: string, callId: string): Promise<CallRecord | null> {
    return JSON.parse(this.#calls.get(place(userId, callId)) ?? 'null')
  }

  async updateCall(userId: string, callId: string, change: Partial<CallRecord>, ttlSeconds: number): Promise<boolean> {
    const key = place(userId, callId)
    const call = this.#calls.get(key)
    if (call === undefined) return false
    this.#calls.set(key, JSON.stringify({ ...JSON.parse(call), ...change, callId }), ttlSeconds * 1_000)
    return true
  }

  async deleteCall(userId: string, callId: string): Promise<void> {
    this.#calls.delete(place(userId, callId))
  }

  async append(userId: string, name: StreamEventName, data: unknown): Promise<string> {
    const log = this.#logOf(userId)
    const id = log.append(name, data, this.#now())
    this.#logs.set(userId, log, LOG_LIFE)
    queueMicrotask(() => this.#bell.ring(userId))
    return id
  }

  async cursor(userId: string): Promise<string> {
    return this.#logOf(userId).cursor
  }

  async read(userId: string, after: string, limit = 500): Promise<LogSlice> {
    return this.#logs.get(userId)?.read(after, limit) ?? { gap: true }
  }

  subscribe(userId: string, wake: () => void): () => void {
    return this.#bell.add(userId, wake)
  }

  async send(replica: string, message: ReplicaMessage): Promise<void> {
    const copy = structuredClone(message)
    queueMicrotask(() => this.#replicas.ring(replica, copy))
  }

  listen(replica: string, onMessage: (message: ReplicaMessage) => void): () => void {
    return this.#replicas.add(replica, onMessage)
  }

  async ready(): Promise<void> {}

  /** Forgets everything. */
  async close(): Promise<void> {
    clearInterval(this.#sweeper)
    this.#sweeper = undefined
    this.#users.clear()
    this.#bell.clear()
    this.#replicas.clear()
    for (const map of [this.#states, this.#locks, this.#calls, this.#logs]) map.clear()
  }

  #decode(userId: string, sessionId: string, json: string): Promise<SessionRecord> {
    return decodeSession(json, place(userId, sessionId), this.#now() + this.#sessionTtl, this.#sealer)
  }

  #slot(userId: string, sessionId: string): Slot | undefined {
    return this.#users.get(userId)?.get(sessionId)
  }

  #sessionsOf(userId: string): ExpiringMap<Slot> {
    const sessions = this.#users.get(userId) ?? new ExpiringMap<Slot>(this.#now)
    this.#users.set(userId, sessions)
    this.#startSweeping()
    return sessions
  }

  #logOf(userId: string): MemoryLog {
    const known = this.#logs.get(userId)
    if (known) return known
    const log = new MemoryLog(this.#eventsKept)
    this.#startSweeping()
    this.#logs.set(userId, log, LOG_LIFE)
    return log
  }

  /** Reads never see what has ended; sweeping only gives its memory back. */
  #startSweeping(): void {
    this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_INTERVAL).unref()
  }

  #sweep(): void {
    for (const map of [this.#states, this.#locks, this.#calls, this.#logs]) map.sweep()
    for (const [userId, sessions] of this.#users) {
      sessions.sweep()
      if (sessions.size === 0) this.#users.delete(userId)
    }
  }
}

/** Under which name something of a user is kept. */
const place = (userId: string, name: string): string => JSON.stringify([userId, name])

const stateContext = (name: string) => ({ scope: 'state', key: name, field: 'state', generation: 0 })

const toStoredTool = ({
  definition,
  ...rest
}: {
  hash: string
  definition: string
  policy?: ToolPolicy
}): StoredTool => ({ definition: JSON.parse(definition), ...rest })
