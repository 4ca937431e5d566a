import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { McpPlugError } from './errors.ts'
import { Seats } from './seats.ts'
import type { InputAnswer, Lock, ReplicaMessage, SeatKind, SessionStore } from './sessions/store.ts'

/** A replica shows for this time that it is alive, in milliseconds, and shows it anew this often. */
const ALIVE_MS = 8_000
const BEAT_MS = 2_500
/** It goes on showing it for this time after its last work. */
const REST_MS = 60_000
const ALIVE = 'alive'
/** While a process stops: how often it looks, and how long it waits for calls that it has cut off, in milliseconds. */
const DRAIN_STEP_MS = 25
const LAST_WORDS_MS = 1_000

/** What concerns who listens to a session. */
export type ListenMessage = Extract<ReplicaMessage, { type: 'listen' | 'is_listening' }>

/** This process as others see it: its work that answers and cancellations can reach, and its open streams by user. */
export class Replica {
  readonly id = randomUUID()
  readonly seats: Seats
  readonly #store: SessionStore
  readonly #calls = new Map<string, AbortController>()
  readonly #questions = new Map<string, (answer: InputAnswer) => void>()
  readonly #connecting = new Map<string, { controller: AbortController; running: Promise<unknown> }>()
  readonly #shared = new Map<string, Promise<unknown>>()
  readonly #listenMessages = new Set<(message: ListenMessage) => void>()
  readonly #listening = new Map<string, () => void>()
  /** Ends of the event streams that are open here. */
  readonly #streams = new Set<() => void>()
  /** Calls that any other replica can go on with. */
  readonly #parked = new Set<string>()
  #stopping = false
  #isReached = false
  #lease: Promise<Lock | null> | undefined
  #beating: NodeJS.Timeout | undefined
  #workedAt = 0

  constructor(store: SessionStore) {
    this.#store = store
    this.seats = new Seats(store)
  }

  /**
   * Shows that this process is alive, from now until a while after the last call of this. Others take over what waits for
   * an answer here when it no longer shows. Never rejects.
   */
  async beat(): Promise<void> {
    if (this.#stopping) return
    this.#workedAt = Date.now()
    if (!this.#isReached) {
      this.#isReached = true
      this.#store.listen(this.id, (message) => this.#receive(message))
    }
    this.#lease ??= this.#store.lock(this.id, ALIVE, ALIVE_MS, this.id)
    this.#beating ??= setInterval(() => void this.#renew(), BEAT_MS).unref()
    await this.#lease.catch(() => (this.#lease = undefined))
  }

  async #renew(): Promise<void> {
    if (this.#calls.size > 0 || this.#questions.size > 0 || !this.seats.isEmpty) this.#workedAt = Date.now()
    void this.seats.keep()
    if (Date.now() - this.#workedAt > REST_MS) {
      clearInterval(this.#beating)
      this.#beating = undefined
      const lease = await this.#lease?.catch(() => null)
      this.#lease = undefined
      return lease?.release()
    }
    const lease = await this.#lease?.catch(() => null)
    const renewed = await lease?.renew(ALIVE_MS).catch(() => false)
    if (!renewed) this.#lease = this.#store.lock(this.id, ALIVE, ALIVE_MS, this.id)
    await this.#lease?.catch(() => (this.#lease = undefined))
  }

  /** Whether that replica has shown a moment ago that it is alive. */
  async isAlive(replica: string): Promise<boolean> {
    return replica === this.id || (await this.#store.lockOwner(replica, ALIVE)) !== null
  }

  #receive(message: ReplicaMessage): void {
    if (message.type === 'cancel') this.cancelHere(message.userId, message.callId)
    else if (message.type === 'answer') this.answerHere(message.userId, message.inputId, message.answer)
    else if (message.type === 'listening') this.#listening.get(key(message.userId, message.sessionId))?.()
    else for (const take of this.#listenMessages) take(message)
  }

  /** Takes what other replicas want of who listens to a session here. */
  onListenMessage(take: (message: ListenMessage) => void): void {
    this.#listenMessages.add(take)
  }

  /** Called when another replica says that it listens to this session. Returns the way to stop. */
  onListening(userId: string, sessionId: string, heard: () => void): () => void {
    this.#listening.set(key(userId, sessionId), heard)
    return () => this.#listening.delete(key(userId, sessionId))
  }

  /** Registers a running call, so that a cancellation from any replica finds it. */
  startCall(userId: string, callId: string): AbortController {
    const controller = new AbortController()
    this.#calls.set(key(userId, callId), controller)
    return controller
  }

  endCall(userId: string, callId: string): void {
    this.#calls.delete(key(userId, callId))
  }

  /** The call waits, and all that it waits for is in the store. Returns the way to say that it goes on. */
  parkCall(userId: string, callId: string): () => void {
    const name = key(userId, callId)
    this.#parked.add(name)
    return () => this.#parked.delete(name)
  }

  /** Registers an open event stream by the way to end it. Returns the way to say that it has ended. */
  addStream(end: () => void): () => void {
    this.#streams.add(end)
    return () => this.#streams.delete(end)
  }

  /** Whether this process is about to end, and takes nothing more on. */
  get isStopping(): boolean {
    return this.#stopping
  }

  /**
   * Takes nothing more on, sends the streams elsewhere, and waits up to `ms` for the calls that run; what runs longer is
   * cut off. Calls that wait for their person are left for another replica. Resolves with how many were cut off.
   */
  async stop(ms: number): Promise<number> {
    this.#stopping = true
    for (const end of this.#streams) end()
    const until = Date.now() + ms
    const running = () => [...this.#calls].filter(([name]) => !this.#parked.has(name))
    while (running().length > 0 && Date.now() < until) await sleep(DRAIN_STEP_MS)
    const late = running()
    for (const [, controller] of late) controller.abort()
    // What they leave behind is written after they have ended.
    const written = Date.now() + LAST_WORDS_MS
    while (running().length > 0 && Date.now() < written) await sleep(DRAIN_STEP_MS)
    clearInterval(this.#beating)
    const lease = await this.#lease?.catch(() => null)
    await lease?.release()
    return late.length
  }

  /** Cancels a call that runs in this process. */
  cancelHere(userId: string, callId: string): boolean {
    const controller = this.#calls.get(key(userId, callId))
    controller?.abort()
    return controller !== undefined
  }

  /** Waits for the answer to a question here. Returns the way to stop. */
  onAnswer(userId: string, inputId: string, take: (answer: InputAnswer) => void): () => void {
    this.#questions.set(key(userId, inputId), take)
    return () => this.#questions.delete(key(userId, inputId))
  }

  /** Hands an answer to who waits for it in this process. */
  answerHere(userId: string, inputId: string, answer: InputAnswer): boolean {
    const take = this.#questions.get(key(userId, inputId))
    take?.(answer)
    return take !== undefined
  }

  /** Runs work of a name once at a time in this process; whoever asks meanwhile shares it. */
  share<T>(name: string, work: () => Promise<T>): Promise<T> {
    const running = this.#shared.get(name) as Promise<T> | undefined
    if (running) return running
    const started = work().finally(() => this.#shared.delete(name))
    this.#shared.set(name, started)
    return started
  }

  /** As {@link share}, but what is asked for while it runs is run once more after it, for all who asked. */
  async shareNext(name: string, work: () => Promise<void>): Promise<void> {
    const running = this.#shared.get(name)
    if (!running) return this.share(name, work)
    return this.share(`${name} next`, async () => {
      await running.catch(() => {})
      await this.share(name, work)
    })
  }

  /** Runs a session's handshake in place of one that may be running, so that the person can give up waiting for it, and that others can wait for it too. */
  connect<T>(sessionId: string, work: (controller: AbortController) => Promise<T>): Promise<T> {
    this.stopConnecting(sessionId)
    const controller = new AbortController()
    const running = work(controller).finally(() => {
      if (this.#connecting.get(sessionId)?.controller === controller) this.#connecting.delete(sessionId)
    })
    this.#connecting.set(sessionId, { controller, running })
    return running
  }

  /** The handshake of a session that runs in this process. */
  connecting(sessionId: string): Promise<never> | undefined {
    return this.#connecting.get(sessionId)?.running as Promise<never> | undefined
  }

  stopConnecting(sessionId: string): void {
    this.#connecting.get(sessionId)?.controller.abort()
    this.#connecting.delete(sessionId)
  }

  /**
   * Takes a seat for one more of a user's streams or calls. Returns the way to leave it.
   * Errors: `too_many_streams`, `rate_limited`; `store_unavailable` while this process stops.
   */
  admit(kind: SeatKind, userId: string, id: string, limit: number): () => void {
    if (this.#stopping)
      throw new McpPlugError('store_unavailable', {
        message: 'This server process is about to stop. Try again: another one takes over.',
        data: { retryAfter: 1 },
      })
    return this.seats.take(kind, userId, id, limit)
  }
}

const key = (a: string, b: string) => JSON.stringify([a, b])

const replicas = new WeakMap<SessionStore, Replica>()

/** One replica for each store in a process: handlers may be made per request. */
export function replicaOf(store: SessionStore): Replica {
  let replica = replicas.get(store)
  if (!replica) replicas.set(store, (replica = new Replica(store)))
  return replica
}
