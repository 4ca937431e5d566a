/** A master of Redis is replaced by Sentinels, in the middle of everything. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { start as startWorkshop } from '../../examples/demo/servers/workshop.ts'
import type { ObservableServer } from '../../examples/demo/servers/host.ts'
import { generateKey, RedisSessionStore } from '../../server/index.ts'
import { type App, createApp } from '../server/harness.ts'
import { RedisSentinelServers } from '../server/redis-sentinel.ts'
import { ContinuousCalls } from './continuous-calls.ts'
import { expectOnceInOrder, expectTold, NumberedWrites, replicated } from './numbered-writes.ts'

let servers: RedisSentinelServers
let workshop: ObservableServer
let store: RedisSessionStore
let replicas: App[]
let stores: RedisSessionStore[]

beforeAll(async () => {
  ;[servers, workshop] = await Promise.all([RedisSentinelServers.start(), startWorkshop()])
  const keys = generateKey()
  stores = Array.from({ length: 3 }, () => new RedisSessionStore({ redis: servers.options, keys, eventsKept: 100_000 }))
  store = stores[0]!
  replicas = stores.slice(1).map((each) => createApp({ store: each, limits: { callsPerMinute: 100_000 } }))
})
afterAll(async () => {
  await Promise.all((stores ?? []).map((each) => each.close()))
  await Promise.all([servers?.stop(), workshop?.close()])
})

it.each([
  ['is told to hand over', 0, () => servers.failOver()],
  ['is killed', 1, () => servers.data[1].halt('SIGKILL')],
] as const)(
  'a master that %s is replaced: nothing twice, nothing lost that its replica had',
  { timeout: 90_000 },
  async (_how, place, end) => {
    const heir = place === 0 ? 1 : 0
    await servers.follows(heir)
    const cursor = await store.cursor('alice')
    const pages = await Promise.all(replicas.map((replica) => replica.events()))
    for (const page of pages) await page.until(({ event }) => event === 'connected')
    const calls = await ContinuousCalls.start(replicas, workshop)
    const writes = new NumberedWrites(store, 'alice')
    await writes.more(50)

    // Redis copies to a replica a moment later. What is certain to be there too is what the master has waited for.
    const safe = [...writes.acknowledged]
    await replicated(servers.admins[place], 'barrier')
    await end()
    await servers.promoted(heir)
    await calls.more(10)
    await writes.more(50)
    const late = writes.acknowledged.slice(-50)
    await Promise.all([writes.end(), calls.end()])

    const kept = await writes.kept(cursor)
    expectOnceInOrder(kept)
    expect(kept).toEqual(expect.arrayContaining([...safe, ...late]))
    expect([...new Set(writes.failures)].filter((code) => code !== 'store_unavailable')).toEqual([])
    for (const page of pages) await expectTold(page, kept)
    calls.expectEachOnce()
    await calls.disconnect()
    await Promise.all(pages.map((page) => page.close()))
  },
)
