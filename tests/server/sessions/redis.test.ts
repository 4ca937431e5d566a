import { createHash } from 'node:crypto'
import { Cluster, Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { generateKey } from '../../../server/sessions/keys.ts'
import { RedisSessionStore, type RedisSessionStoreOptions } from '../../../server/sessions/redis.ts'
import { newSession, sessionStoreContract } from '../../contracts/session-store.ts'
import { RedisServer } from '../redis-server.ts'
import { TcpProxy } from '../tcp-proxy.ts'

let server: RedisServer
let admin: Redis
const keys = generateKey()
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  server = await RedisServer.start()
  admin = new Redis(server.url)
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})
afterAll(async () => {
  admin.disconnect()
  await server.stop()
})

function open(options: Partial<RedisSessionStoreOptions> = {}): RedisSessionStore {
  const store = new RedisSessionStore({ redis: server.url, keys, ...options })
  closing.push(() => store.close())
  return store
}

async function openProxy(): Promise<TcpProxy> {
  const proxy = await TcpProxy.to(server.port)
  closing.push(() => proxy.close())
  return proxy
}

const eventually = (assertion: () => unknown): Promise<unknown> =>
  vi.waitFor(assertion, { timeout: 9_000, interval: 20 })

/** Commands that Redis gets while `work` runs, by name. */
async function commandsOf(work: () => Promise<unknown>): Promise<string[]> {
  const monitor = await admin.monitor()
  const seen: string[] = []
  monitor.on(
    'monitor',
    (_time: string, [name]: string[], source: string) => source !== 'lua' && seen.push(name!.toLowerCase()),
  )
  await work()
  await admin.echo('end')
  await eventually(() => expect(seen).toContain('echo'))
  monitor.disconnect()
  return seen.slice(0, seen.indexOf('echo'))
}

sessionStoreContract('RedisSessionStore', (options) => open(options))

describe('a Redis store', () => {
  it('connects to nothing before its first use', async () => {
    const proxy = await openProxy()
    const store = open({ redis: `redis://127.0.0.1:${proxy.port}` })
    // One that connects later and is answered: any earlier connection would be there by then.
    const later = new Redis(`redis://127.0.0.1:${proxy.port}`)
    await later.ping()
    later.disconnect()
    expect(proxy.connections).toBe(1)
    await store.ready()
    expect(proxy.connections).toBe(2)
  })

  it('refuses to start without a key ring, and says how to make one', () => {
    expect(() => new RedisSessionStore({ redis: server.url, keys: '' })).toThrow(/npx mcp-plug keygen/)
  })

  it('leaves a client that was handed in open', async () => {
    const client = new Redis(server.url)
    const store = open({ redis: client })
    await store.create(newSession('handed', 's1'))
    await store.close()
    expect(await client.ping()).toBe('PONG')
    client.disconnect()
  })

  it.each([
    ['that repeats commands by itself', {}, 1],
    ['that does each thing once', { maxRetriesPerRequest: 0 }, 0],
  ])('warns of a client %s, or does not', (_kind, options, warnings) => {
    const warn = vi.fn()
    const logger = { debug() {}, info() {}, warn, error() {} }
    const client = new Redis(server.url, { lazyConnect: true, ...options })
    const cluster = new Cluster([{ port: server.port }], {
      lazyConnect: true,
      ...(!warnings && { retryDelayOnFailover: 0 }),
    })
    for (const redis of [client, cluster]) open({ redis, logger })
    open({ redis: { nodes: [{ host: '127.0.0.1', port: server.port }] }, logger })
    open({ logger })
    expect(warn).toHaveBeenCalledTimes(2 * warnings)
  })

  it('keeps apart what two stores with different prefixes keep', async () => {
    const [one, two] = [open({ keyPrefix: 'one:' }), open({ keyPrefix: 'two:' })]
    await one.create(newSession('prefix', 's1'))
    expect(await two.get('prefix', 's1')).toBeNull()
    expect(await two.list('prefix')).toEqual([])
    expect(() => open({ keyPrefix: '{x}' })).toThrow(TypeError)
  })

  it('lists 1 and 300 sessions with the same commands', async () => {
    const store = open()
    await store.create(newSession('few', 's'))
    await Promise.all(Array.from({ length: 300 }, (_, n) => store.create(newSession('many', `s${n}`))))
    const few = await commandsOf(async () => expect(await store.list('few')).toHaveLength(1))
    const many = await commandsOf(async () => expect(await store.list('many')).toHaveLength(300))
    expect(few).toEqual(['zrange', 'mget'])
    expect(many).toEqual(few)
  })

  it('reads session and tool and registers a call in one round trip', async () => {
    const proxy = await openProxy()
    const store = open({ redis: `redis://127.0.0.1:${proxy.port}` })
    await store.create(newSession('one trip', 's'))
    await store.putTools('one trip', 's', [{ definition: { name: 'echo', inputSchema: {} }, hash: 'h' }])
    const lease = { sessionId: 's', method: 'tools/call', name: 'echo', replica: 'r', state: 'running' } as const
    const front = (callId: string) =>
      Promise.all([store.consume('one trip', 'calls', 600, 60), store.admitCall('one trip', { ...lease, callId }, 60)])
    await front('warm')
    const before = proxy.writes
    const [wait, { session, tool, created }] = await front('counted')
    expect([wait, session?.sessionId, tool?.hash, created]).toEqual([0, 's', 'h', true])
    expect(proxy.writes - before).toBe(1)
  })

  it('renews the life of a session, its tools and its place in the list with each use', async () => {
    const store = open()
    await store.create(newSession('sliding', 's'))
    await store.putTools('sliding', 's', [{ definition: { name: 'echo', inputSchema: {} }, hash: 'h' }])
    const u = createHash('sha256').update('sliding').digest('base64url')
    const session = `mcp:session:{${u}}:s`
    const tools = `mcp:tools:{${u}}:s`
    const sessions = `mcp:user:{${u}}:sessions`
    const uses = [() => store.get('sliding', 's'), () => store.update('sliding', 's', 1, { active: false })]
    for (const use of uses) {
      for (const key of [session, tools, sessions]) expect(await admin.pexpire(key, 5_000)).toBe(1)
      await admin.zadd(sessions, Date.now() + 5_000, 's')
      await use()
      for (const key of [session, tools, sessions]) expect(await admin.ttl(key), key).toBeGreaterThan(43_000)
      expect(Number(await admin.zscore(sessions, 's'))).toBeGreaterThan(Date.now() + 43_000_000)
    }
  })
})

describe('two replicas over one Redis', () => {
  it('see each other’s sessions, changes and locks', async () => {
    const [a, b] = [open(), open()]
    await a.create(newSession('shared', 's'))
    const results = await Promise.all([
      a.update('shared', 's', 1, { toolCount: 1 }),
      b.update('shared', 's', 1, { toolCount: 2 }),
    ])
    expect(results.filter(Boolean)).toHaveLength(1)
    expect((await a.get('shared', 's'))?.toolCount).toBe((await b.get('shared', 's'))?.toolCount)
    const locks = await Promise.all([a.lock('shared', 'x', 5_000), b.lock('shared', 'x', 5_000)])
    expect(locks.filter(Boolean)).toHaveLength(1)
  })

  it('see each other’s events, and messages to their channels', async () => {
    const [a, b] = [open(), open()]
    const wake = vi.fn()
    const onMessage = vi.fn()
    b.subscribe('events', wake)
    b.listen('replica b', onMessage)
    const cursor = await b.cursor('events')
    await eventually(async () => {
      await a.send('replica b', { type: 'cancel', userId: 'events', callId: 'c' })
      expect(onMessage).toHaveBeenCalledWith({ type: 'cancel', userId: 'events', callId: 'c' })
    })
    wake.mockClear()
    const id = await a.append('events', 'connection', { from: 'a' })
    await eventually(() => expect(wake).toHaveBeenCalled())
    expect(await b.read('events', cursor)).toEqual({
      events: [{ id, name: 'connection', data: { from: 'a' } }],
      cursor: id,
    })
  })

  it('find an event whose bell was lost with the connection', async () => {
    const [a, b] = [open(), open()]
    const wake = vi.fn()
    b.subscribe('killed', wake)
    await eventually(() => expect(wake).toHaveBeenCalled())
    wake.mockClear()
    expect(Number(await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub'))).toBeGreaterThan(0)
    await a.append('killed', 'connection', 1)
    await eventually(() => expect(wake).toHaveBeenCalled())
    // The new connection hears the bell as the old one did.
    await eventually(async () =>
      expect(await admin.pubsub('NUMSUB', 'mcp:bell')).toEqual(['mcp:bell', expect.toSatisfy((n) => n > 0)]),
    )
  })

  it('find an event whose bell nobody heard', async () => {
    const proxy = await openProxy()
    const [a, b] = [open(), open({ redis: `redis://127.0.0.1:${proxy.port}` })]
    const wake = vi.fn()
    b.subscribe('deaf', wake)
    await eventually(() => expect(wake).toHaveBeenCalled())
    wake.mockClear()
    proxy.drop = (data) => data.includes('message')
    await a.append('deaf', 'connection', 1)
    await eventually(() => expect(wake).toHaveBeenCalled())
  }, 20_000)

  it('begin a new log where Redis has lost the old one, and say so', async () => {
    const [a, b] = [open(), open()]
    const before = await a.append('lost', 'connection', 1)
    expect(await admin.del(...(await admin.keys('mcp:events:*')))).toBeGreaterThan(0)
    expect(await b.read('lost', before)).toEqual({ gap: true })
    const after = await b.append('lost', 'connection', 2)
    expect(after.split('.')[0]).not.toBe(before.split('.')[0])
    expect(await a.read('lost', before)).toEqual({ gap: true })
  })
})
