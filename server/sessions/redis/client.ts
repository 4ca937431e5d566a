import { Cluster, Redis, type RedisOptions } from 'ioredis'

/** A Redis Cluster: some of its nodes, and what is the same for all of them. */
export interface RedisCluster {
  nodes: readonly { host: string; port: number }[]
  options?: RedisOptions
}

/** What a store can be pointed at. */
export type RedisTarget = Redis | Cluster | RedisCluster | RedisOptions | string

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
  // A master that has become a replica is left: its address may lead elsewhere by now.
  reconnectOnError: (error: Error) => isReadOnly(error),
  // One thing less that a user of Redis must be allowed.
  disableClientInfo: true,
  // Or `tls` would be for nothing, without a word, where a Sentinel names the master.
  enableTLSForSentinelMode: true,
} satisfies RedisOptions

const FIXED = {
  lazyConnect: true,
  maxRetriesPerRequest: 0,
  enableAutoPipelining: true,
  replyMapping: 'legacy',
} as const satisfies RedisOptions

/** Times in a row that a Cluster may send a command elsewhere. */
const REDIRECTIONS = 4

const redisOptions = (options: RedisOptions = {}): RedisOptions & typeof FIXED => ({
  ...DEFAULTS,
  ...options,
  ...FIXED,
})

/** By what it can do: an app may have an ioredis of its own, whose classes are not ours. */
export const isClient = (redis: RedisTarget): redis is Redis | Cluster =>
  typeof redis === 'object' && 'defineCommand' in redis

export const isCluster = (client: Redis | Cluster): client is Cluster => client.isCluster

/** A client that does nothing twice by itself. Connects at the first command. */
export function makeClient(redis: RedisCluster | RedisOptions | string): Redis | Cluster {
  if (typeof redis === 'string') return new Redis(redis, redisOptions())
  if (!('nodes' in redis)) return new Redis(redisOptions(redis))
  return new Cluster([...redis.nodes], {
    lazyConnect: FIXED.lazyConnect,
    // In one pipeline a command that is sent elsewhere, or has to wait for its slot, would hold up the others, or fail.
    enableAutoPipelining: false,
    // What was on a connection that was lost may have run.
    retryDelayOnFailover: 0,
    // What has to wait is not kept here, where it would be sent when nobody expects it any more.
    retryDelayOnClusterDown: 0,
    retryDelayOnTryAgain: 0,
    maxRedirections: REDIRECTIONS,
    // Names stay names: a certificate is made out to them, and not to their addresses.
    dnsLookup: (name, callback) => callback(null, name),
    // Or what is for a node that loads its data would be sent once it has.
    redisOptions: { ...redisOptions(redis.options), enableReadyCheck: false },
  })
}

/** Whether it sends commands again by itself, without knowing whether they have run. */
export const repeats = (client: Redis | Cluster): boolean =>
  isCluster(client) ? client.options.retryDelayOnFailover !== 0 : client.options.maxRetriesPerRequest !== 0

/**
 * A client for subscriptions like this one. In a Cluster every node has all messages, so it is a client of one of them,
 * and does not connect again by itself: that is for another one to do. Undefined where no node is known.
 * (The Cluster's own subscriber tries without a pause while all are away, which takes a whole processor.)
 */
export function makeSubscriber(client: Redis | Cluster): Redis | undefined {
  const own = { ...FIXED, enableAutoPipelining: false, autoResubscribe: false }
  if (!isCluster(client)) return client.duplicate(own)
  const nodes = client.nodes()
  const node = nodes[Math.floor(Math.random() * nodes.length)]
  return node?.duplicate({ ...own, readOnly: false, retryStrategy: () => null })
}

/**
 * Resolves when the client is not in the middle of connecting: it may be closed then. A TLS handshake that is cut off can
 * fail twice, and Node ends a process where nobody listens to the second failure, as ioredis does not.
 */
export async function settled(client: Redis | Cluster): Promise<void> {
  if (isCluster(client) || (client.status !== 'connecting' && client.status !== 'connect')) return
  await new Promise<void>((resolve) => client.once('ready', () => resolve()).once('close', () => resolve()))
}

/** Redis has said no before it did anything: what it was asked for, or where, or when, was not right. */
export const isRefused = (error: unknown): boolean =>
  error instanceof Error &&
  (isReadOnly(error) || /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|LOADING|Too many Cluster redirections)\b/.test(error.message))

/** Scripts tell it with a sign before it (Redis 6). */
const isReadOnly = (error: Error): boolean => /(^|-)READONLY /.test(error.message)
