import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { within } from '../../deadline.ts'
import type { Logger } from '../../options.ts'
import { StoreError, storeFull } from '../errors.ts'
import {
  isClient,
  isCluster,
  isRefused,
  makeClient,
  makeSubscriber,
  type RedisTarget,
  repeats,
  settled,
} from './client.ts'
import type { Script } from './script.ts'
import { SCRIPTS } from './scripts.ts'

/** Milliseconds in which an operation has either been done or failed. */
const DEADLINE = 1_200
/** Less than this left of the deadline is not enough for another attempt. */
const ATTEMPT = 300
/** A Redis that is full is told of this often, in milliseconds. */
const TELL_FULL = 60_000
/** Milliseconds until another attempt. */
const PAUSE = 50

/** One client, its commands bounded in time, its failures as `StoreError`. Connects at the first command. */
export class RedisConnection {
  /** A Cluster has the same commands; TypeScript cannot call those of a union. */
  readonly client: Redis
  readonly #owned: boolean
  readonly #logger: Logger | undefined
  #lastError: string | undefined
  #toldFullAt = -TELL_FULL
  #connecting: Promise<unknown> | undefined

  constructor(redis: RedisTarget, logger: Logger | undefined) {
    this.#owned = !isClient(redis)
    this.client = (isClient(redis) ? redis : makeClient(redis)) as Redis
    this.#logger = logger
    this.client.on('error', this.#onError).on('ready', this.#onReady)
    if (repeats(this.client)) {
      logger?.warn({}, 'This client of Redis repeats commands by itself: things may happen twice. See docs/redis.md.')
    }
    for (const { name, numberOfKeys, lua } of SCRIPTS) this.client.defineCommand(name, { numberOfKeys, lua })
  }

  /**
   * Runs a command; again, while there is time, where Redis has refused it. With `retry`, also once more where the
   * connection was lost and nobody knows whether it ran: only for what may run twice, which is told `again` then.
   * @throws StoreError `store_unavailable`
   */
  async run<T>(command: (client: Redis, again: boolean) => Promise<T>, { retry }: { retry: boolean }): Promise<T> {
    const giveUpAt = performance.now() + DEADLINE
    for (let again = false; ;) {
      try {
        if (this.#isDown) await answered(this.#connect(), giveUpAt - performance.now())
        return await answered(command(this.client, again), giveUpAt - performance.now())
      } catch (error) {
        const refused = isRefused(error)
        const lost: boolean = !refused && retry && !again && isLostConnection(error)
        if (!(refused || lost) || giveUpAt - performance.now() < ATTEMPT) throw this.#unavailable(error)
        again ||= lost
        await sleep(PAUSE)
      }
    }
  }

  /** A client that is not ready keeps what it is given, and sends it whenever it is: so it is given nothing. */
  get #isDown(): boolean {
    const { status } = this.client
    return status !== 'ready' && status !== 'end'
  }

  /** Resolves when the client is ready. */
  #connect(): Promise<unknown> {
    if (this.client.status === 'wait') this.client.connect().catch(() => {})
    return (this.#connecting ??= once(this.client, 'ready').finally(() => (this.#connecting = undefined)))
  }

  /** Runs a script, as {@link run} does. Most scripts know whether they have run before. */
  script(script: Script, keys: string[], args: (string | number)[], { retry } = { retry: true }): Promise<unknown> {
    return this.run((client) => command(client, script)(...keys, ...args), { retry })
  }

  /** A client for subscriptions, not connected yet. It is the caller's to close. Rejects while there is none to be had. */
  async subscriber(): Promise<Redis> {
    if (isCluster(this.client) && this.#isDown) await answered(this.#connect())
    const subscriber = makeSubscriber(this.client)
    if (!subscriber) throw new Error('No node of the Cluster is known.')
    return subscriber.on('error', this.#onError)
  }

  /** Leaves a client that was handed in as it is. */
  async close(): Promise<void> {
    this.client.off('error', this.#onError).off('ready', this.#onReady)
    if (this.#owned) await closeClient(this.client)
  }

  /** One line for each kind of failure, not one for each attempt to connect. */
  readonly #onError = (error: Error): void => {
    const message = describe(error)
    if (message !== this.#lastError) this.#logger?.error({ error: message }, 'Redis fails.')
    this.#lastError = message
  }

  readonly #onReady = (): void => {
    if (this.#lastError !== undefined) this.#logger?.info({}, 'Redis answers again.')
    this.#lastError = undefined
  }

  /** ioredis's errors carry the command with its arguments, even passwords: only their words go on. */
  #unavailable(error: unknown): StoreError {
    const reason = error instanceof Error ? describe(error) : 'unknown'
    if (isOutOfMemory(reason)) {
      if (performance.now() - this.#toldFullAt > TELL_FULL) {
        this.#toldFullAt = performance.now()
        this.#logger?.error({ error: reason }, 'Redis is full: it takes no writes.')
      }
      return storeFull(new Error(`Redis: ${reason}`))
    }
    const before = this.#lastError !== undefined && this.#lastError !== reason ? ` (before: ${this.#lastError})` : ''
    return new StoreError('store_unavailable', { cause: new Error(`Redis: ${reason}${before}`) })
  }
}

/** Closes a client. Never rejects. */
export async function closeClient(client: Redis): Promise<void> {
  // From here on nobody listens, and a failure while closing must not end the process.
  client.on('error', () => {})
  await answered(settled(client)).catch(() => {})
  if (client.status === 'ready') await answered(client.quit()).catch(() => {})
  client.disconnect()
}

/** A script as a command of the client. It must be called as a method. */
export const command = (client: Redis, { name }: Script): ((...args: (string | number)[]) => Promise<unknown>) =>
  (client as unknown as Record<string, (...args: (string | number)[]) => Promise<unknown>>)[name]!.bind(client)

/** What is asked of Redis, unless it takes too long. */
const answered = <T>(work: Promise<T>, ms = DEADLINE): Promise<T> =>
  within(work, ms, () => {
    throw new Error('Command timed out')
  })

/** Neither an answer of Redis nor its silence: the connection went away, or could not be made. */
const isLostConnection = (error: unknown): boolean =>
  error instanceof Error && error.name !== 'ReplyError' && error.message !== 'Command timed out'

/** `maxmemory` is used up, and nothing may be evicted; of a script, older versions say more in front. */
const isOutOfMemory = (reason: string): boolean => reason.includes('OOM command not allowed')

/** A failed connection to a name with several addresses is an AggregateError without words; a Cluster's has them within. */
function describe(error: Error & { code?: string; lastNodeError?: Error }): string {
  const words = error.message || error.code || error.name
  return error.lastNodeError ? `${words} (${describe(error.lastNodeError)})` : words
}
