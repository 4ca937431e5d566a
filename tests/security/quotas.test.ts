/** How much one person may ask of one process: the quota is served, and the next is told to wait. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { LIMITS } from '../../shared/limits.ts'
import { MemorySessionStore } from '../../server/index.ts'
import { waitFor } from '../servers/wait-for.ts'
import { type FaultyServer, startFaulty } from '../server/faulty-server.ts'
import { asUser, createApp, type EventReader } from '../server/harness.ts'

let server: FaultyServer | undefined
const readers: EventReader[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const reader of readers.splice(0)) await reader.close()
  await server?.close()
  server = undefined
})

const GET_SESSIONS = { id: 1, method: 'getSessions', params: {} }
const EVENTS = { user: 'alice', 'x-mcp-plug': '1', accept: 'text/event-stream' }

/** Status, code and the seconds to wait. */
async function refusal(response: Response) {
  const { error } = await response.json()
  const seconds = response.headers.get('retry-after')
  expect(seconds).toMatch(/^\d+$/)
  expect(Number(seconds)).toBeGreaterThan(0)
  expect(Number(seconds)).toBeLessThanOrEqual(60)
  return [response.status, error.code, error.retryable]
}

describe('one more than', () => {
  it(`${LIMITS.callsPerMinute} calls a minute is refused, until the minute is over`, async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
    const store = new MemorySessionStore()
    const app = createApp({ store })
    const send = async () => {
      const response = await app.post(GET_SESSIONS)
      await response.body?.cancel()
      return response.status
    }
    const statuses = await Promise.all(Array.from({ length: LIMITS.callsPerMinute }, send))
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(await refusal(await app.post(GET_SESSIONS))).toEqual([429, 'rate_limited', true])
    // What is wrong with a call is not looked at before; a handler made anew has the same count; others have their own.
    expect((await app.post('{')).status).toBe(429)
    expect((await createApp({ store }).post(GET_SESSIONS)).status).toBe(429)
    expect((await asUser(app.handler, 'bob').post(GET_SESSIONS)).status).toBe(200)
    vi.advanceTimersByTime(61_000)
    expect(await send()).toBe(200)
  })

  it(`${LIMITS.streamsPerUser} event streams is refused, until one is closed`, async () => {
    const app = createApp()
    for (let i = 0; i < LIMITS.streamsPerUser; i++) readers.push(await app.events())
    await Promise.all(readers.map((reader) => app.connected(reader)))
    const next = () => app.handler.fetch(new Request('http://app.test/api/mcp', { headers: EVENTS }))
    expect(await refusal(await next())).toEqual([429, 'too_many_streams', true])
    await readers.pop()!.close()
    const freed = await next()
    expect(freed.status).toBe(200)
    await freed.body!.cancel()
  })

  it(`${LIMITS.callsPerUser} calls in flight is refused, and reaches no server`, async () => {
    server = await startFaulty((response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n'),
    )
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: server.url })
    const call = { sessionId, name: 'work' }
    for (let i = 0; i < LIMITS.callsPerUser; i++) readers.push(await app.stream('callTool', call))
    await waitFor(
      () => server!.calls(),
      (count) => count === LIMITS.callsPerUser,
    )
    expect(await refusal(await app.post({ id: 1, method: 'callTool', params: call }))).toEqual([
      429,
      'rate_limited',
      true,
    ])
    expect(server.calls()).toBe(LIMITS.callsPerUser)
    expect((await app.post(GET_SESSIONS)).status, 'all else goes on').toBe(200)
  })

  it(`${LIMITS.sessionsPerUser} connections is refused, and reaches no server`, async () => {
    server = await startFaulty(() => {})
    const app = createApp()
    const connect = (n: number) =>
      app.post({ id: 1, method: 'connect', params: { serverUrl: `${server!.url}?n=${n}` } })
    for (let n = 0; n < LIMITS.sessionsPerUser; n++) {
      expect(await (await connect(n)).json()).toMatchObject({ result: { state: 'CONNECTED' } })
    }
    expect(await refusal(await connect(LIMITS.sessionsPerUser))).toEqual([429, 'rate_limited', true])
    expect((await app.call('getSessions', {})).sessions).toHaveLength(LIMITS.sessionsPerUser)
  })
})
