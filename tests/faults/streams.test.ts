/** What happens on one replica is seen on another's event stream: where nobody hears the bell, and by who was away. */
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { generateKey, RedisSessionStore, type RedisSessionStoreOptions } from '../../server/index.ts'
import { createApp } from '../server/harness.ts'
import { RedisServer } from '../server/redis-server.ts'
import { waitFor } from '../servers/wait-for.ts'
import { append, expectExactly, resetsIn } from './numbered.ts'

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

const write = ({ store }: { store: RedisSessionStore }, from: number, to: number) => append(store, 'alice', from, to)

it(`loses none of ${EVENTS} events where the bell’s connection is cut again and again`, async () => {
  const [one, two] = [replica(), replica()]
  const readers = [await one.app.events(), await two.app.events()]
  for (const reader of readers) await one.app.connected(reader)
  let cut = 0
  let done = false
  const cutting = (async () => {
    while (!done) cut += Number(await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub'))
  })()
  await write(one, 0, EVENTS / 2)
  await write(two, EVENTS / 2, EVENTS)
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
  await write(one, 0, EVENTS)
  await expectExactly(reader, 0, EVENTS)
  expect(resetsIn(reader)).toEqual([])
  await reader.close()
})

describe('browser offline 5 min; tab asleep an hour', () => {
  it('what it has missed is replayed, by whatever replica', async () => {
    const [one, two] = [replica(), replica()]
    const first = await one.app.events()
    await one.app.connected(first)
    await write(two, 0, EVENTS)
    await expectExactly(first, 0, EVENTS)
    await first.close()
    const middle = first.events.find(({ data }) => (data as { timestamp?: number }).timestamp === EVENTS / 2 - 1)!
    const second = await two.app.events(middle.id)
    await write(one, EVENTS, EVENTS + 10)
    await expectExactly(second, EVENTS / 2, EVENTS + 10)
    expect(second.events[0]).toMatchObject({ event: 'connected', id: middle.id, data: { resumed: true } })
    expect(resetsIn(second)).toEqual([])
    const ids = second.events.slice(1).map(({ id }) => id)
    const sameIds = first.events.filter(({ id }) => ids.includes(id)).map(({ id }) => id)
    expect(sameIds, 'an event has one id on all replicas').toEqual(ids.slice(0, EVENTS / 2))
    await second.close()
  })

  it('or there is one reset where the log has moved on beyond it', async () => {
    const [one, two] = [replica({ eventsKept: 20 }), replica({ eventsKept: 20 })]
    const first = await one.app.events()
    await write(one, 0, 1)
    await expectExactly(first, 0, 1)
    const { id } = first.events.at(-1)!
    await first.close()
    await write(one, 1, 400)
    const second = await two.app.events(id)
    await second.until(({ event }) => event === 'reset')
    await write(one, 400, 410)
    await expectExactly(second, 400, 410)
    expect(second.events.slice(0, 2)).toMatchObject([
      { event: 'connected', data: { resumed: false } },
      { event: 'reset', data: { connections: [] } },
    ])
    expect(resetsIn(second)).toHaveLength(1)
    await second.close()
  })

  it('or there is one reset where the log itself has ended', async () => {
    const [one, two] = [replica(), replica()]
    const first = await one.app.events()
    await write(one, 0, 1)
    await expectExactly(first, 0, 1)
    const { id } = first.events.at(-1)!
    await first.close()
    // Its life is an hour.
    const [log] = await admin.keys('mcp:events:*')
    expect(await admin.pttl(log!)).toBeGreaterThan(3_500_000)
    await admin.pexpire(log!, 1)
    await waitFor(
      () => admin.exists(log!),
      (found) => found === 0,
    )
    const second = await two.app.events(id)
    await second.until(({ event }) => event === 'reset')
    await write(one, 1, 10)
    await expectExactly(second, 1, 10)
    expect(resetsIn(second)).toHaveLength(1)
    await second.close()
  })
})
