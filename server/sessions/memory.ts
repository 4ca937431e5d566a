import { LIMITS } from '../../shared/limits.ts'
import type { ObservabilityEvent, StreamEventName } from '../../shared/events.ts'
import type { ToolPolicy } from '../../shared/mcp.ts'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { Bell } from './bell.ts'
import { StoreError } from './errors.ts'
import { randomId } from './ids.ts'
import { generateKey, parseKeyRing } from './keys.ts'
import { MemoryCalls } from './memory/calls.ts'
import { ExpiringMap } from './memory/expiring-map.ts'
import { MemoryLocks } from './memory/locks.ts'
import { MemoryLog } from './memory/log.ts'
import { MemoryQuestions } from './memory/questions.ts'
import { MemorySeats } from './memory/seats.ts'
import { MemoryTools } from './memory/tools.ts'
import { applyChange, decodeListedSession, decodeSession, encodeSession } from './record.ts'
import { COUNTERS, type SeatKind, waitOf } from './quota.ts'
import { Sealer } from './seal.ts'
import type {
  Admission,
  CallEnd,
  CallRecord,
  HashedTool,
  InputAnswer,
  Lock,
  LogSlice,
  NewSession,
  ReplicaMessage,
  SeatLimit,
  SessionChange,
  SessionRecord,
  SessionStore,
  StoredQuestion,
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
  readonly tools: MemoryTools
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
  readonly #locks: MemoryLocks
  readonly #calls: MemoryCalls
  readonly #questions: MemoryQuestions
  readonly #seats: MemorySeats
  readonly #logs: ExpiringMap<MemoryLog>
  readonly #limiters = new Map<string, RateLimiterMemory>()
  /** What is announced; nothing to wake a reader of the log. */
  readonly #bell: Bell<ObservabilityEvent | undefined>
  readonly #replicas: Bell<ReplicaMessage>
  #sweeper: ReturnType<typeof setInterval> | undefined

  constructor(options: MemorySessionStoreOptions = {}) {
    this.#sessionTtl = (options.sessionTtl ?? LIMITS.sessionTtlSeconds) * 1_000
    this.#eventsKept = options.eventsKept ?? LIMITS.eventsKept
    this.#now = options.now ?? Date.now
    this.#states = new ExpiringMap(this.#now)
    this.#locks = new MemoryLocks(this.#now)
    this.#calls = new MemoryCalls(this.#now)
    this.#questions = new MemoryQuestions(this.#now)
    this.#seats = new MemorySeats(this.#now)
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
    sessions.set(sessionId, { session: { generation: 1, json }, tools: new MemoryTools() }, this.#sessionTtl)
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

  async putTools(userId: string, sessionId: string, tools: readonly HashedTool[]): Promise<void> {
    this.#slot(userId, sessionId)?.tools.put(tools)
  }

  async getTools(userId: string, sessionId: string): Promise<StoredTool[]> {
    return this.#slot(userId, sessionId)?.tools.list() ?? []
  }

  async getTool(userId: string, sessionId: string, name: string): Promise<StoredTool | null> {
    return this.#slot(userId, sessionId)?.tools.get(name) ?? null
  }

  async setToolPolicy(
    userId: string,
    sessionId: string,
    name: string,
    policy: ToolPolicy,
    hash?: string,
  ): Promise<'set' | 'missing' | 'changed'> {
    return this.#slot(userId, sessionId)?.tools.setPolicy(name, policy, hash) ?? 'missing'
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

  async lock(userId: string, name: string, ttlMs: number, owner?: string): Promise<Lock | null> {
    this.#startSweeping()
    return this.#locks.take(place(userId, name), ttlMs, owner)
  }

  async lockOwner(userId: string, name: string): Promise<string | null> {
    return this.#locks.owner(place(userId, name))
  }

  async consume(userId: string, name: string, points: number, seconds: number): Promise<number> {
    const kind = `${points} ${seconds}`
    const limiter = this.#limiters.get(kind) ?? new RateLimiterMemory({ points, duration: seconds })
    this.#limiters.set(kind, limiter)
    return limiter.consume(place(userId, name)).then(() => 0, waitOf)
  }

  async takeSeat(userId: string, kind: SeatKind, id: string, limit: SeatLimit): Promise<boolean> {
    this.#startSweeping()
    return this.#seats.take(userId, kind, id, limit)
  }

  async keepSeats(userId: string, kind: SeatKind, ids: readonly string[], seconds: number): Promise<void> {
    this.#seats.keep(userId, kind, ids, seconds)
  }

  async leaveSeat(userId: string, kind: SeatKind, id: string): Promise<void> {
    this.#seats.leave(userId, kind, id)
  }

  async admitCall(userId: string, call: CallRecord, ttlSeconds: number, limit?: SeatLimit): Promise<Admission> {
    const { callId, sessionId, method, name } = call
    const session = await this.get(userId, sessionId)
    const tool = session && method === 'tools/call' ? await this.getTool(userId, sessionId, name) : null
    if (!session || (method === 'tools/call' && !tool)) return { session, tool, created: false }
    const key = place(userId, callId)
    if (this.#calls.get(key)) return { session, tool, created: false }
    if (limit && !this.#seats.take(userId, 'running', callId, limit))
      return { session, tool, created: false, crowded: true }
    return { session, tool, created: this.#calls.create(key, call, ttlSeconds * 1_000) }
  }

  async getCall(userId: string, callId: string): Promise<CallRecord | null> {
    return this.#calls.get(place(userId, callId))
  }

  async updateCall(userId: string, callId: string, change: Partial<CallRecord>, ttlSeconds: number): Promise<boolean> {
    return this.#calls.update(place(userId, callId), change, ttlSeconds * 1_000)
  }

  async claimCall(userId: string, callId: string, from: string, replica: string): Promise<boolean> {
    return this.#calls.claim(place(userId, callId), from, replica)
  }

  async endCall(userId: string, callId: string, end: CallEnd): Promise<void> {
    const { approve, announce } = end
    this.#seats.leave(userId, 'running', callId)
    this.#calls.end(place(userId, callId), end)
    if (approve) this.#slot(userId, approve.sessionId)?.tools.approve(approve.name, approve.hash)
    if (announce) await this.announce(userId, announce)
  }

  async deleteCall(userId: string, callId: string): Promise<void> {
    this.#seats.leave(userId, 'running', callId)
    this.#calls.delete(place(userId, callId))
  }

  async putQuestions(userId: string, questions: readonly StoredQuestion[]): Promise<void> {
    this.#startSweeping()
    this.#questions.put(userId, questions)
  }

  async getQuestions(userId: string): Promise<StoredQuestion[]> {
    return this.#questions.list(userId)
  }

  async getQuestion(userId: string, inputId: string): Promise<StoredQuestion | null> {
    return this.#questions.get(userId, inputId)
  }

  async answerQuestion(userId: string, inputId: string, answer: InputAnswer): Promise<boolean> {
    return this.#questions.answer(userId, inputId, answer)
  }

  async getAnswers(userId: string, inputIds: readonly string[]): Promise<(InputAnswer | null)[]> {
    return this.#questions.answers(userId, inputIds)
  }

  async dropQuestions(userId: string, inputIds: readonly string[]): Promise<string[]> {
    return this.#questions.drop(userId, inputIds)
  }

  async append(userId: string, name: StreamEventName, data: unknown): Promise<string> {
    const log = this.#logOf(userId)
    const id = log.append(name, data, this.#now())
    this.#logs.set(userId, log, LOG_LIFE)
    queueMicrotask(() => this.#bell.ring(userId, undefined))
    return id
  }

  async cursor(userId: string): Promise<string> {
    return this.#logOf(userId).cursor
  }

  async read(userId: string, after: string, limit = 500): Promise<LogSlice> {
    return this.#logs.get(userId)?.read(after, limit) ?? { gap: true }
  }

  subscribe(userId: string, wake: () => void, onAnnounce?: (event: ObservabilityEvent) => void): () => void {
    return this.#bell.add(userId, (event) => (event ? onAnnounce?.(event) : wake()))
  }

  async announce(userId: string, event: ObservabilityEvent): Promise<void> {
    const copy = structuredClone(event)
    queueMicrotask(() => this.#bell.ring(userId, copy))
  }

  async send(replica: string, message: ReplicaMessage): Promise<void> {
    const copy = structuredClone(message)
    queueMicrotask(() => this.#replicas.ring(replica, copy))
  }

  listen(replica: string, onMessage: (message: ReplicaMessage) => void): () => void {
    return this.#replicas.add(replica, onMessage)
  }

  async erase(userId: string): Promise<void> {
    this.#users.delete(userId)
    this.#questions.erase(userId)
    this.#seats.erase(userId)
    this.#logs.delete(userId)
    const counters = COUNTERS.map((name) => place(userId, name))
    for (const limiter of this.#limiters.values()) await Promise.all(counters.map((key) => limiter.delete(key)))
  }

  async ready(): Promise<void> {}

  /** Forgets everything. */
  async close(): Promise<void> {
    clearInterval(this.#sweeper)
    this.#sweeper = undefined
    this.#users.clear()
    this.#bell.clear()
    this.#replicas.clear()
    for (const map of [this.#states, this.#locks, this.#calls, this.#questions, this.#seats, this.#logs]) map.clear()
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
    for (const map of [this.#states, this.#locks, this.#calls, this.#questions, this.#seats, this.#logs]) map.sweep()
    for (const [userId, sessions] of this.#users) {
      sessions.sweep()
      if (sessions.size === 0) this.#users.delete(userId)
    }
  }
}

/** Under which name something of a user is kept. */
const place = (userId: string, name: string): string => JSON.stringify([userId, name])

const stateContext = (name: string) => ({ scope: 'state', key: name, field: 'state', generation: 0 })
