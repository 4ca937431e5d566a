import type { ServerContext } from '../context.ts'
import { within } from '../deadline.ts'
import type { Replica } from '../replica.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { isWorthIt, Listener, READY_MS } from './listener.ts'

/** A listener stays for this time after the last call of its session, in milliseconds. */
const LINGER_MS = 30_000

/** Who of this process listens to which sessions: while their user has an event stream open here, or calls. */
export class Listeners {
  readonly #sessions = new Map<string, Listener>()
  /** Open event streams by user. */
  readonly #watchers = new Map<string, number>()

  constructor(replica: Replica) {
    replica.onListenMessage((message) => {
      const own = this.#sessions.get(key(message.userId, message.sessionId))
      if (message.type === 'listen') void own?.subscribe()
      else void own?.tellWhenListening(message.replica)
    })
  }

  /**
   * Sees to it that the session is listened to, here or on another replica. Resolves when it is, for a server that may
   * ask a call's question there; at once for all others. Never rejects.
   */
  async attend(context: ServerContext, session: SessionRecord): Promise<void> {
    if (!isHeard(context, session)) return
    const listener = this.#listen(context, session, Date.now() + LINGER_MS, true)
    const { handshake } = session
    if (handshake?.mcpSessionId === undefined || handshake.transport !== 'streamable-http') return
    await within(listener.settled, READY_MS, () => {})
  }

  /** An event stream of this user opens, with these sessions. Returns the way to say that it has closed. */
  watch(context: ServerContext, userId: string, sessions: readonly SessionRecord[]): () => void {
    this.#watchers.set(userId, (this.#watchers.get(userId) ?? 0) + 1)
    for (const session of sessions) this.#heed(context, session, true)
    return () => {
      const left = (this.#watchers.get(userId) ?? 1) - 1
      if (left > 0) this.#watchers.set(userId, left)
      else this.#watchers.delete(userId)
    }
  }

  /** A session is connected: it is listened to if its user has a stream here. */
  connected(context: ServerContext, session: SessionRecord): void {
    this.#heed(context, session, false)
  }

  /** As {@link connected}, of a session that another replica has connected. */
  async look(context: ServerContext, userId: string, sessionId: string): Promise<void> {
    if (this.#sessions.has(key(userId, sessionId))) return
    const session = await context.store.get(userId, sessionId)
    if (session) this.connected(context, session)
  }

  /** The session's subscriptions have changed: resolves when its server knows, if it is listened to here. */
  async subscriptionsChanged(context: ServerContext, session: SessionRecord): Promise<void> {
    const own = this.#sessions.get(key(session.userId, session.sessionId))
    if (own?.isListening) return own.subscribe()
    const replica = await context.store.lockOwner(session.userId, leaseName(session.sessionId))
    if (replica) {
      const { userId, sessionId } = session
      await context.store.send(replica, { type: 'listen', userId, sessionId })
    }
    await this.attend(context, session)
  }

  forget({ userId, sessionId }: SessionRecord): void {
    this.#sessions.get(key(userId, sessionId))?.stop()
  }

  /** Leaves all sessions to other replicas. Resolves when they can have them. */
  async stop(): Promise<void> {
    const listeners = [...this.#sessions.values()]
    for (const listener of listeners) listener.stop()
    await Promise.all(listeners.map(({ ended }) => ended))
  }

  #heed(context: ServerContext, session: SessionRecord, hasMissed: boolean): void {
    const isWatched = this.#watchers.has(session.userId)
    if (!isWatched || session.state !== 'CONNECTED' || !isHeard(context, session)) return
    this.#listen(context, session, 0, hasMissed)
  }

  /** `hasMissed`: it is some time since the session's tools were listed. */
  #listen(context: ServerContext, session: SessionRecord, until: number, hasMissed: boolean): Listener {
    const { userId, sessionId } = session
    const name = key(userId, sessionId)
    const known = this.#sessions.get(name)
    const isWatched = () => this.#watchers.has(userId)
    const listener = known ?? new Listener(context, session, leaseName(sessionId), isWatched, hasMissed)
    listener.keepUntil = Math.max(listener.keepUntil, until)
    if (known) {
      known.catchUp()
      return known
    }
    this.#sessions.set(name, listener)
    void listener.ended.then(() => this.#sessions.delete(name))
    void listener.run()
    return listener
  }
}

const isHeard = ({ options }: ServerContext, session: SessionRecord) => options.listen !== false && isWorthIt(session)

const key = (userId: string, sessionId: string) => JSON.stringify([userId, sessionId])

const leaseName = (sessionId: string) => `listen:${sessionId}`

const all = new WeakMap<Replica, Listeners>()

/** One for each replica: handlers may be made per request. */
export function listenersOf(replica: Replica): Listeners {
  let listeners = all.get(replica)
  if (!listeners) all.set(replica, (listeners = new Listeners(replica)))
  return listeners
}
