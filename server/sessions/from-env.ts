import { LIMITS } from '../../shared/limits.ts'
import type { KeyRing } from './keys.ts'
import { MemorySessionStore } from './memory.ts'
import { redisFromEnv } from './redis/env.ts'
import { RedisSessionStore } from './redis.ts'
import type { SessionStore, StoreOptions } from './store.ts'

/** Settings of {@link createSessionStore}. */
export interface SessionStoreSettings extends StoreOptions {
  /** Key ring that seals secrets in Redis. Default: `MCP_PLUG_KEYS`. */
  keys?: KeyRing | string
  /** Default: `process.env`. */
  env?: Readonly<Record<string, string | undefined>>
}

/**
 * The store that the environment asks for. Nothing connects before its first use.
 *
 * | set | store |
 * | --- | --- |
 * | `REDIS_URL` | Redis: `redis://…`, or `rediss://…` for TLS |
 * | `REDIS_HOST`, with `REDIS_PORT`, `REDIS_USERNAME`, `REDIS_PASSWORD`, `REDIS_DB`, `REDIS_TLS=true` | Redis |
 * | several addresses in `REDIS_URL` or `REDIS_HOST`, comma-separated | Redis Cluster |
 * | `REDIS_SENTINELS` (`host:port`, comma-separated) and `REDIS_SENTINEL_NAME`; with `REDIS_SENTINEL_USERNAME`, `REDIS_SENTINEL_PASSWORD` where Sentinels ask for them | the Redis that Sentinels name, which takes the other variables but host and port; `REDIS_TLS` is for both |
 * | none of them | memory; a line in the log says that sessions will not survive a restart |
 *
 * A Redis that cannot be reached is an error of `ready()` and of every other method, never a reason to use memory.
 * @throws TypeError for settings that contradict each other, and for Redis without a key ring.
 */
export function createSessionStore({ keys, env = process.env, ...options }: SessionStoreSettings = {}): SessionStore {
  const redis = redisFromEnv(env)
  if (redis !== null) return new RedisSessionStore({ redis, keys: keys ?? env.MCP_PLUG_KEYS ?? '', ...options })
  const notice = 'No Redis is configured: sessions are kept in memory, and will not survive a restart.'
  if (options.logger) options.logger.warn({}, notice)
  // oxlint-disable-next-line no-console -- where no log was given, this one line still must be seen
  else console.warn(`mcp-plug: ${notice}`)
  return new MemorySessionStore(options)
}

// A bundler may give each route of an app a copy of this module of its own: all of them must find the same stores.
const SHARED = Symbol.for('mcp-plug.session-stores')
const shared = globalThis as { [SHARED]?: Map<string, SessionStore> }

/** The store for these settings, one in a process; made at the first call. */
export function sharedSessionStore(settings: Omit<SessionStoreSettings, 'env'> = {}): SessionStore {
  const { keys, sessionTtl = LIMITS.sessionTtlSeconds, eventsKept = LIMITS.eventsKept } = settings
  const ring =
    typeof keys === 'object' ? keys.map(({ kid, secret }) => [kid, Buffer.from(secret).toString('base64url')]) : keys
  const stores = (shared[SHARED] ??= new Map())
  const setting = JSON.stringify([ring, sessionTtl, eventsKept])
  const store = stores.get(setting) ?? createSessionStore(settings)
  stores.set(setting, store)
  return store
}

/**
 * The process's default store, as {@link createSessionStore} makes it without settings: what a handler without a store
 * of its own uses. It is made when first touched: importing this module neither reads the environment nor connects.
 */
export const sessionStore: SessionStore = new Proxy({} as SessionStore, {
  get(_target, property) {
    const store = sharedSessionStore()
    const member: unknown = Reflect.get(store, property, store)
    return typeof member === 'function' ? member.bind(store) : member
  },
})
