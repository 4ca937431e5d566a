/** A store over a real Redis Cluster, by a user who may what docs/redis.md says; its masters are behind proxies. */
import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { Cluster } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { start as startWorkshop } from '../../../examples/demo/servers/workshop.ts'
import type { ObservableServer } from '../../../examples/demo/servers/host.ts'
import { createSessionStore } from '../../../server/sessions/from-env.ts'
import { generateKey } from '../../../server/sessions/keys.ts'
import { RedisSessionStore, type RedisSessionStoreOptions } from '../../../server/sessions/redis.ts'
import { newSession, sessionStoreContract } from '../../contracts/session-store.ts'
import { waitFor } from '../../servers/wait-for.ts'
import { createApp } from '../harness.ts'
import { ACCOUNT, commandsRun, compare, forbiddenIn, rulesOf } from '../redis-acl.ts'
import { RedisClusterServers } from '../redis-cluster.ts'
import { expectSharedService } from '../shared-service.ts'
import type { TcpProxy } from '../tcp-proxy.ts'

const keys = generateKey()
const rules = rulesOf({ cluster: true })
const closing: (() => unknown)[] = []
let cluster: RedisClusterServers
let proxies: readonly TcpProxy[]
let workshop: ObservableServer

beforeAll(async () => {
  ;[cluster, workshop] = await Promise.all([RedisClusterServers.start(), startWorkshop()])
  proxies = await cluster.behindProxies()
  await makeUser()
  await commandsRun(cluster.masters.map(({ admin }) => admin))
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
afterAll(async () => {
  await Promise.all([cluster?.stop(), workshop?.close()])
})

async function makeUser(): Promise<void> {
  for (const { admin } of cluster.masters) await admin.call('ACL', 'SETUSER', ACCOUNT.username, ...rules)
}

function open(options: Partial<RedisSessionStoreOptions> = {}): RedisSessionStore {
  const redis = { nodes: cluster.addresses, options: ACCOUNT }
  const store = new RedisSessionStore({ redis, keys, ...options })
  closing.push(() => store.close())
  return store
}

const tagOf = (userId: string) => `{${createHash('sha256').update(userId).digest('base64url')}}`

/** Before the master that has the slot of this key. */
async function proxyOf(key: string): Promise<TcpProxy> {
  const { master } = await cluster.placeOf(key)
  return proxies[cluster.masters.indexOf(master)]!
}

describe('Redis Cluster', () => {
  sessionStoreContract('RedisSessionStore', (options) => open(options))

  it('serves people on two replicas, also those whose client is handed in or found in the environment', async () => {
    await expectSharedService(createApp({ store: open() }, 'ann'), createApp({ store: open() }, 'ann'), workshop)
    const [first] = cluster.addresses
    const client = new Cluster([first!], { redisOptions: ACCOUNT })
    closing.push(() => client.disconnect())
    // One address that leads to all is named twice: by itself it would be one Redis.
    const address = `redis://${ACCOUNT.username}:${ACCOUNT.password}@127.0.0.1:${first!.port}`
    const REDIS_URL = `${address},${address}`
    const byEnv = createSessionStore({ env: { REDIS_URL, MCP_PLUG_KEYS: keys } })
    closing.push(() => byEnv.close())
    const one = createApp({ store: open({ redis: client }) }, 'bob')
    await expectSharedService(one, createApp({ store: byEnv }, 'bob'), workshop)
  })

  it('was asked for nothing but what its user may, and for all of that', async () => {
    const run = await commandsRun(cluster.masters.map(({ admin }) => admin))
    // There is no replica here, and no slot moves. A counter always has an end.
    const unused = ['expire', 'asking', 'readonly', 'readwrite']
    expect(compare(rules, run)).toEqual({ missing: [], unused })
    expect(forbiddenIn(run)).toEqual([])
  })

  it('lists 1 and 1,000 sessions with the same commands, in as many round trips', async () => {
    const store = open()
    await store.create(newSession('few', 's'))
    for (let from = 0; from < 1_000; from += 100)
      await Promise.all(Array.from({ length: 100 }, (_, n) => store.create(newSession('many', `s${from + n}`))))
    const costOf = async (userId: string) => {
      const proxy = await proxyOf(tagOf(userId))
      const { admin } = cluster.masters[proxies.indexOf(proxy)]!
      let roundTrips = 0
      let answered = true
      proxy.onWrite = () => {
        if (answered) roundTrips += 1
        answered = false
      }
      proxy.drop = () => {
        answered = true
        return false
      }
      await commandsRun([admin])
      const { length } = await store.list(userId)
      const { info: _info, ...commands } = await commandsRun([admin])
      proxy.onWrite = () => {}
      proxy.drop = () => false
      return { length, roundTrips, commands }
    }
    const few = await costOf('few')
    expect(few).toEqual({ length: 1, roundTrips: 2, commands: { zrange: 1, mget: 1 } })
    expect(await costOf('many')).toEqual({ ...few, length: 1_000 })
  })

  it('does each thing once when the answer to it is lost', async () => {
    const store = open()
    const tag = tagOf('cut')
    const cut = async <T>(text: string, work: () => Promise<T>, key = tag): Promise<T> => {
      // What was cut the last time is connected again by what this asks for.
      await store.getCall('cut', 'none')
      ;(await proxyOf(key)).cutAnswerTo(text)
      return work()
    }
    const lost = { code: 'store_unavailable' }
    const cursor = await store.cursor('cut')
    expect((await cut('"Notes"', () => store.create(newSession('cut', 's')))).generation).toBe(1)
    expect((await cut('"Two"', () => store.update('cut', 's', 1, { serverName: 'Two' })))?.generation).toBe(2)
    const id = await cut('mcp:events', () => store.append('cut', 'connection', 'once'))
    expect(await store.read('cut', cursor)).toEqual({ events: [{ id, name: 'connection', data: 'once' }], cursor: id })
    expect(await cut('mcp:lock', () => store.lock('cut', 'x', 60_000))).not.toBeNull()
    // What cannot be told from a second attempt is not attempted again.
    await expect(cut('mcp:quota', () => store.consume('cut', 'calls', 2, 60))).rejects.toMatchObject(lost)
    expect(await store.consume('cut', 'calls', 2, 60)).toBe(0)
    expect(await store.consume('cut', 'calls', 2, 60)).toBeGreaterThan(0)
    await expect(cut('mcp:session', () => store.delete('cut', 's'))).rejects.toMatchObject(lost)
    expect(await store.get('cut', 's')).toBeNull()
    const state = `mcp:state:${createHash('sha256').update('a state').digest('base64url')}`
    await store.putState('a state', 1, 60)
    await expect(cut(state, () => store.claimState('a state'), state)).rejects.toMatchObject(lost)
    expect(await store.claimState('a state')).toBeNull()
  })

  it('says why it cannot be used, without a password', async () => {
    const options = { username: ACCOUNT.username, password: 'a-wrong-password' }
    const error = vi.fn()
    const store = open({
      redis: { nodes: cluster.addresses, options },
      logger: { debug() {}, info() {}, warn() {}, error },
    })
    await expect(store.ready()).rejects.toMatchObject({
      code: 'store_unavailable',
      cause: { message: expect.stringContaining('WRONGPASS') },
    })
    expect(inspect(error.mock.calls)).toContain('WRONGPASS')
    expect(inspect(error.mock.calls, { depth: 20, showHidden: true })).not.toContain('a-wrong-password')
  })

  it('does later nothing of what failed while all nodes were away, and does not wear itself out meanwhile', async () => {
    const store = open()
    const cursor = await store.cursor('away')
    const wake = vi.fn()
    store.subscribe('away', wake)
    await waitFor(
      () => wake.mock.calls.length,
      (calls) => calls > 0,
    )
    await Promise.all(cluster.masters.map(({ server }) => server.halt('SIGKILL')))
    const before = proxies.reduce((sum, { connections }) => sum + connections, 0)
    for (let n = 0; n < 5; n++)
      await expect(store.append('away', 'connection', `failed ${n}`)).rejects.toMatchObject({
        code: 'store_unavailable',
      })
    const attempts = proxies.reduce((sum, { connections }) => sum + connections, 0) - before
    expect(attempts).toBeLessThan(300)

    await Promise.all(cluster.masters.map(({ server }) => server.resume()))
    await cluster.settled()
    await cluster.announceProxies()
    await makeUser()
    await waitFor(
      () =>
        store.ready().then(
          () => true,
          () => false,
        ),
      Boolean,
    )
    // They came back empty, and empty they are.
    expect(await store.read('away', cursor)).toEqual({ gap: true })
    const { master } = await cluster.placeOf(tagOf('away'))
    expect(await master.admin.exists(`mcp:events:${tagOf('away')}`)).toBe(0)
    const fresh = await store.cursor('away')
    wake.mockClear()
    const id = await open().append('away', 'connection', 'new')
    await waitFor(
      () => wake.mock.calls.length,
      (calls) => calls > 0,
    )
    expect(await store.read('away', fresh)).toEqual({ events: [{ id, name: 'connection', data: 'new' }], cursor: id })
  })
})
