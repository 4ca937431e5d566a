import { setTimeout as sleep } from 'node:timers/promises'
import type { Client, McpSubscription, SubscriptionFilter } from '@modelcontextprotocol/client'
import type { ServerContext } from '../context.ts'
import { McpPlugError, toMcpPlugError } from '../errors.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { untilHeardElsewhere } from './elsewhere.ts'
import { Notices } from './notices.ts'
import { NO_SDK_TIMEOUT } from './open.ts'
import type { Operation } from './operation.ts'
import { askOfSession } from './session-questions.ts'
import { refreshTools } from './tool-list.ts'
import { type Upstream, withUpstream } from './upstream.ts'

/** Life of the lease on listening to a session, in milliseconds, and how often it is renewed. */
const LEASE_MS = 8_000
const RENEW_MS = 2_500
/** A call waits for this time at most until its session is listened to, in milliseconds. */
export const READY_MS = 2_000
/** Pauses after a stream that ended or could not be opened: from the first to the last, in milliseconds. */
const PAUSES = [1_000, 60_000] as const

/** Time that a server is given to take the request for its stream, in milliseconds. */
const ASKED_MS = 100
/** Pause between two listings after gaps in listening, in milliseconds: some servers end their streams every second. */
const CATCH_UP_MS = 30_000
/** Time that a stream is given to be there before the tools are listed, in milliseconds: later changes are heard. */
const REOPENED_MS = 250

/** Whether a server may say something by itself: changes, or to a session that it keeps, questions. */
export function isWorthIt({ capabilities = {}, handshake, subscriptions }: SessionRecord): boolean {
  if (handshake?.mcpSessionId !== undefined) return true
  return subscriptions?.length ? true : listChanges(capabilities).length > 0
}

const listChanges = (capabilities: Record<string, unknown>): ('tools' | 'prompts' | 'resources')[] =>
  (['tools', 'prompts', 'resources'] as const).filter(
    (kind) => (capabilities[kind] as { listChanged?: unknown } | undefined)?.listChanged === true,
  )

/** Listens to one session for as long as that is wanted, where no other replica does. */
export class Listener {
  keepUntil = 0
  /** Listening, or known that another replica is, or that it cannot be done. */
  settled!: Promise<void>
  #settle!: () => void
  /** The lease is ours. */
  #isOurs = false
  /** It has ended, and given its lease back. */
  readonly ended: Promise<void>
  #end!: () => void
  readonly #context: ServerContext
  readonly #session: SessionRecord
  readonly #lease: string
  readonly #isWatched: () => boolean
  readonly #stop = new AbortController()
  #client: Client | undefined
  #subscription: McpSubscription | undefined
  #notices: Notices | undefined
  #wait: number = PAUSES[0]
  /** The server may have spoken while nobody listened. */
  #hasMissed: boolean
  /** When that was last made up for. */
  #caughtUp = 0

  /** `hasMissed`: it is some time since the session's tools were listed. */
  constructor(
    context: ServerContext,
    session: SessionRecord,
    lease: string,
    isWatched: () => boolean,
    hasMissed: boolean,
  ) {
    this.#context = context
    this.#session = session
    this.#lease = lease
    this.#isWatched = isWatched
    this.#hasMissed = hasMissed
    this.#begin()
    this.ended = new Promise((resolve) => (this.#end = resolve))
  }

  #begin(): void {
    this.settled = new Promise((resolve) => (this.#settle = resolve))
  }

  get isListening(): boolean {
    return this.#client !== undefined
  }

  stop(): void {
    this.#stop.abort()
  }

  #isWanted(): boolean {
    return !this.#stop.signal.aborted && (this.#isWatched() || Date.now() < this.keepUntil)
  }

  /** Never rejects. */
  async run(): Promise<void> {
    await this.#run().finally(this.#end)
  }

  async #run(): Promise<void> {
    const { store, replica, options } = this.#context
    const { userId, sessionId } = this.#session
    // Others tell it what its session's person has subscribed to.
    void replica.beat()
    let known: SessionRecord | null = this.#session
    let isElsewhere = false
    while (this.#isWanted()) {
      const lease = await store.lock(userId, this.#lease, LEASE_MS, replica.id).catch(() => null)
      if (!lease) {
        known = null
        this.#hasMissed = true
        if (!isElsewhere)
          await untilHeardElsewhere(this.#context, this.#session, this.#lease, READY_MS, this.#stop.signal)
        isElsewhere = true
        this.#settle()
        await this.#rest(LEASE_MS * (1 + Math.random() / 2))
        continue
      }
      // Who listened elsewhere does so no more, and here there is no stream yet.
      if (isElsewhere) this.#begin()
      isElsewhere = false
      this.#isOurs = true
      const listening = new AbortController()
      const renewing = setInterval(() => {
        if (!this.#isWanted()) return listening.abort()
        lease.renew(LEASE_MS).then(
          (ours) => ours || listening.abort(),
          () => {},
        )
      }, RENEW_MS)
      const stopped = () => listening.abort()
      this.#stop.signal.addEventListener('abort', stopped, { once: true })
      try {
        const session: SessionRecord | null = known ?? (await store.get(userId, sessionId))
        known = null
        if (session?.state !== 'CONNECTED') return
        await this.#listen(session, listening.signal)
      } catch (error) {
        const { code } = toMcpPlugError(error)
        if (!listening.signal.aborted) options.logger.debug({ sessionId, code }, 'a listening stream ended')
      } finally {
        this.#client = this.#subscription = this.#notices = undefined
        this.#isOurs = false
        this.#hasMissed = true
        clearInterval(renewing)
        this.#stop.signal.removeEventListener('abort', stopped)
        await lease.release()
        this.#settle()
      }
      if (this.#isWanted()) await this.#rest(this.#wait * (1 + Math.random() / 4))
      this.#wait = Math.min(this.#wait * 2, PAUSES[1])
    }
  }

  async #rest(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal, ref: false }).catch(() => {})
  }

  async #listen(session: SessionRecord, signal: AbortSignal): Promise<void> {
    const endless = { idle: NO_SDK_TIMEOUT, total: NO_SDK_TIMEOUT }
    const lost = (forGood: boolean, operation: Operation): void => {
      if (forGood) return operation.fail(new McpPlugError('upstream_stream_ended'))
      this.#hasMissed = true
      this.catchUp()
    }
    await withUpstream(
      this.#context,
      session,
      {
        deadline: endless,
        signal,
        onLostStream: lost,
        onElicitation: (params, withdrawn, operation) =>
          askOfSession(this.#context, session, params, AbortSignal.any([signal, operation.signal]), withdrawn),
      },
      (upstream) => this.#hear(session, upstream),
    )
  }

  async #hear(session: SessionRecord, { client, listen, operation }: Upstream): Promise<void> {
    this.#notices = new Notices(this.#context, session, operation.signal)
    this.#notices.hear(client)
    this.#client = client
    await this.#tell(client, session, operation)
    this.catchUp()
    if (client.getProtocolEra() === 'legacy') await this.#open(listen)
    this.#wait = PAUSES[0]
    this.#settle()
    // Until somebody ends it: this process, the server, or the network.
    if (this.#subscription) await Promise.race([this.#untilClosed(), untilAborted(operation.signal)])
    else await untilAborted(operation.signal)
  }

  /** A server that offers no such stream is left alone, and the lease kept: nobody else need try. */
  async #open(listen: () => Promise<void>): Promise<void> {
    // Many answer only when they have something to say: it is theirs to speak as soon as they have been asked.
    const asked = setTimeout(this.#settle, ASKED_MS)
    await listen().finally(() => clearTimeout(asked))
  }

  async #untilClosed(): Promise<void> {
    for (let current = this.#subscription; current;) {
      await current.closed
      if (current === this.#subscription) return
      current = this.#subscription
    }
  }

  /** Asks for what may have been missed, as soon as somebody is there to see it. */
  catchUp(): void {
    if (!this.#hasMissed || !this.#isWatched() || !listChanges(this.#session.capabilities ?? {}).includes('tools'))
      return
    const due = this.#caughtUp + CATCH_UP_MS - Date.now()
    this.#notices?.gather('missed', () => this.#listTools(), Math.max(due, REOPENED_MS))
  }

  async #listTools(): Promise<void> {
    this.#caughtUp = Date.now()
    // What is missed from here on is another gap.
    this.#hasMissed = false
    await refreshTools(this.#context, this.#session).catch((error: unknown) => {
      this.#hasMissed = true
      throw error
    })
  }

  /** Says to another replica that the session is listened to here, as soon as it is; nothing where it is not to be. Never rejects. */
  async tellWhenListening(replica: string): Promise<void> {
    if (!this.#isOurs) return
    await this.settled
    const { userId, sessionId } = this.#session
    if (this.#isOurs) await this.#context.store.send(replica, { type: 'listening', userId, sessionId }).catch(() => {})
  }

  /** The person has subscribed to other resources than before. Never rejects. */
  async subscribe(): Promise<void> {
    const client = this.#client
    const session = await this.#context.store.get(this.#session.userId, this.#session.sessionId).catch(() => null)
    if (client && session) await this.#tell(client, session).catch(() => {})
  }

  /** Tells the server which changes are wanted. Rejects where the first stream of a modern server cannot be had. */
  async #tell(client: Client, session: SessionRecord, operation?: Operation): Promise<void> {
    const uris = [...(session.subscriptions ?? [])]
    if (client.getProtocolEra() === 'modern') return this.#subscribeModern(client, session, uris, operation)
    for (const uri of uris) await client.subscribeResource({ uri }, { timeout: PAUSES[1] }).catch(() => {})
  }

  async #subscribeModern(client: Client, session: SessionRecord, uris: string[], operation?: Operation): Promise<void> {
    const changes = listChanges(session.capabilities ?? {})
    const filter: SubscriptionFilter = {
      ...(changes.includes('tools') && { toolsListChanged: true }),
      ...(changes.includes('prompts') && { promptsListChanged: true }),
      ...(changes.includes('resources') && { resourcesListChanged: true }),
      ...(uris.length > 0 && { resourceSubscriptions: uris }),
    }
    const before = this.#subscription
    try {
      this.#subscription = await client.listen(filter, {
        timeout: this.#context.options.limits.connectTimeout,
        ...(operation && { signal: operation.signal }),
      })
      await before?.close()
    } catch (error) {
      // The stream that is there stays.
      if (!before) throw error
    }
  }
}

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
