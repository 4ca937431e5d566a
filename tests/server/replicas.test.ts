import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateKey, RedisSessionStore } from '../../server/index.ts'
import type { ObservableServer } from '../../examples/demo/servers/host.ts'
import { start as startObservatory } from '../../examples/demo/servers/observatory.ts'
import { start as startWorkshop } from '../../examples/demo/servers/workshop.ts'
import { waitFor } from '../servers/wait-for.ts'
import { codeOf, createApp } from './harness.ts'
import { RedisServer } from './redis-server.ts'

let redis: RedisServer
let workshop: ObservableServer
let observatory: ObservableServer
const keys = generateKey()
const stores: RedisSessionStore[] = []

beforeAll(async () => {
  ;[redis, workshop, observatory] = await Promise.all([
    RedisServer.start('--rdbcompression', 'no'),
    startWorkshop(),
    startObservatory(),
  ])
})
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()))
  await Promise.all([redis?.stop(), workshop?.close(), observatory?.close()])
})

/** A handler with its own connections, as another process would have. */
function replica(user: string) {
  const store = new RedisSessionStore({ redis: redis.url, keys })
  stores.push(store)
  return createApp({ store }, user)
}

describe('two replicas over one Redis', () => {
  it.each([
    ['legacy', () => workshop, 'count_to'],
    ['modern', () => observatory, 'slow_echo'],
  ] as const)(
    'serve one session: what one has connected the other calls, at one request (%s era)',
    async (era, serverOf, name) => {
      const server = serverOf()
      const [one, two] = [replica(`one-${era}`), replica(`one-${era}`)]
      const { sessionId } = await one.call('connect', { serverUrl: server.url })
      // A stream that listens is besides.
      const total = () =>
        Object.entries(server.state().requests).reduce(
          (sum, [method, count]) => (method === 'subscriptions/listen' ? sum : sum + count),
          0,
        )
      const before = total()
      const args = name === 'count_to' ? { steps: 1, delayMs: 0 } : { message: 'hi', delayMs: 0 }
      expect(await two.call('callTool', { sessionId, name, arguments: args })).toMatchObject({
        content: [{ type: 'text' }],
      })
      expect(total() - before).toBe(1)
      expect((await two.call('listTools', { sessionId })).tools.length).toBeGreaterThan(4)
      expect(total() - before).toBe(1)
    },
  )

  it('show on either’s stream what happens on the other', async () => {
    const [one, two] = [replica('streams'), replica('streams')]
    const reader = await two.events()
    await two.connected(reader)
    const { sessionId } = await one.call('connect', { serverUrl: workshop.url })
    await reader.connection('tools_discovered', { sessionId })
    await one.call('disconnect', { sessionId })
    await reader.connection('disconnected', { sessionId })
    await reader.close()
  })

  it('cancel each other’s calls', async () => {
    const [one, two] = [replica('cancel'), replica('cancel')]
    const { sessionId } = await one.call('connect', { serverUrl: workshop.url })
    const before = workshop.state().cancelled.count_to ?? 0
    const call = one.rpc('callTool', {
      sessionId,
      name: 'count_to',
      arguments: { steps: 50, delayMs: 200 },
      callId: 'elsewhere',
    })
    await waitFor(
      () => workshop.state().running.count_to ?? 0,
      (running) => running > 0,
    )
    expect(await codeOf(two.rpc('callTool', { sessionId, name: 'count_to', callId: 'elsewhere' }))).toBe(
      'call_in_progress',
    )
    expect(await two.call('cancelCall', { callId: 'elsewhere' })).toEqual({ cancelled: true })
    expect(await call).toMatchObject({ error: { code: 'call_interrupted' } })
    await waitFor(
      () => workshop.state().cancelled.count_to ?? 0,
      (count) => count === before + 1,
    )
  })

  it('keep a person’s token where nobody reads it, and use it', async () => {
    const canary = 'canary-stored-token'
    const guarded = await startWorkshop({ requireBearer: canary })
    const client = new Redis(redis.url)
    try {
      const [one, two] = [replica('sealed'), replica('sealed')]
      const headers = { authorization: `Bearer ${canary}` }
      const { sessionId } = await one.call('connect', { serverUrl: guarded.url, headers })
      expect(
        await two.call('callTool', { sessionId, name: 'count_to', arguments: { steps: 1, delayMs: 0 } }),
      ).toMatchObject({ content: [{}] })
      const found = await client.keys('*')
      expect(found.some((key) => key.endsWith(sessionId))).toBe(true)
      const dump = (await Promise.all(found.map((key) => client.dumpBuffer(key)))).map(String).join()
      expect(dump, 'the dump is readable').toContain('pottery-workshop')
      expect(dump).not.toContain(canary)
    } finally {
      client.disconnect()
      await guarded.close()
    }
  })
})
