import { LIMITS } from '../../shared/limits.ts'
import type { ObservabilityEvent, StreamEventName } from '../../shared/events.ts'
import type { ToolPolicy } from '../../shared/mcp.ts'
import type { Logger } from '../options.ts'
import { StoreError } from './errors.ts'
import { randomId } from './ids.ts'
import { type KeyRing, parseKeyRing } from './keys.ts'
import { RedisBell } from './redis/bell.ts'
import { RedisCalls } from './redis/calls.ts'
import type { RedisTarget } from './redis/client.ts'
import { RedisConnection } from './redis/connection.ts'
import { RedisEvents } from './redis/events.ts'
import { Names } from './redis/names.ts'
import { RedisLocks } from './redis/locks.ts'
import { RedisQuestions } from './redis/questions.ts'
import { RedisQuota } from './redis/quota.ts'
import { RedisSeats } from './redis/seats.ts'
import { RedisSessions } from './redis/sessions.ts'
import { RedisTools } from './redis/tools.ts'
import { COUNTERS, type SeatKind, SEATS } from './quota.ts'
import { type SealContext, Sealer } from './seal.ts'
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

/** Settings of {@link RedisSessionStore}. */
export interface RedisSessionStoreOptions extends StoreOptions {
  /**
   * Redis 6.2 or later: an address (`redis://…`, `rediss://…`), options of ioredis (with `sentinels` and `name` for
   * Sentinel), the nodes of a Cluster, or a client of ioredis. A client that is handed in stays the app's own to close;
   * make it with `maxRetriesPerRequest: 0`, `commandTimeout: 1000` and `enableAutoPipelining: true`; a Cluster with these
   * as its `redisOptions`, `retryDelayOnFailover: 0`, and without `enableAutoPipelining`. Otherwise it does things twice
   * where a connection is lost, and the log warns of it.
   */
  redis: RedisTarget
  /** Key ring that seals secrets: `kid:base64url(32 bytes)`, comma-separated; the first seals, all of them open. */
  keys: KeyRing | string
  /** Stands before every key and channel. Default: none, so that keys begin with `mcp:`. */
  keyPrefix?: string
}

/** Sessions in Redis, shared by any number of replicas. Connects at the first use. */
export class RedisSessionStore implements SessionStore {
  readonly name = 'redis'
  readonly #logger: Logger | undefined
  readonly #names: Names
  readonly #sealer: Sealer
  readonly #connection: RedisConnection
  readonly #bell: RedisBell
  readonly #sessions: RedisSessions
  readonly #tools: RedisTools
  readonly #events: RedisEvents
  readonly #calls: RedisCalls
  readonly #questions: RedisQuestions
  readonly #locks: RedisLocks
  readonly #quota: RedisQuota
  readonly #seats: RedisSeats

  /** @throws TypeError for a key ring that is missing or not in its form. */
  constructor({ redis, keys, keyPrefix, sessionTtl, eventsKept, logger }: RedisSessionStoreOptions) {
    this.#logger = logger
    this.#names = new Names(keyPrefix)
    this.#sealer = new Sealer(ringOf(keys))
    this.#connection = new RedisConnection(redis, logger)
    this.#bell = new RedisBell(this.#connection, this.#names.bell, logger)
    const ttl = milliseconds(sessionTtl ?? LIMITS.sessionTtlSeconds)
    this.#sessions = new RedisSessions(this.#connection, this.#names, this.#sealer, ttl)
    this.#tools = new RedisTools(this.#connection, this.#names)
    this.#events = new RedisEvents(this.#connection, this.#names, this.#sealer, eventsKept ?? LIMITS.eventsKept)
    this.#calls = new RedisCalls(this.#connection, this.#names, this.#sealer, this.#sessions)
    this.#questions = new RedisQuestions(this.#connection, this.#names, this.#sealer)
    this.#locks = new RedisLocks(this.#connection, this.#names, logger)
    this.#quota = new RedisQuota(this.#connection, this.#names)
    this.#seats = new RedisSeats(this.#connection, this.#names)
  }

  generateSessionId(): string {
    return randomId()
  }

  create(session: NewSession): Promise<SessionRecord> {
    return this.#sessions.create(session)
  }

  get(userId: string, sessionId: string): Promise<SessionRecord | null> {
    return this.#sessions.get(userId, sessionId)
  }

  update(
    userId: string,
    sessionId: string,
    ifGeneration: number,
    change: SessionChange,
  ): Promise<SessionRecord | null> {
    return this.#sessions.update(userId, sessionId, ifGeneration, change)
  }

  list(userId: string): Promise<SessionRecord[]> {
    return this.#sessions.list(userId)
  }

  delete(userId: string, sessionId: string): Promise<boolean> {
    return this.#sessions.delete(userId, sessionId)
  }

  putTools(userId: string, sessionId: string, tools: readonly HashedTool[]): Promise<void> {
    return this.#tools.put(userId, sessionId, tools)
  }

  getTools(userId: string, sessionId: string): Promise<StoredTool[]> {
    return this.#tools.list(userId, sessionId)
  }

  getTool(userId: string, sessionId: string, name: string): Promise<StoredTool | null> {
    return this.#tools.get(userId, sessionId, name)
  }

  setToolPolicy(
    userId: string,
    sessionId: string,
    name: string,
    policy: ToolPolicy,
    hash?: string,
  ): Promise<'set' | 'missing' | 'changed'> {
    return this.#tools.setPolicy(userId, sessionId, name, policy, hash)
  }

  async putState(name: string, value: unknown, ttlSeconds: number): Promise<void> {
    const key = this.#names.state(name)
    const sealed = await this.#sealer.seal(value, stateContext(key))
    await this.#connection.run((client) => client.set(key, sealed, 'PX', milliseconds(ttlSeconds)), { retry: true })
  }

  async claimState(name: string): Promise<unknown> {
    const key = this.#names.state(name)
    // Not tried again by itself: the first attempt may have taken it.
    return this.#openState(key, await this.#connection.run((client) => client.getdel(key), { retry: false }))
  }

  async peekState(name: string): Promise<unknown> {
    const key = this.#names.state(name)
    return this.#openState(key, await this.#connection.run((client) => client.get(key), { retry: true }))
  }

  async #openState(key: string, sealed: string | null): Promise<unknown> {
    if (sealed === null) return null
    try {
      return await this.#sealer.open(sealed, stateContext(key))
    } catch (error) {
      // Sealed with a key that is no longer in the ring: as good as gone.
      if (error instanceof StoreError) return null
      throw error
    }
  }

  lock(userId: string, name: string, ttlMs: number, owner?: string): Promise<Lock | null> {
    return this.#locks.take(userId, name, ttlMs, owner)
  }

  lockOwner(userId: string, name: string): Promise<string | null> {
    return this.#locks.owner(userId, name)
  }

  consume(userId: string, name: string, points: number, seconds: number): Promise<number> {
    return this.#quota.consume(userId, name, points, seconds)
  }

  takeSeat(userId: string, kind: SeatKind, id: string, limit: SeatLimit): Promise<boolean> {
    return this.#seats.take(userId, kind, id, limit)
  }

  keepSeats(userId: string, kind: SeatKind, ids: readonly string[], seconds: number): Promise<void> {
    return this.#seats.keep(userId, kind, ids, seconds)
  }

  leaveSeat(userId: string, kind: SeatKind, id: string): Promise<void> {
    return this.#seats.leave(userId, kind, id)
  }

  admitCall(userId: string, call: CallRecord, ttlSeconds: number, limit?: SeatLimit): Promise<Admission> {
    return this.#calls.admit(userId, call, milliseconds(ttlSeconds), limit)
  }

  getCall(userId: string, callId: string): Promise<CallRecord | null> {
    return this.#calls.get(userId, callId)
  }

  updateCall(userId: string, callId: string, change: Partial<CallRecord>, ttlSeconds: number): Promise<boolean> {
    return this.#calls.update(userId, callId, change, milliseconds(ttlSeconds))
  }

  claimCall(userId: string, callId: string, from: string, replica: string): Promise<boolean> {
    return this.#calls.claim(userId, callId, from, replica)
  }

  async endCall(userId: string, callId: string, end: CallEnd): Promise<void> {
    const message = end.announce && (await this.#sealAnnouncement(userId, end.announce))
    await this.#calls.end(userId, callId, end, milliseconds(end.ttlSeconds), message)
  }

  deleteCall(userId: string, callId: string): Promise<void> {
    return this.#calls.delete(userId, callId)
  }

  putQuestions(userId: string, questions: readonly StoredQuestion[]): Promise<void> {
    return this.#questions.put(userId, questions)
  }

  getQuestions(userId: string): Promise<StoredQuestion[]> {
    return this.#questions.list(userId)
  }

  getQuestion(userId: string, inputId: string): Promise<StoredQuestion | null> {
    return this.#questions.get(userId, inputId)
  }

  answerQuestion(userId: string, inputId: string, answer: InputAnswer): Promise<boolean> {
    return this.#questions.answer(userId, inputId, answer)
  }

  getAnswers(userId: string, inputIds: readonly string[]): Promise<(InputAnswer | null)[]> {
    return this.#questions.answers(userId, inputIds)
  }

  dropQuestions(userId: string, inputIds: readonly string[]): Promise<string[]> {
    return this.#questions.drop(userId, inputIds)
  }

  append(userId: string, name: StreamEventName, data: unknown): Promise<string> {
    return this.#events.append(userId, name, data)
  }

  cursor(userId: string): Promise<string> {
    return this.#events.cursor(userId)
  }

  read(userId: string, after: string, limit = 500): Promise<LogSlice> {
    return this.#events.read(userId, after, limit)
  }

  subscribe(userId: string, wake: () => void, onAnnounce?: (event: ObservabilityEvent) => void): () => void {
    const u = this.#names.user(userId)
    let last: Promise<unknown> = Promise.resolve()
    return this.#bell.subscribe(u, (sealed) => {
      if (sealed === '') return wake()
      if (!onAnnounce) return
      const opening = this.#sealer.open(sealed, announcementContext(u))
      opening.catch(() => {})
      // Opening takes time, and not always the same: one after the other, or they would overtake each other.
      last = last
        .then(() => opening)
        .then((event) => onAnnounce(event as ObservabilityEvent))
        .catch(() => this.#logger?.warn({}, 'An announcement could not be opened.'))
    })
  }

  async announce(userId: string, event: ObservabilityEvent): Promise<void> {
    const message = await this.#sealAnnouncement(userId, event)
    await this.#connection.run((client) => client.publish(this.#names.bell, message), { retry: false })
  }

  async #sealAnnouncement(userId: string, event: ObservabilityEvent): Promise<string> {
    const u = this.#names.user(userId)
    return `${u} ${await this.#sealer.seal(event, announcementContext(u))}`
  }

  async send(replica: string, message: ReplicaMessage): Promise<void> {
    const channel = this.#names.replica(replica)
    const sealed = await this.#sealer.seal(message, messageContext(channel))
    await this.#connection.run((client) => client.publish(channel, sealed), { retry: false })
  }

  listen(replica: string, onMessage: (message: ReplicaMessage) => void): () => void {
    const channel = this.#names.replica(replica)
    let isHeard = true
    const stop = this.#bell.listen(channel, (sealed) => {
      this.#sealer.open(sealed, messageContext(channel)).then(
        // It takes a moment to open, and nobody may be there by then.
        (message) => isHeard && onMessage(message as ReplicaMessage),
        () => this.#logger?.warn({}, 'A message from another replica could not be opened.'),
      )
    })
    return () => {
      isHeard = false
      stop()
    }
  }

  async erase(userId: string): Promise<void> {
    await this.#sessions.erase(userId)
    const u = this.#names.user(userId)
    const counters = COUNTERS.map((name) => this.#names.quota(u, name).join(':'))
    const seats = SEATS.map((kind) => this.#names.seats(u, kind))
    const keys = [this.#names.questions(u), this.#names.events(u), ...counters, ...seats]
    await this.#connection.run((client) => client.unlink(keys), { retry: true })
  }

  async ready(): Promise<void> {
    await this.#connection.run((client) => client.ping(), { retry: true })
  }

  async close(): Promise<void> {
    await Promise.all([this.#bell.close(), this.#connection.close()])
  }
}

function ringOf(keys: KeyRing | string | undefined): KeyRing {
  if (typeof keys === 'object') return keys
  if (keys) return parseKeyRing(keys)
  throw new TypeError(
    'Redis keeps secrets sealed and needs a key for that: set MCP_PLUG_KEYS, or the option `keys`. ' +
      'Make one with `npx mcp-plug keygen`.',
  )
}

const milliseconds = (seconds: number): number => Math.ceil(seconds * 1_000)

const stateContext = (key: string): SealContext => ({ scope: 'state', key, field: 'state', generation: 0 })

const messageContext = (channel: string): SealContext => ({
  scope: 'bell',
  key: channel,
  field: 'message',
  generation: 0,
})

const announcementContext = (u: string): SealContext => ({ scope: u, key: 'bell', field: 'event', generation: 0 })
