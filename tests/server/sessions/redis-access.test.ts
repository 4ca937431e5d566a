/** Redis that is not open to everybody: a user who may little, TLS, and keys beside those of others. */
import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { start as startWorkshop } from '../../../examples/demo/servers/workshop.ts'
import type { ObservableServer } from '../../../examples/demo/servers/host.ts'
import { generateKey } from '../../../server/sessions/keys.ts'
import { RedisSessionStore, type RedisSessionStoreOptions } from '../../../server/sessions/redis.ts'
import { newSession, sessionStoreContract } from '../../contracts/session-store.ts'
import { ReplicaProcess } from '../../faults/replica-process.ts'
import { createApp } from '../harness.ts'
import { ACCOUNT, commandsRun, compare, forbiddenIn, rulesOf } from '../redis-acl.ts'
import { RedisClusterServers } from '../redis-cluster.ts'
import { CERTIFICATE, RedisServer } from '../redis-server.ts'
import { expectSharedService } from '../shared-service.ts'
import { Browser } from '../site.ts'

const keys = generateKey()
const ca = readFileSync(CERTIFICATE)
const closing: (() => unknown)[] = []
let server: RedisServer
let admin: Redis
let workshop: ObservableServer

beforeAll(async () => {
  ;[server, workshop] = await Promise.all([RedisServer.startTls(), startWorkshop()])
  admin = new Redis(server.url)
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
afterAll(async () => {
  admin?.disconnect()
  await Promise.all([server?.stop(), workshop?.close()])
})

function open(options: Omit<RedisSessionStoreOptions, 'keys'>): RedisSessionStore {
  const store = new RedisSessionStore({ keys, ...options })
  closing.push(() => store.close())
  return store
}

const expectService = (user: string, options: () => Omit<RedisSessionStoreOptions, 'keys'>) =>
  expectSharedService(
    createApp({ store: open(options()) }, user),
    createApp({ store: open(options()) }, user),
    workshop,
  )

describe('a user of Redis who may what docs/redis.md says', () => {
  const redis = () => ({ host: '127.0.0.1', port: server.port, ...ACCOUNT })
  beforeAll(async () => {
    await admin.call('ACL', 'SETUSER', ACCOUNT.username, ...rulesOf())
    await commandsRun([admin])
  })

  sessionStoreContract('RedisSessionStore', (options) => open({ redis: redis(), ...options }))

  it('is enough for a service of two replicas', () => expectService('limited', () => ({ redis: redis() })))

  it('asked for what it may and no more: no KEYS, SCAN, FLUSH or CONFIG among it', async () => {
    const run = await commandsRun([admin])
    // Asked for where a counter has no end, which does not happen by itself.
    expect(compare(rulesOf(), run)).toEqual({ missing: [], unused: ['expire'] })
    expect(forbiddenIn(run)).toEqual([])
  })

  it('may do nothing else', async () => {
    const client = new Redis(redis())
    closing.push(() => client.disconnect())
    const attempts = await Promise.allSettled([
      client.get('other:key'),
      client.keys('mcp:*'),
      client.scan(0),
      client.flushall(),
      client.config('GET', '*'),
      client.publish('other', 'x'),
      client.eval("return redis.call('GET', KEYS[1])", 1, 'other:key'),
    ])
    const refused = { status: 'rejected', reason: { message: expect.stringMatching(/NOPERM|permission/) } }
    for (const attempt of attempts) expect(attempt).toMatchObject(refused)
  })
})

describe('a key prefix', () => {
  const keyPrefix = 'app:'
  const redis = () => ({ host: '127.0.0.1', port: server.port, ...ACCOUNT, username: 'prefixed' })
  beforeAll(() => admin.call('ACL', 'SETUSER', 'prefixed', ...rulesOf({ prefix: keyPrefix })))

  sessionStoreContract('RedisSessionStore for a user who may use no other keys and channels', (options) =>
    open({ redis: redis(), keyPrefix, ...options }),
  )

  it('stands before all that a service of two replicas uses', () =>
    expectService('prefixed', () => ({ redis: redis(), keyPrefix })))

  it('may be the client’s own too', () =>
    expectService('handed in', () => {
      const client = new Redis(server.url, { keyPrefix })
      closing.push(() => client.disconnect())
      return { redis: client }
    }))
})

describe('TLS', () => {
  const tls = { ca }
  const redis = () => ({ host: 'localhost', port: server.tlsPort!, tls })
  /** A replica as operators run it: all that it knows is in its environment. */
  const startReplica = async (redisUrl: string, user: string) => {
    const replica = await ReplicaProcess.start({ redisUrl, keys, env: { NODE_EXTRA_CA_CERTS: CERTIFICATE } })
    closing.push(() => replica.kill())
    return new Browser(replica.base, user)
  }

  sessionStoreContract('RedisSessionStore', (options) => open({ redis: redis(), ...options }))

  it('serves by an address alone, in processes that trust who made the certificate', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => startReplica(server.tlsUrl, 'tls')))
    await expectSharedService(one!, two!, workshop)
  })

  it('refuses a certificate that nobody vouches for, or that is another’s', async () => {
    const unavailable = { code: 'store_unavailable' }
    await expect(open({ redis: server.tlsUrl }).ready()).rejects.toMatchObject(unavailable)
    await expect(open({ redis: { ...redis(), host: '127.0.0.1' } }).ready()).rejects.toMatchObject(unavailable)
    await open({ redis: redis() }).ready()
  })

  it('may be ended in the middle of a handshake that fails', async () => {
    // A failure that nobody listens to would end the process, and the tests with it.
    const answers = Array.from({ length: 10 }, async () => {
      const store = open({ redis: server.tlsUrl })
      store.subscribe('nobody', () => {})
      const answer = store.ready().catch(({ code }) => code)
      await setImmediate()
      await store.close()
      return answer
    })
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['store_unavailable']))
  })

  it('is spoken also with a master that a Sentinel has named', async () => {
    const sentinel = await RedisServer.startSentinel(`sentinel monitor main 127.0.0.1 ${server.tlsPort} 1`)
    closing.push(() => sentinel.stop())
    const sentinels = [{ host: '127.0.0.1', port: sentinel.port }]
    const store = open({ redis: { sentinels, name: 'main', tls: { ca, servername: 'localhost' } } })
    await store.create(newSession('sentinel and tls', 's'))
    expect(await store.list('sentinel and tls')).toHaveLength(1)
  })

  it('works in a Cluster whose nodes have names', { timeout: 60_000 }, async () => {
    const cluster = await RedisClusterServers.start({ tls: true })
    closing.push(() => cluster.stop())
    const [one, two] = await Promise.all([1, 2].map(() => startReplica(cluster.url, 'cluster')))
    await expectSharedService(one!, two!, workshop)
  })
})
