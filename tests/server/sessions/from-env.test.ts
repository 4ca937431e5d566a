import { afterEach, describe, expect, it, vi } from 'vitest'
import { createSessionStore, sessionStore, sharedSessionStore } from '../../../server/sessions/from-env.ts'
import { generateKey } from '../../../server/sessions/keys.ts'
import { redisFromEnv } from '../../../server/sessions/redis/env.ts'
import type { SessionStore } from '../../../server/sessions/store.ts'
import { newSession } from '../../contracts/session-store.ts'
import { RedisServer } from '../redis-server.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  for (const close of closing.splice(0).reverse()) await close()
})

function open(env: Record<string, string>, settings: object = {}): SessionStore {
  const store = createSessionStore({ env, ...settings })
  closing.push(() => store.close())
  return store
}

const MCP_PLUG_KEYS = generateKey()

describe('the store from the environment', () => {
  it('is in memory where no Redis is configured, and one line says what that means', async () => {
    const warn = vi.fn()
    const store = open({ UNRELATED: '1' }, { logger: { debug() {}, info() {}, warn, error() {} } })
    expect(store.name).toBe('memory')
    expect(warn).toHaveBeenCalledTimes(1)
    expect(warn.mock.calls[0]![1]).toMatch(/memory.*not survive a restart/)
  })

  it('says so on the console where there is no log', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    open({})
    expect(warn).toHaveBeenCalledTimes(1)
  })

  it('is the same Redis by REDIS_URL and by REDIS_HOST with its companions', async () => {
    const server = await RedisServer.start('--requirepass', 'pass')
    closing.push(() => server.stop())
    const byUrl = open({ REDIS_URL: `redis://:pass@127.0.0.1:${server.port}/3`, MCP_PLUG_KEYS })
    const byHost = open({
      REDIS_HOST: '127.0.0.1',
      REDIS_PORT: String(server.port),
      REDIS_USERNAME: 'default',
      REDIS_PASSWORD: 'pass',
      REDIS_DB: '3',
      MCP_PLUG_KEYS,
    })
    const otherDb = open({ REDIS_URL: `redis://:pass@127.0.0.1:${server.port}`, MCP_PLUG_KEYS })
    await byUrl.create(newSession('ann', 's'))
    expect((await byHost.get('ann', 's'))?.secrets).toEqual({ headers: { Authorization: 'Bearer one' } })
    expect(await otherDb.get('ann', 's')).toBeNull()
    expect(byHost.name).toBe('redis')
  })

  it('takes the key ring from its option before the environment', async () => {
    const server = await RedisServer.start()
    closing.push(() => server.stop())
    const env = { REDIS_URL: server.url, MCP_PLUG_KEYS }
    await open(env).create(newSession('ann', 's'))
    await expect(open(env, { keys: generateKey() }).get('ann', 's')).rejects.toMatchObject({
      code: 'session_unreadable',
    })
    expect(await open(env, { keys: `${generateKey()},${MCP_PLUG_KEYS}` }).get('ann', 's')).not.toBeNull()
  })

  it('does not start with Redis and without a key ring, and says how to make one', () => {
    expect(() => open({ REDIS_URL: 'redis://127.0.0.1:1' })).toThrow(/MCP_PLUG_KEYS.*npx mcp-plug keygen/)
  })

  it('is an error, and not memory, where the Redis that is configured cannot be reached', async () => {
    const server = await RedisServer.start()
    await server.stop()
    const store = open({ REDIS_URL: server.url, MCP_PLUG_KEYS })
    expect(store.name).toBe('redis')
    await expect(store.ready()).rejects.toMatchObject({ code: 'store_unavailable' })
    await expect(store.create(newSession('ann', 's'))).rejects.toMatchObject({ code: 'store_unavailable' })
  })
})

describe('what the environment says of Redis', () => {
  it.each([
    [{}, null],
    [{ REDIS_URL: '' }, null],
    [{ REDIS_URL: 'rediss://user:pass@redis.example:6380/2' }, 'rediss://user:pass@redis.example:6380/2'],
    [{ REDIS_HOST: 'redis.example' }, { host: 'redis.example', port: 6379 }],
    [
      { REDIS_HOST: 'redis.example', REDIS_TLS: 'true', REDIS_PORT: '7000' },
      { host: 'redis.example', port: 7000, tls: {} },
    ],
    [
      { REDIS_HOST: 'redis.example', REDIS_TLS: 'false' },
      { host: 'redis.example', port: 6379 },
    ],
    [{ REDIS_HOST: '::1' }, { host: '::1', port: 6379 }],
    [
      { REDIS_HOST: 'a, b:7001,[::1]:7002', REDIS_PORT: '7000', REDIS_PASSWORD: 'p' },
      {
        nodes: [
          { host: 'a', port: 7000 },
          { host: 'b', port: 7001 },
          { host: '::1', port: 7002 },
        ],
        options: { password: 'p' },
      },
    ],
    [
      { REDIS_URL: 'rediss://u:p%40@a:7000, rediss://b' },
      {
        nodes: [
          { host: 'a', port: 7000 },
          { host: 'b', port: 6379 },
        ],
        options: { username: 'u', password: 'p@', tls: {} },
      },
    ],
    [
      { REDIS_SENTINELS: 'a,b:26380', REDIS_SENTINEL_NAME: 'main', REDIS_PASSWORD: 'p', REDIS_DB: '1' },
      {
        sentinels: [
          { host: 'a', port: 26379 },
          { host: 'b', port: 26380 },
        ],
        name: 'main',
        password: 'p',
        db: 1,
      },
    ],
    [
      {
        REDIS_SENTINELS: 'a',
        REDIS_SENTINEL_NAME: 'main',
        REDIS_SENTINEL_USERNAME: 'u',
        REDIS_SENTINEL_PASSWORD: 's',
        REDIS_USERNAME: 'app',
        REDIS_PASSWORD: 'p',
        REDIS_TLS: 'yes',
      },
      {
        sentinels: [{ host: 'a', port: 26379 }],
        name: 'main',
        username: 'app',
        password: 'p',
        tls: {},
        sentinelUsername: 'u',
        sentinelPassword: 's',
        sentinelTLS: {},
      },
    ],
  ])('%o', (env, expected) => {
    expect(redisFromEnv(env)).toEqual(expected)
  })

  it.each([
    [{ REDIS_URL: 'redis://a', REDIS_HOST: 'b' }, /REDIS_URL and REDIS_HOST contradict/],
    [{ REDIS_URL: 'localhost:6379' }, /REDIS_URL must be/],
    [{ REDIS_URL: 'http://:hunter2@a' }, /REDIS_URL must be/],
    [{ REDIS_HOST: 'a', REDIS_PORT: 'six' }, /REDIS_PORT must be a whole number/],
    [{ REDIS_HOST: 'a:99999' }, /REDIS_HOST must be/],
    [{ REDIS_HOST: 'a,b', REDIS_DB: '1' }, /REDIS_DB is not for Redis Cluster/],
    [{ REDIS_SENTINELS: 'a' }, /REDIS_SENTINEL_NAME/],
  ])('%o is refused', (env, message) => {
    expect(() => redisFromEnv(env)).toThrow(message)
    expect(() => redisFromEnv(env)).not.toThrow(/hunter2/)
  })
})

describe('the shared store', () => {
  it('is one for the same settings, also where they are the defaults', () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    for (const name of ['REDIS_URL', 'REDIS_HOST', 'REDIS_SENTINELS']) vi.stubEnv(name, '')
    expect(sharedSessionStore()).toBe(sharedSessionStore({ sessionTtl: 43_200, eventsKept: 1_000 }))
    expect(sharedSessionStore({ sessionTtl: 60 })).not.toBe(sharedSessionStore())
  })

  it('is what `sessionStore` stands for', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    for (const name of ['REDIS_URL', 'REDIS_HOST', 'REDIS_SENTINELS']) vi.stubEnv(name, '')
    await sessionStore.create(newSession('ann', 's'))
    expect(await sharedSessionStore().get('ann', 's')).not.toBeNull()
    expect(sessionStore.name).toBe(sharedSessionStore().name)
  })
})
