import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { Logger } from '../../options.ts'
import { StoreError, storeFull } from '../errors.ts'
import type { Script } from './script.ts'
import { SCRIPTS } from './scripts.ts'

/** Milliseconds in which an operation has either been done or failed. */
const DEADLINE = 1_200
/** Less than this left of the deadline is not enough for a second attempt. */
const ATTEMPT = 300
/** A Redis that is full is told of this often, in milliseconds. */
const TELL_FULL = 60_000

/**
 * Settings of the connections that a store makes. ioredis's own retrying is off: it sends a command anew without
 * knowing whether the first has run, and waits much longer than a person does. The rest may be overridden.
 */
const DEFAULTS = {
  connectTimeout: 1_000,
  commandTimeout: 1_000,
  // A connection that was lost without a word is given up, or every command would time out on it for minutes.
  socketTimeout: 3_000,
  retryStrategy: (times: number) => Math.min(25 * 2 ** times, 500),
} satisfies RedisOptions

const FIXED = {
  lazyConnect: true,
  maxRetriesPerRequest: 0,
  enableAutoPipelining: true,
  replyMapping: 'legacy',
} as const satisfies RedisOptions

const redisOptions = (options: RedisOptions = {}): RedisOptions & typeof FIXED => ({
  ...DEFAULTS,
  ...options,
  ...FIXED,
})

/** A Redis Cluster: some of its nodes, and what is the same for all of them. */
export interface RedisCluster {
  nodes: readonly { host: string; port: number }[]
  options?: RedisOptions
}

/** What a store can be pointed at. */
export type RedisTarget = Redis | Cluster | RedisCluster | RedisOptions | string

/** One client, its commands bounded in time, its failures as `StoreError`. Connects at the first command. */
export class RedisConnection {
  /** A Cluster has the same commands; TypeScript cannot call those of a union. */
  readonly client: Redis
  readonly #owned: boolean
  readonly #logger: Logger | undefined
  #lastError: string | undefined
  #toldFullAt = -TELL_FULL

  constructor(redis: RedisTarget, logger: Logger | undefined) {
    this.#owned = !isClient(redis)
    this.client = (isClient(redis) ? redis : makeClient(redis)) as Redis
    this.#logger = logger
    this.client.on('error', this.#onError).on('ready', this.#onReady)
    for (const { name, numberOfKeys, lua } of SCRIPTS) this.client.defineCommand(name, { numberOfKeys, lua })
  }

  /**
   * Runs a command. With `retry`, once more where the connection was lost and nobody knows whether it ran: only for
   * what may run twice.
   * @throws StoreError `store_unavailable`
   */
  async run<T>(command: (client: Redis, attempt: number) => Promise<T>, { retry }: { retry: boolean }): Promise<T> {
    const giveUpAt = performance.now() + DEADLINE
    for (let attempt = 1; ; attempt++) {
      try {
        return await within(giveUpAt - performance.now(), command(this.client, attempt))
      } catch (error) {
        const again = retry && attempt === 1 && isLostConnection(error) && giveUpAt - performance.now() > ATTEMPT
        if (!again) throw this.#unavailable(error)
      }
    }
  }

  /** Runs a script, as {@link run} does. Most scripts know whether they have run before. */
  script(script: Script, keys: string[], args: (string | number)[], { retry } = { retry: true }): Promise<unknown> {
    return this.run((client) => command(client, script)(...keys, ...args), { retry })
  }

  /** A connection for subscriptions. It is the caller's to close. */
  duplicate(): Redis {
    const client = this.client as Redis | Cluster
    const copy = client.isCluster
      ? ((client as Cluster).duplicate([], { lazyConnect: true }) as unknown as Redis)
      : (client as Redis).duplicate({ ...FIXED, enableAutoPipelining: false, autoResubscribe: false })
    return copy.on('error', this.#onError)
  }

  /** Leaves a client that was handed in as it is. */
  async close(): Promise<void> {
    this.client.off('error', this.#onError).off('ready', this.#onReady)
    if (!this.#owned) return
    // From here on nobody listens, and a failure while closing must not end the process.
    this.client.on('error', () => {})
    if (this.client.status === 'ready') await within(DEADLINE, this.client.quit()).catch(() => {})
    this.client.disconnect()
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

/** By what it can do: an app may have an ioredis of its own, whose classes are not ours. */
const isClient = (redis: RedisTarget): redis is Redis | Cluster => typeof redis === 'object' && 'defineCommand' in redis

function makeClient(redis: RedisCluster | RedisOptions | string): Redis | Cluster {
  if (typeof redis === 'string') return new Redis(redis, redisOptions())
  if (!('nodes' in redis)) return new Redis(redisOptions(redis))
  const { lazyConnect, enableAutoPipelining } = FIXED
  return new Cluster([...redis.nodes], { lazyConnect, enableAutoPipelining, redisOptions: redisOptions(redis.options) })
}

/** A script as a command of the client. It must be called as a method. */
export const command = (client: Redis, { name }: Script): ((...args: (string | number)[]) => Promise<unknown>) =>
  (client as unknown as Record<string, (...args: (string | number)[]) => Promise<unknown>>)[name]!.bind(client)

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Command timed out')), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Neither an answer of Redis nor its silence: the connection went away, or could not be made. */
const isLostConnection = (error: unknown): boolean =>
  error instanceof Error && error.name !== 'ReplyError' && error.message !== 'Command timed out'

/** `maxmemory` is used up, and nothing may be evicted; of a script, older versions say more in front. */
const isOutOfMemory = (reason: string): boolean => reason.includes('OOM command not allowed')

/** A failed connection to a name with several addresses is an AggregateError without words. */
const describe = (error: Error & { code?: string }): string => error.message || error.code || error.name
