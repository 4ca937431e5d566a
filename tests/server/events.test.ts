import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SnapshotEvent } from '../../shared/events.ts'
import { canTransition, CONNECTION_STATES, TRANSITIONS } from '../../shared/connection.ts'
import { MemorySessionStore } from '../../server/index.ts'
import { Names } from '../../server/sessions/redis/names.ts'
import { start as startWorkshop } from '../../examples/demo/servers/workshop.ts'
import type { ObservableServer } from '../../examples/demo/servers/host.ts'
import { waitFor } from '../servers/wait-for.ts'
import { asUser, codeOf, createApp, type EventReader } from './harness.ts'

let workshop: ObservableServer
beforeAll(async () => {
  workshop = await startWorkshop()
})
afterAll(() => workshop?.close())

const states = (reader: EventReader) =>
  reader.events
    .filter(({ event, data }) => event === 'connection' && (data as { type: string }).type === 'state_changed')
    .map(({ data }) => data as { state: string; previousState?: string })

describe('the event stream', () => {
  it('begins with a snapshot, and tells every step of every tab’s connections by legal transitions', async () => {
    const app = createApp()
    const [one, two] = [await app.events(), await app.events()]
    expect(await app.connected(one)).toEqual({
      version: 1,
      user: expect.any(String),
      resumed: false,
      connections: [],
      questions: [],
    })
    const { sessionId } = await app.call('connect', { serverUrl: workshop.url })
    await app.call('restoreSession', { sessionId })
    await app.call('disconnect', { sessionId })
    for (const reader of [one, two]) {
      await reader.connection('disconnected', { sessionId })
      const moves = states(reader)
      expect(moves.map(({ state }) => state)).toEqual([
        'CONNECTING',
        'DISCOVERING',
        'CONNECTED',
        'VALIDATING',
        'DISCOVERING',
        'CONNECTED',
      ])
      for (const { state, previousState } of moves.slice(1))
        expect(canTransition(previousState as never, state as never)).toBe(true)
      expect(reader.events.every(({ id }) => id !== undefined)).toBe(true)
      expect(await reader.connection('tools_discovered')).toMatchObject({
        data: { toolCount: 10, serverId: expect.any(String), timestamp: expect.any(Number) },
      })
      expect(JSON.stringify(reader.events), 'tools never travel on the stream').not.toContain('inputSchema')
      await reader.close()
    }
  })

  it('tells of a change that a server makes as soon as it is connected', async () => {
    const app = createApp()
    const reader = await app.events()
    const before = workshop.state().http['GET'] ?? 0
    const { sessionId } = await app.call('connect', { serverUrl: workshop.url })
    await app.call('callTool', { sessionId, name: 'offer_course', arguments: { course: 'Wood firing' } })
    await reader.connection('tools_changed', { sessionId })
    expect(workshop.state().http['GET'], 'one stream, which nothing was in the way of').toBe(before + 1)
    await app.call('disconnect', { sessionId })
    await reader.close()
  })

  it('goes on where it stood, with nothing lost and nothing twice', async () => {
    const app = createApp()
    const first = await app.events()
    const { sessionId } = await app.call('connect', { serverUrl: workshop.url })
    const seen = await first.connection('tools_discovered')
    await first.close()
    await app.call('restoreSession', { sessionId })
    const second = await app.events(seen.id)
    await app.call('disconnect', { sessionId })
    await second.connection('disconnected')
    expect(second.events[0]).toMatchObject({ event: 'connected', id: seen.id, data: { resumed: true } })
    expect(states(second).map(({ state }) => state)).toEqual(['VALIDATING', 'DISCOVERING', 'CONNECTED'])
    expect(second.events.filter(({ event }) => event === 'reset')).toEqual([])
    const ids = [...first.events, ...second.events.slice(1)].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    await second.close()
  })

  it.each(['0.0-0', 'nonsense', 'deadbeef.1700000000000-0', ''])(
    'sends one reset with a snapshot where the gap is too old (%j)',
    async (id) => {
      const store = new MemorySessionStore()
      const app = createApp({ store })
      await app.call('connect', { serverUrl: workshop.url })
      const reader = await app.events(id)
      const reset = await reader.until(({ event }) => event === 'reset')
      expect((reset.data as SnapshotEvent).connections).toMatchObject([{ state: 'CONNECTED', toolCount: 10 }])
      await store.append('alice', 'connection', {
        type: 'prompts_changed',
        sessionId: 's',
        serverId: 's',
        timestamp: 0,
      })
      await reader.connection('prompts_changed')
      expect(reader.events.filter(({ event }) => event === 'reset')).toHaveLength(1)
      await reader.close()
    },
  )

  it('sends one reset when the log has moved on beyond the reader', async () => {
    const store = new MemorySessionStore({ eventsKept: 10 })
    const app = createApp({ store })
    const first = await app.events()
    await app.connected(first)
    await store.append('alice', 'connection', {
      type: 'resources_changed',
      sessionId: 's',
      serverId: 's',
      timestamp: 0,
    })
    const { id } = await first.connection('resources_changed')
    await first.close()
    for (let i = 0; i < 100; i++)
      await store.append('alice', 'connection', {
        type: 'prompts_changed',
        sessionId: 's',
        serverId: 's',
        timestamp: i,
      })
    const reader = await app.events(id)
    await reader.until(({ event }) => event === 'reset')
    await store.append('alice', 'connection', {
      type: 'tools_changed',
      sessionId: 's',
      serverId: 's',
      timestamp: 0,
      toolCount: 0,
      toolsHash: '',
    })
    await reader.connection('tools_changed')
    expect(reader.events.map(({ event }) => event)).toEqual(['connected', 'reset', 'connection'])
    await reader.close()
  })

  it('is the user’s own', async () => {
    const alice = createApp()
    const bob = asUser(alice.handler, 'bob')
    const [hers, his] = [await alice.events(), await bob.events()]
    await alice.call('connect', { serverUrl: workshop.url })
    await hers.connection('tools_discovered')
    await bob.call('connect', { serverUrl: workshop.url })
    await his.connection('tools_discovered')
    const sessionsIn = ({ events }: EventReader) =>
      new Set(events.map(({ data }) => (data as { sessionId?: string }).sessionId).filter(Boolean))
    expect([...sessionsIn(hers)].filter((id) => sessionsIn(his).has(id))).toEqual([])
    await Promise.all([hers.close(), his.close()])
  })

  it('says whose it is: in the same words to all of their pages, and in no words that tell who they are', async () => {
    const alice = createApp()
    const another = createApp()
    const readers = [
      await alice.events(),
      await alice.events(),
      await another.events(),
      await asUser(alice.handler, 'bob').events(),
    ]
    const [one, two, elsewhere, his] = await Promise.all(
      readers.map(async (reader) => (await alice.connected(reader)).user),
    )
    expect([two, elsewhere]).toEqual([one, one])
    expect(his).not.toBe(one)
    expect(one).toMatch(/^[\w-]{22}$/)
    expect(new Names('').user('alice'), 'it is not where the store keeps them').not.toContain(one)
    await Promise.all(readers.map((reader) => reader.close()))
  })

  it('ends after a while, so that its page comes back as whoever is signed in then, and misses nothing', async () => {
    const store = new MemorySessionStore()
    const first = await createApp({ store, limits: { streamLife: 50 } }).events()
    await waitFor(() => first.ended, Boolean)
    const app = createApp({ store })
    const { sessionId } = await app.call('connect', { serverUrl: workshop.url })
    await app.call('disconnect', { sessionId })
    const second = await app.events(first.events[0]!.id)
    await second.connection('disconnected', { sessionId })
    expect(second.events[0]).toMatchObject({ event: 'connected', data: { resumed: true } })
    await second.close()
  })

  it('is not continued where another user’s stood', async () => {
    const alice = createApp()
    const hers = await alice.events()
    await alice.call('connect', { serverUrl: workshop.url })
    const { id } = await hers.connection('tools_discovered')
    await hers.close()
    const bob = asUser(alice.handler, 'bob')
    const his = await bob.events(id)
    await his.until(({ event }) => event === 'reset')
    expect(his.events).toMatchObject([
      { data: { resumed: false, connections: [] } },
      { data: { resumed: false, connections: [] } },
    ])
    await his.close()
  })

  it('keeps a silent stream open by comments', async () => {
    const app = createApp({ heartbeatInterval: 20 })
    const reader = await app.events()
    await waitFor(
      () => reader.comments,
      (count) => count >= 2,
    )
    expect(reader.events.map(({ event }) => event)).toEqual(['connected'])
    await reader.close()
  })

  it('counts a user’s streams, and counts them off', async () => {
    const app = createApp({ limits: { streamsPerUser: 2 } })
    const open = [await app.events(), await app.events()]
    const third = await app.handler.fetch(
      new Request('http://app.test/api/mcp', {
        headers: { user: 'alice', 'x-mcp-plug': '1', accept: 'text/event-stream' },
      }),
    )
    expect([third.status, third.headers.get('retry-after'), await codeOf(Promise.resolve(third))]).toEqual([
      429,
      '5',
      'too_many_streams',
    ])
    await app.connected(await asUser(app.handler, 'bob').events())
    await open[0]!.close()
    await app.connected(await app.events())
  })

  it('holds a slow reader to its bound, and it still gets everything', async () => {
    const store = new MemorySessionStore()
    const app = createApp({ store, limits: { streamBufferBytes: 8_192 } })
    const headers = { user: 'alice', 'x-mcp-plug': '1', accept: 'text/event-stream' }
    const response = await app.handler.fetch(new Request('http://app.test/api/mcp', { headers }))
    const message = 'x'.repeat(1_000)
    for (let i = 0; i < 300; i++)
      await store.append('alice', 'connection', {
        type: 'progress',
        sessionId: 's',
        serverId: 's',
        timestamp: i,
        message,
      })
    const reader = response.body!.getReader()
    let text = ''
    while (!text.includes('"timestamp":299')) text += new TextDecoder().decode((await reader.read()).value)
    const stamps = [...text.matchAll(/"timestamp":(\d+)/g)].map(([, stamp]) => Number(stamp))
    expect(stamps).toEqual(Array.from({ length: 300 }, (_, i) => i))
    await reader.cancel()
  })
})

describe('the table of transitions', () => {
  it('has every state, can leave each, and ends none but by disconnecting', () => {
    expect(Object.keys(TRANSITIONS).sort()).toEqual([...CONNECTION_STATES].sort())
    for (const state of CONNECTION_STATES) {
      expect(TRANSITIONS[state].length, state).toBeGreaterThan(0)
      expect(TRANSITIONS[state], `${state} to itself`).not.toContain(state)
      if (state !== 'DISCONNECTED') expect(TRANSITIONS[state]).toContain('DISCONNECTED')
    }
  })
})
