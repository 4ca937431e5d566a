import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallProgress } from '../../shared/events.ts'
import type { CallToolResult } from '../../shared/mcp.ts'
import { start as startEverything } from '../../examples/demo/servers/everything.ts'
import type { DemoServer, ObservableServer } from '../../examples/demo/servers/host.ts'
import { start as startObservatory } from '../../examples/demo/servers/observatory.ts'
import { start as startWorkshop } from '../../examples/demo/servers/workshop.ts'
import { waitFor } from '../servers/wait-for.ts'
import { codeOf, createApp } from './harness.ts'

let everything: DemoServer
let everythingSse: DemoServer
let workshop: ObservableServer
let stateless: ObservableServer
let observatory: ObservableServer

beforeAll(async () => {
  ;[everything, everythingSse, workshop, stateless, observatory] = await Promise.all([
    startEverything(),
    startEverything({ transport: 'sse' }),
    startWorkshop(),
    startWorkshop({ stateless: true }),
    startObservatory(),
  ])
})
afterAll(() =>
  Promise.all([everything, everythingSse, workshop, stateless, observatory].map((server) => server?.close())),
)

const textOf = ({ content }: CallToolResult) =>
  content.map((block) => (block.type === 'text' ? block.text : block.type)).join('\n')

describe('connecting', () => {
  it('finds the era and the transport by itself', async () => {
    const app = createApp()
    for (const server of [everything, everythingSse, workshop, stateless, observatory])
      await app.call('connect', { serverUrl: server.url })
    const { sessions } = await app.call('getSessions', {})
    expect(
      sessions.map(({ era, protocolVersion, transportType, state }) => [era, protocolVersion, transportType, state]),
    ).toEqual([
      ['legacy', '2025-11-25', 'streamable-http', 'CONNECTED'],
      ['legacy', '2025-11-25', 'sse', 'CONNECTED'],
      ['legacy', '2025-11-25', 'streamable-http', 'CONNECTED'],
      ['legacy', '2025-11-25', 'streamable-http', 'CONNECTED'],
      ['modern', '2026-07-28', 'streamable-http', 'CONNECTED'],
    ])
    expect(sessions[2]!.serverInfo).toMatchObject({ name: 'pottery-workshop', title: 'Pottery workshop' })
    expect(sessions[2]!.instructions).toContain('pottery workshop')
    expect(sessions[4]!.serverInfo).toMatchObject({ name: 'hilltop-observatory' })
  })

  it('lists the tools of every page, as the server gave them', async () => {
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: workshop.url })
    const before = workshop.state().requests['tools/list']!
    const { tools } = await app.call('listTools', { sessionId })
    expect(tools.map(({ name }) => name)).toEqual([
      'make_report',
      'count_to',
      'draw_chart',
      'play_tone',
      'find_notes',
      'delete_note',
      'greet',
      'fail',
      'book_course',
      'offer_course',
    ])
    expect(tools.find(({ name }) => name === 'delete_note')).toMatchObject({
      policy: 'ask',
      annotations: { destructiveHint: true },
    })
    expect(tools.find(({ name }) => name === 'find_notes')).toMatchObject({ policy: 'allow' })
    expect(workshop.state().requests['tools/list'], 'a stored list costs no request').toBe(before)
  })

  it('says why it failed, keeps the session, and connects it when asked again', async () => {
    const gone = await startWorkshop()
    const port = Number(new URL(gone.url).port)
    await gone.close()
    const app = createApp()
    const failed = await app.rpc('connect', { serverUrl: gone.url })
    expect(failed).toMatchObject({
      error: { code: 'upstream_unreachable', retryable: true, data: { sessionId: expect.any(String) } },
    })
    const { sessions } = await app.call('getSessions', {})
    expect(sessions).toMatchObject([{ state: 'FAILED', error: { code: 'upstream_unreachable' }, toolCount: 0 }])
    const back = await startWorkshop({ port })
    try {
      const restored = await app.call('restoreSession', { sessionId: sessions[0]!.sessionId })
      expect(restored).toEqual({ state: 'CONNECTED', toolCount: 10 })
      expect((await app.call('getSessions', {})).sessions[0]!.error).toBeUndefined()
    } finally {
      await back.close()
    }
  })

  it('makes one session of two clicks, and two of two accounts', async () => {
    const app = createApp()
    const [first, second] = await Promise.all([
      app.rpc('connect', { serverUrl: workshop.url }),
      app.rpc('connect', { serverUrl: workshop.url }),
    ])
    expect([first, second].filter((answer) => 'result' in answer).length).toBeGreaterThan(0)
    expect((await app.call('getSessions', {})).sessions).toHaveLength(1)
    await app.call('connect', { serverUrl: workshop.url, account: 'work' })
    const { sessions } = await app.call('getSessions', {})
    expect(sessions.map(({ account, state }) => [account, state])).toEqual([
      [undefined, 'CONNECTED'],
      ['work', 'CONNECTED'],
    ])
  })

  it('connects a catalogue entry by its id, with the operator’s headers, which nobody sees', async () => {
    const guarded = await startWorkshop({ requireBearer: 'canary-operator-token' })
    try {
      const servers = [
        { id: 'shop', name: 'The shop', url: guarded.url, headers: { Authorization: 'Bearer canary-operator-token' } },
      ]
      const app = createApp({ servers })
      const { sessionId } = await app.call('connect', { serverId: 'shop' })
      const seen = JSON.stringify([
        await app.call('getServers', {}),
        await app.call('getSessions', {}),
        await app.connected(await app.events()),
      ])
      expect(seen).toContain('The shop')
      expect(seen).not.toContain('canary')
      expect(
        await app.call('callTool', { sessionId, name: 'count_to', arguments: { steps: 1, delayMs: 0 } }),
      ).toMatchObject({ content: [{ type: 'text' }] })
      const elsewhere = await startWorkshop({ requireBearer: 'canary-operator-token' })
      const stolen = codeOf(app.rpc('connect', { serverId: 'shop', serverUrl: elsewhere.url }))
      expect(await stolen, 'the operator’s token goes to the operator’s address only').toBe('reauth_required')
      await elsewhere.close()
    } finally {
      await guarded.close()
    }
  })

  it('asks for a token where the server wants one, and takes a person’s own', async () => {
    const guarded = await startWorkshop({ requireBearer: 'canary-personal-token' })
    try {
      const app = createApp()
      expect(await codeOf(app.rpc('connect', { serverUrl: guarded.url }))).toBe('reauth_required')
      const headers = { Authorization: 'Bearer canary-personal-token' }
      const { sessionId, state } = await app.call('connect', { serverUrl: guarded.url, headers })
      expect(state).toBe('CONNECTED')
      expect(
        await app.call('callTool', { sessionId, name: 'count_to', arguments: { steps: 1, delayMs: 0 } }),
      ).toMatchObject({ content: [{}] })
      expect(JSON.stringify(await app.call('getSessions', {}))).not.toContain('canary')
    } finally {
      await guarded.close()
    }
  })

  it('ends the session on the server, and forgets it', async () => {
    const app = createApp()
    const before = workshop.state().sessions
    const { sessionId } = await app.call('connect', { serverUrl: workshop.url })
    expect(workshop.state().sessions).toBe(before + 1)
    await app.call('disconnect', { sessionId })
    expect(await codeOf(app.rpc('listTools', { sessionId }))).toBe('session_not_found')
    expect((await app.call('getSessions', {})).sessions).toEqual([])
    await waitFor(
      () => workshop.state().sessions,
      (count) => count === before,
    )
  })
})

describe('calling a tool', () => {
  it.each([
    ['a stateful server of the legacy era', () => workshop, 'count_to', { steps: 1, delayMs: 0 }],
    ['a stateless server of the legacy era', () => stateless, 'count_to', { steps: 1, delayMs: 0 }],
    ['a server of the modern era', () => observatory, 'slow_echo', { message: 'hello', delayMs: 0 }],
  ] as const)('costs exactly one request to %s', async (_kind, serverOf, name, args) => {
    const app = createApp()
    const server = serverOf()
    const { sessionId } = await app.call('connect', { serverUrl: server.url })
    const before = server.state()
    for (let i = 0; i < 5; i++) await app.call('callTool', { sessionId, name, arguments: { ...args } })
    const after = server.state()
    expect(after.requests['tools/call']! - (before.requests['tools/call'] ?? 0)).toBe(5)
    const all = ({ requests }: typeof after) => Object.values(requests).reduce((sum, count) => sum + count, 0)
    const listening = (after.requests['subscriptions/listen'] ?? 0) - (before.requests['subscriptions/listen'] ?? 0)
    expect(all(after) - all(before) - listening, 'messages of any kind').toBe(5)
    expect(listening + (after.http.GET ?? 0) - (before.http.GET ?? 0), 'one stream that listens').toBeLessThanOrEqual(1)
  })

  it('works over the HTTP+SSE transport of 2024-11-05', async () => {
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: everythingSse.url })
    const sum = await app.call('callTool', { sessionId, name: 'get-sum', arguments: { a: 19, b: 23 } })
    expect(textOf(sum)).toContain('42')
  })

  it.each([
    ['legacy', () => workshop, 'count_to', { steps: 4, delayMs: 5 }],
    ['modern', () => observatory, 'track_satellite', { satellite: 'ISS', minutes: 4, delayMs: 5 }],
  ] as const)('tells the progress of a call in order (%s era)', async (_era, serverOf, name, args) => {
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: serverOf().url })
    const reader = await app.stream('callTool', { sessionId, name, arguments: { ...args }, callId: 'progress-1' })
    const last = await reader.until(({ event }) => event === 'rpc-response')
    expect(last.data).toMatchObject({ id: 1, result: { content: expect.any(Array) } })
    const progress = reader.events.filter(({ event }) => event === 'progress').map(({ data }) => data as CallProgress)
    expect(progress.length).toBeGreaterThanOrEqual(3)
    expect(progress.every(({ callId, total }) => callId === 'progress-1' && total !== undefined)).toBe(true)
    expect(progress.map((p) => p.progress)).toEqual(progress.map((p) => p.progress).sort((a, b) => a - b))
    await waitFor(() => reader.ended, Boolean)
  })

  it.each([
    ['legacy', () => workshop, 'count_to', { steps: 100, delayMs: 100 }],
    ['modern', () => observatory, 'slow_echo', { message: 'late', delayMs: 10_000 }],
  ] as const)(
    'cancels on the server when the client goes away, or asks for it (%s era)',
    async (_era, serverOf, name, args) => {
      const app = createApp()
      const server = serverOf()
      const { sessionId } = await app.call('connect', { serverUrl: server.url })
      const cancelled = () => server.state().cancelled[name] ?? 0
      const running = () =>
        waitFor(
          () => server.state().running[name] ?? 0,
          (count) => count > 0,
        )

      const before = cancelled()
      const reader = await app.stream('callTool', { sessionId, name, arguments: { ...args } })
      await running()
      await reader.close()
      await waitFor(cancelled, (count) => count === before + 1)

      const held = app.post({ id: 1, method: 'callTool', params: { sessionId, name, arguments: args } })
      await running()
      await (await held).body!.cancel()
      await waitFor(cancelled, (count) => count === before + 2)

      const asked = app.rpc('callTool', { sessionId, name, arguments: { ...args }, callId: 'stop-me' })
      await running()
      expect(await app.call('cancelCall', { callId: 'stop-me' })).toEqual({ cancelled: true })
      expect(await asked).toMatchObject({ error: { code: 'call_interrupted', data: { reason: 'cancelled' } } })
      await waitFor(cancelled, (count) => count === before + 3)
      expect(await app.call('cancelCall', { callId: 'stop-me' })).toEqual({ cancelled: false })
    },
  )

  it('lets a detached call outlive its page, and keeps the result for who asks by its id', async () => {
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: workshop.url })
    const args = { steps: 3, delayMs: 60 }
    const reader = await app.stream('callTool', {
      sessionId,
      name: 'count_to',
      arguments: args,
      callId: 'outlive',
      detached: true,
    })
    await waitFor(
      () => workshop.state().running.count_to ?? 0,
      (count) => count > 0,
    )
    await reader.close()
    expect(await app.call('getCall', { callId: 'outlive' })).toMatchObject({ callId: 'outlive', state: 'running' })
    const ended = await waitFor(
      () => app.call('getCall', { callId: 'outlive' }),
      ({ state }) => state === 'finished',
    )
    expect(textOf(ended.result as CallToolResult)).toContain('3')
    expect(await codeOf(app.rpc('getCall', { callId: 'never' }))).toBe('session_not_found')
  })

  it('runs one call of an id at a time', async () => {
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: workshop.url })
    const call = { sessionId, name: 'count_to', arguments: { steps: 2, delayMs: 100 }, callId: 'twice' }
    const before = workshop.state().requests['tools/call'] ?? 0
    const first = app.call('callTool', call)
    await waitFor(
      () => workshop.state().running.count_to ?? 0,
      (count) => count > 0,
    )
    expect(await codeOf(app.rpc('callTool', call))).toBe('call_in_progress')
    await first
    expect(workshop.state().requests['tools/call']).toBe(before + 1)
  })

  it('obeys the person’s decision on a tool, and notices that it is another than the one approved', async () => {
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: workshop.url })
    const call = { sessionId, name: 'greet', arguments: { name: 'Ada' } }
    expect(await codeOf(app.rpc('callTool', { ...call, approval: 'of-an-older-tool' }))).toBe('tool_changed')
    await app.call('setToolPolicy', { sessionId, name: 'greet', policy: 'block' })
    expect((await app.call('listTools', { sessionId })).tools.find(({ name }) => name === 'greet')).toMatchObject({
      policy: 'block',
    })
    expect(await codeOf(app.rpc('callTool', call))).toBe('tool_not_approved')
    await app.call('restoreSession', { sessionId })
    expect(await codeOf(app.rpc('callTool', call)), 'after listing again').toBe('tool_not_approved')
    expect(await codeOf(app.rpc('setToolPolicy', { sessionId, name: 'no such tool', policy: 'allow' }))).toBe(
      'tool_not_found',
    )
    expect(await codeOf(app.rpc('callTool', { sessionId, name: 'no such tool' }))).toBe('tool_not_found')
  })

  it('gives a tool’s own failure as a result, not as an error', async () => {
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: workshop.url })
    expect(await app.call('callTool', { sessionId, name: 'fail' })).toMatchObject({ isError: true })
  })

  it('begins a lost session anew', async () => {
    const first = await startWorkshop()
    const port = Number(new URL(first.url).port)
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: first.url })
    await first.close()
    const second = await startWorkshop({ port })
    try {
      await waitFor(
        () => app.call('diagnose', { sessionId }),
        ({ steps }) => steps.length === 4 && steps.every(({ ok }) => ok),
      )
      const before = second.state().requests
      const call = () => app.call('callTool', { sessionId, name: 'count_to', arguments: { steps: 1, delayMs: 0 } })
      expect(textOf(await call())).toContain('1')
      expect(second.state().requests['tools/call'], 'the refused one never ran').toBe(2)
      await call()
      expect(second.state().requests.initialize, 'the new session is kept').toBe(before.initialize! + 1)
    } finally {
      await second.close()
    }
  })
})

describe('prompts and resources', () => {
  it.each([
    ['legacy', () => workshop],
    ['modern', () => observatory],
  ] as const)('lists, gets and reads them (%s era)', async (_era, serverOf) => {
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: serverOf().url })
    const { prompts } = await app.call('listPrompts', { sessionId })
    const withArguments = prompts.find((prompt) => prompt.arguments?.length)!
    const values = Object.fromEntries(withArguments.arguments!.map(({ name }) => [name, 'members']))
    const prompt = await app.call('getPrompt', { sessionId, name: withArguments.name, arguments: values })
    expect(JSON.stringify(prompt.messages)).toContain('members')
    const { resources } = await app.call('listResources', { sessionId })
    const { contents } = await app.call('readResource', { sessionId, uri: resources[0]!.uri })
    expect(contents[0]).toMatchObject({ uri: resources[0]!.uri, text: expect.stringMatching(/\S/) })
    const { resourceTemplates } = await app.call('listResourceTemplates', { sessionId })
    expect(resourceTemplates[0]).toMatchObject({ uriTemplate: expect.stringContaining('{') })
  })

  it('completes an argument', async () => {
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: workshop.url })
    const { prompts } = await app.call('listPrompts', { sessionId })
    const answers = await Promise.all(
      prompts.flatMap((prompt) =>
        (prompt.arguments ?? []).map((argument) =>
          app.call('complete', {
            sessionId,
            ref: { type: 'ref/prompt', name: prompt.name },
            argument: { name: argument.name, value: 'm' },
          }),
        ),
      ),
    )
    expect(answers.flatMap(({ completion }) => completion.values)).toContain('members')
  })
})
