/** The slots of a Redis Cluster go from one master to another, in the middle of everything: by plan, and by a death. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start as startWorkshop } from '../../examples/demo/servers/workshop.ts'
import { generateKey, RedisSessionStore } from '../../server/index.ts'
import { newSession } from '../contracts/session-store.ts'
import { waitFor } from '../servers/wait-for.ts'
import { asUser, createApp } from '../server/harness.ts'
import { type ClusterNode, RedisClusterServers } from '../server/redis-cluster.ts'
import { ContinuousCalls } from './continuous-calls.ts'
import { expectOnceInOrder, expectTold, NumberedWrites, replicated } from './numbered-writes.ts'

let cluster: RedisClusterServers
let stores: RedisSessionStore[]

beforeAll(async () => {
  cluster = await RedisClusterServers.start({ replica: true })
  const keys = generateKey()
  const open = () => new RedisSessionStore({ redis: { nodes: cluster.addresses }, keys, eventsKept: 100_000 })
  stores = [open(), open(), open(), open()]
})
afterAll(async () => {
  await Promise.all((stores ?? []).map((each) => each.close()))
  await cluster?.stop()
})

const tagOf = (userId: string) => `{${createHash('sha256').update(userId).digest('base64url')}}`

/** A user whose slot this master has; nobody else of the tests is that user. */
async function userAt(master: ClusterNode, name: string): Promise<string> {
  for (let n = 0; n < 1_000; n++) {
    const userId = `${name}${n}`
    if ((await cluster.placeOf(tagOf(userId))).master === master) return userId
  }
  throw new Error('No such user was found.')
}

/** Calls, events and writes of one person, on two replicas. */
async function busy(userId: string) {
  const store = stores[0]!
  const workshop = await startWorkshop()
  const cursor = await store.cursor(userId)
  const replicas = stores
    .slice(1, 3)
    .map((each) => asUser(createApp({ store: each, limits: { callsPerMinute: 100_000 } }).handler, userId))
  const pages = await Promise.all(replicas.map((replica) => replica.events()))
  for (const page of pages) await page.until(({ event }) => event === 'connected')
  const calls = await ContinuousCalls.start(replicas, workshop)
  const writes = new NumberedWrites(store, userId)
  return {
    calls,
    writes,
    /** Ends it; nothing was done twice, and all of these are there. */
    async expectWell(certain: () => readonly number[]): Promise<void> {
      await Promise.all([writes.end(), calls.end()])
      const kept = await writes.kept(cursor)
      expectOnceInOrder(kept)
      expect(kept).toEqual(expect.arrayContaining([...certain()]))
      expect([...new Set(writes.failures)].filter((code) => code !== 'store_unavailable')).toEqual([])
      for (const page of pages) await expectTold(page, kept)
      calls.expectEachOnce()
      await calls.disconnect()
      await workshop.close()
      await Promise.all(pages.map((page) => page.close()))
    },
  }
}

describe('a Redis Cluster in use', () => {
  it(
    'gives a person’s slot to another master: nothing is lost, and their neighbour notices nothing',
    { timeout: 60_000 },
    async () => {
      const [, from, to] = cluster.masters
      const [moved, neighbour] = [await userAt(from!, 'moved'), await userAt(from!, 'neighbour')]
      const [their, others] = [await busy(moved), await busy(neighbour)]
      await their.writes.more(20)
      const { slot } = await cluster.placeOf(tagOf(moved))
      // Used by nobody else meanwhile.
      const quiet = stores[3]!
      await quiet.cursor(neighbour)
      let waits: Promise<unknown> | undefined
      await cluster.moveSlot(slot, from!, to!, async () => {
        // Half of the keys are there, half here: whoever needs one of them finds it.
        await Promise.all([their.writes.more(20), others.writes.more(20), others.calls.more(5)])
        // Who needs several at once has to wait, and nobody else with him.
        let over = false
        waits = quiet
          .create(newSession(moved, 'new'))
          .catch(({ code }) => expect(code).toBe('store_unavailable'))
          .finally(() => (over = true))
        for (let n = 0; n < 3; n++) await quiet.cursor(neighbour)
        expect(over).toBe(false)
      })
      await waits
      await waitFor(
        async () => (await cluster.placeOf(tagOf(moved))).master.id,
        (id) => id === to!.id,
      )
      await Promise.all([their.calls.more(10), their.writes.more(20)])
      await their.expectWell(() => their.writes.acknowledged)
      await others.expectWell(() => others.writes.acknowledged)
      expect(others.writes.failures).toEqual([])
      const errors = await cluster.errors()
      expect(errors).toEqual(expect.arrayContaining(['ASK', 'MOVED']))
      expect(errors).not.toContain('CROSSSLOT')
    },
  )

  it(
    'loses a master, and goes on with its replica: nothing twice, nothing lost that the replica had',
    { timeout: 90_000 },
    async () => {
      const [dying, staying] = cluster.masters
      const orphan = await userAt(dying!, 'orphan')
      const { calls, writes, expectWell } = await busy(orphan)
      const others = await busy(await userAt(staying!, 'staying'))
      await writes.more(50)
      const safe = [...writes.acknowledged]
      await replicated(dying!.admin, `barrier${tagOf(orphan)}`)
      await dying!.server.halt('SIGKILL')
      await cluster.settled()
      await Promise.all([calls.more(10), writes.more(50), others.calls.more(10), others.writes.more(50)])
      await expectWell(() => [...safe, ...writes.acknowledged.slice(-50)])
      await others.expectWell(() => others.writes.acknowledged)
      expect(await cluster.errors()).not.toContain('CROSSSLOT')
    },
  )
})
