/** What happens on one replica is seen on another's event stream, also where nobody hears the bell. */
import { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { generateKey, RedisSessionStore, type RedisSessionStoreOptions } from '../../server/index.ts'
import { createApp, type EventReader } from '../server/harness.ts'
import { RedisServer } from '../server/redis-server.ts'
import { waitFor } from '../servers/wait-for.ts'

const EVENTS = 200

let redis: RedisServer
let admin: Redis
const keys = generateKey()
const stores: RedisSessionStore[] = []

beforeEach(async () => {
  redis = await RedisServer.start()
  admin = new Redis(redis.url)
})
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()))
  admin.disconnect()
  await redis.stop()
})

/** A handler with connections of its own, as another process has. */
function replica(options: Partial<RedisSessionStoreOptions> = {}) {
  const store = new RedisSessionStore({ redis: redis.url, keys, ...options })
  stores.push(store)
  return { store, app: createApp({ store }) }
}

const numbered = (timestamp: number) => ({ type: 'prompts_changed', sessionId: 's', serverId: 's', timestamp })
const append = async ({ store }: { store: RedisSessionStore }, from: number, to: number) => {
  for (let number = from; number < to; number++) await store.append('alice', 'connection', numbered(number))
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)
const numbersIn = ({ events }: EventReader) =>
  events.filter(({ event }) => event === 'connection').map(({ data }) => (data as { timestamp: number }).timestamp)
const resetsIn = ({ events }: EventReader) => events.filter(({ event }) => event === 'reset')

/** The last of them has come; and each came once, in order. */
async function expectExactly(reader: EventReader, from: number, to: number): Promise<void> {
  await waitFor(
    () => numbersIn(reader).at(-1),
    (last) => last === to - 1,
    15_000,
  )
  expect(numbersIn(reader)).toEqual(range(from, to))
}

it(`loses none of ${EVENTS} events where the bell’s connection is cut again and again`, async () => {
  const [one, two] = [replica(), replica()]
  const readers = [await one.app.events(), await two.app.events()]
  for (const reader of readers) await one.app.connected(reader)
  let cut = 0
  let done = false
  const cutting = (async () => {
    while (!done) cut += Number(await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub'))
  })()
  await append(one, 0, EVENTS / 2)
  await append(two, EVENTS / 2, EVENTS)
  done = true
  await cutting
  expect(cut, 'the bell was silenced').toBeGreaterThan(2)
  for (const reader of readers) {
    await expectExactly(reader, 0, EVENTS)
    expect(resetsIn(reader)).toEqual([])
    await reader.close()
  }
})

it(`loses none of ${EVENTS} events where Redis lets nobody listen`, async () => {
  await admin.acl('SETUSER', 'deaf', 'on', '>secret', 'allkeys', 'allcommands', 'resetchannels')
  const refused: string[] = []
  const logger = { debug() {}, info() {}, warn: (_: object, text: string) => void refused.push(text), error() {} }
  const one = replica()
  const deaf = replica({ redis: redis.url.replace('//', '//deaf:secret@'), logger })
  const reader = await deaf.app.events()
  await deaf.app.connected(reader)
  await waitFor(
    () => refused,
    (lines) => lines.some((line) => line.includes('did not subscribe')),
  )
  await append(one, 0, EVENTS)
  await expectExactly(reader, 0, EVENTS)
  expect(resetsIn(reader)).toEqual([])
  await reader.close()
})

it('goes on at another replica where the stream of the first stood', async () => {
  const [one, two] = [replica(), replica()]
  const first = await one.app.events()
  await one.app.connected(first)
  await append(two, 0, EVENTS)
  await expectExactly(first, 0, EVENTS)
  await first.close()
  const middle = first.events.find(({ data }) => (data as { timestamp?: number }).timestamp === EVENTS / 2 - 1)!
  const second = await two.app.events(middle.id)
  await append(one, EVENTS, EVENTS + 10)
  await expectExactly(second, EVENTS / 2, EVENTS + 10)
  expect(second.events[0]).toMatchObject({ event: 'connected', id: middle.id, data: { resumed: true } })
  expect(resetsIn(second)).toEqual([])
  const ids = second.events.slice(1).map(({ id }) => id)
  const sameIds = first.events.filter(({ id }) => ids.includes(id)).map(({ id }) => id)
  expect(sameIds, 'an event has one id on all replicas').toEqual(ids.slice(0, EVENTS / 2))
  await second.close()
})

it('sends one reset where the log has moved on beyond the reader, and goes on from there', async () => {
  const [one, two] = [replica({ eventsKept: 20 }), replica({ eventsKept: 20 })]
  const first = await one.app.events()
  await append(one, 0, 1)
  await expectExactly(first, 0, 1)
  const { id } = first.events.at(-1)!
  await first.close()
  await append(one, 1, 400)
  const second = await two.app.events(id)
  await second.until(({ event }) => event === 'reset')
  await append(one, 400, 410)
  await expectExactly(second, 400, 410)
  expect(second.events.slice(0, 2)).toMatchObject([
    { event: 'connected', data: { resumed: false } },
    { event: 'reset', data: { connections: [] } },
  ])
  expect(resetsIn(second)).toHaveLength(1)
  await second.close()
})

it('sends one reset to each stream, open or coming back, where Redis has lost everything', async () => {
  const [one, two] = [replica(), replica()]
  const readers = [await one.app.events(), await two.app.events()]
  await append(one, 0, 10)
  for (const reader of readers) await expectExactly(reader, 0, 10)
  const { id } = readers[0]!.events.at(-1)!
  await admin.flushall()
  await append(one, 10, 11)
  const late = await two.app.events(id)
  const all = [...readers, late]
  for (const reader of all) await reader.until(({ event }) => event === 'reset')
  await append(two, 11, 50)
  for (const reader of all) {
    await waitFor(
      () => numbersIn(reader).at(-1),
      (last) => last === 49,
    )
    const after = numbersIn(reader).filter((number) => number > 10)
    expect(after).toEqual(range(11, 50))
    expect(resetsIn(reader)).toHaveLength(1)
    expect(resetsIn(reader)[0]!.data).toMatchObject({ resumed: false, connections: [] })
    await reader.close()
  }
})
