/** How much one person may ask of all processes together, over one real Redis. */
import { createHash } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { generateKey, RedisSessionStore } from '../../server/index.ts'
import { SEAT_SECONDS } from '../../server/seats.ts'
import { ReplicaProcess } from '../faults/replica-process.ts'
import { type FaultyServer, startFaulty } from '../server/faulty-server.ts'
import { type App, createApp, type EventReader } from '../server/harness.ts'
import { RedisServer } from '../server/redis-server.ts'
import { Browser } from '../server/site.ts'
import { waitFor } from '../servers/wait-for.ts'

const keys = generateKey()
const limits = { streamsPerUser: 3, callsPerUser: 3, callsPerMinute: 100_000 }
const closing: (() => unknown)[] = []
let redis: RedisServer
let admin: Redis

beforeAll(async () => {
  redis = await RedisServer.start()
  admin = new Redis(redis.url)
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
afterAll(async () => {
  admin?.disconnect()
  await redis?.stop()
})

/** One person on a replica with connections of its own, as another process has them. */
function replica(user: string): App {
  const store = new RedisSessionStore({ redis: redis.url, keys })
  closing.push(() => store.close())
  return createApp({ store, limits }, user)
}

const page = async (app: App): Promise<EventReader> => {
  const reader = await app.events()
  closing.push(() => reader.close())
  await app.connected(reader)
  return reader
}

/** Status and code of one page more; closed at once where it opens. */
async function onePageMore({ handler }: App, user: string): Promise<[number, string]> {
  const headers = { user, 'x-mcp-plug': '1', accept: 'text/event-stream' }
  const response = await handler.fetch(new Request('http://app.test/api/mcp', { headers }))
  if (response.status === 200) {
    await response.body!.cancel()
    return [200, 'open']
  }
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  return [response.status, (await response.json()).error.code]
}

const REFUSED = [429, 'too_many_streams']

describe('on two replicas, one more than', () => {
  it('3 event streams is refused by either, until one is closed', async () => {
    const [one, two] = [replica('streams'), replica('streams')]
    const first = await page(one)
    await page(one)
    await page(two)
    expect(await onePageMore(one, 'streams')).toEqual(REFUSED)
    expect(await onePageMore(two, 'streams')).toEqual(REFUSED)
    expect(await onePageMore(two, 'others')).toEqual([200, 'open'])
    await first.close()
    await waitFor(
      () => onePageMore(two, 'streams'),
      ([status]) => status === 200,
    )
  })

  it('3 calls at once is refused by either, and reaches no server, until one ends', async () => {
    const server: FaultyServer = await startFaulty((response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n'),
    )
    closing.push(() => server.close())
    const [one, two] = [replica('calls'), replica('calls')]
    const { sessionId } = await one.call('connect', { serverUrl: server.url })
    const call = { sessionId, name: 'work' }
    for (const [callId, app] of [
      ['a', one],
      ['b', one],
      ['c', two],
    ] as const) {
      const running = await app.stream('callTool', { ...call, callId })
      closing.push(() => running.close())
    }
    await waitFor(
      () => server.calls(),
      (calls) => calls === 3,
    )
    for (const app of [one, two]) {
      const response = await app.post({ id: 1, method: 'callTool', params: call })
      expect(response.status).toBe(429)
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
      expect((await response.json()).error.code).toBe('rate_limited')
    }
    expect(server.calls()).toBe(3)
    // A call that the one runs is ended by the other, which then has room for another.
    expect(await two.call('cancelCall', { callId: 'a' })).toEqual({ cancelled: true })
    const next = await waitFor(
      () => two.post({ id: 1, method: 'callTool', params: { ...call, callId: 'd' } }, { accept: 'text/event-stream' }),
      ({ status }) => status === 200,
    )
    closing.push(() => next.body!.cancel())
    await waitFor(
      () => server.calls(),
      (calls) => calls === 4,
    )
  })
})

it(
  'a replica that died keeps its people’s seats for half a minute, and not for ever',
  { timeout: 60_000 },
  async () => {
    const dying = await ReplicaProcess.start({ redisUrl: redis.url, keys, options: { limits } })
    closing.push(() => dying.kill())
    for (let n = 0; n < 3; n++) await (await new Browser(dying.base, 'bereft').events()).until(Boolean)
    const staying = replica('bereft')
    expect(await onePageMore(staying, 'bereft')).toEqual(REFUSED)
    await dying.kill()
    const key = `mcp:quota:{${createHash('sha256').update('bereft').digest('base64url')}}:streams`
    const seats = await admin.zrange(key, '0', '-1')
    expect(seats).toHaveLength(3)
    for (const seat of seats) {
      expect(Number(await admin.zscore(key, seat))).toBeLessThanOrEqual(Date.now() + SEAT_SECONDS * 1_000)
      // As it is when that time has come.
      await admin.zadd(key, Date.now(), seat)
    }
    expect(await onePageMore(staying, 'bereft')).toEqual([200, 'open'])
  },
)
