/** What an MCP server could do to the process that asks it: none of it may end it, fill it or hold it up. */
import { afterEach, describe, expect, it } from 'vitest'
import { MemorySessionStore, StoreError } from '../../server/index.ts'
import { waitFor } from '../servers/wait-for.ts'
import { type Fault, type FaultyServer, startFaulty } from './faulty-server.ts'
import { codeOf, createApp } from './harness.ts'

let server: FaultyServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const JSON_TYPE = { 'content-type': 'application/json' }
const SSE = { 'content-type': 'text/event-stream' }
const handshake =
  (more: object): Fault =>
  (response, id) => {
    const result = {
      protocolVersion: '2025-06-18',
      capabilities: { tools: {} },
      serverInfo: { name: 'x', version: '1' },
      ...more,
    }
    response.writeHead(200, JSON_TYPE).end(JSON.stringify({ jsonrpc: '2.0', id, result }))
  }
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

describe('a server that', () => {
  it('nests a result deeper than JSON can be written gets an error for it, and nothing ends', async () => {
    server = await startFaulty(
      (response, id) =>
        response
          .writeHead(200, JSON_TYPE)
          .end(`{"jsonrpc":"2.0","id":${id},"result":{"content":[],"structuredContent":{"a":${nested(20_000)}}}}`),
      handshake({ capabilities: { tools: {}, prompts: {} } }),
    )
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: server.url })
    expect(await codeOf(app.rpc('callTool', { sessionId, name: 'work' }))).toBe('upstream_protocol')
    const streamed = await app.stream('callTool', { sessionId, name: 'work' })
    expect((await streamed.until(({ event }) => event === 'rpc-response')).data).toMatchObject({
      error: { code: 'upstream_protocol' },
    })
    expect((await app.call('getSessions', {})).sessions).toMatchObject([{ state: 'CONNECTED' }])
  })

  it('lists more tools than the limit is refused', async () => {
    const tools = Array.from({ length: 11 }, (_, i) => ({ name: `t${i}`, inputSchema: { type: 'object' } }))
    server = await startFaulty(() => {}, undefined, { 'tools/list': (reply) => reply({ tools }) })
    const app = createApp({ limits: { toolsPerServer: 10 } })
    expect(await codeOf(app.rpc('connect', { serverUrl: server.url }))).toBe('result_too_large')
    const enough = createApp({ limits: { toolsPerServer: 11 } })
    const { sessionId } = await enough.call('connect', { serverUrl: server.url })
    expect((await enough.call('listTools', { sessionId })).tools).toHaveLength(11)
  })

  it('lists page after page is stopped by the bytes of all of them', async () => {
    let pages = 0
    const description = 'x'.repeat(20_000)
    const page = (reply: (result: unknown) => unknown) =>
      reply({
        tools: [{ name: `t${pages++}`, description, inputSchema: { type: 'object' } }],
        nextCursor: String(pages),
      })
    server = await startFaulty(() => {}, undefined, { 'tools/list': page })
    const app = createApp({ limits: { resultBytes: 100_000, listBytes: 200_000 } })
    expect(await codeOf(app.rpc('connect', { serverUrl: server.url }))).toBe('result_too_large')
    expect(pages).toBeLessThan(15)
  })

  it('says too much of itself is refused', async () => {
    server = await startFaulty(() => {}, handshake({ instructions: 'x'.repeat(300_000) }))
    const app = createApp()
    expect(await codeOf(app.rpc('connect', { serverUrl: server.url }))).toBe('result_too_large')
    expect(JSON.stringify(await app.call('getSessions', {})).length).toBeLessThan(5_000)
  })

  it('floods us with requests of its own is left', async () => {
    const flood: Fault = (response) => {
      response.writeHead(200, SSE)
      for (let id = 1; id <= 2_000; id++)
        response.write(`data: ${JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' })}\n\n`)
    }
    server = await startFaulty(flood)
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: server.url })
    expect(await codeOf(app.rpc('callTool', { sessionId, name: 'work' }))).toBe('upstream_protocol')
    await waitFor(
      () => server!.connections(),
      (count) => count === 0,
    )
  })

  it('asks for its stream to be opened again and again is asked seldom', async () => {
    server = await startFaulty((response) => response.writeHead(200, SSE).end('id: 1\nretry: 0\ndata:\n\n'))
    const app = createApp({ limits: { callTimeout: 700 } })
    const { sessionId } = await app.call('connect', { serverUrl: server.url })
    const answer = await codeOf(app.rpc('callTool', { sessionId, name: 'work' }))
    expect(['upstream_timeout', 'upstream_stream_ended']).toContain(answer)
    expect(server.gets()).toBeLessThan(6)
  })

  it.each<[string, Fault]>([
    ['an empty list', (response) => response.writeHead(200, JSON_TYPE).end('[]')],
    [
      'an answer to another question',
      (response) => response.writeHead(200, JSON_TYPE).end('{"jsonrpc":"2.0","id":5,"result":{"content":[]}}'),
    ],
    ['“accepted”', (response) => response.writeHead(202).end()],
    ['a change of protocol', (response) => response.writeHead(101, { connection: 'upgrade', upgrade: 'x' }).end()],
  ])('answers a call with %s is not waited for', async (_what, fault) => {
    server = await startFaulty(fault)
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: server.url })
    expect(await codeOf(app.rpc('callTool', { sessionId, name: 'work' }))).toMatch(
      /^upstream_(stream_ended|protocol|unreachable)$/,
    )
  })

  it('has a tool for every trick with names does no harm', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'a\nb', 'a b', '🦊', 'x'.repeat(500)]
    const tools = names.map((name) => ({ name, inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } }))
    const done: Fault = (response, id) =>
      response.writeHead(200, JSON_TYPE).end(JSON.stringify({ jsonrpc: '2.0', id, result: { content: [] } }))
    server = await startFaulty(done, undefined, { 'tools/list': (reply) => reply({ tools }) })
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: server.url })
    expect((await app.call('listTools', { sessionId })).tools.map(({ name }) => name)).toEqual(names)
    for (const name of names) expect(await app.call('callTool', { sessionId, name })).toEqual({ content: [] })
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})

describe('a person who is impatient', () => {
  it('restores a session twice at once, and both are told how it ended, with nothing lost', async () => {
    let lists = 0
    const tools = [{ name: 'work', inputSchema: { type: 'object' } }]
    server = await startFaulty(() => {}, undefined, {
      'tools/list': (reply) => (lists++ === 0 ? reply({ tools }) : setTimeout(() => reply({ tools }), 100)),
    })
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: server.url })
    await app.call('setToolPolicy', { sessionId, name: 'work', policy: 'block' })
    const both = await Promise.all([app.rpc('restoreSession', { sessionId }), app.rpc('restoreSession', { sessionId })])
    expect(both.map((answer) => 'result' in answer && answer.result)).toEqual([
      { state: 'CONNECTED', toolCount: 1 },
      { state: 'CONNECTED', toolCount: 1 },
    ])
    const taken = [
      app.rpc('restoreSession', { sessionId }),
      app.rpc('connect', { serverUrl: server.url, headers: { 'x-new': '1' } }),
    ]
    const [, connected] = await Promise.all(taken)
    expect(connected).toMatchObject({ result: { state: 'CONNECTED' } })
    expect((await app.call('listTools', { sessionId })).tools).toMatchObject([{ name: 'work', policy: 'block' }])
  })

  it('is rid of a session whose secrets nobody can open', async () => {
    const store = new MemorySessionStore()
    server = await startFaulty(() => {})
    const app = createApp({ store })
    const { sessionId } = await app.call('connect', { serverUrl: server.url, headers: { 'x-key': 'k' } })
    store.get = () => Promise.reject(new StoreError('session_unreadable'))
    expect(await codeOf(app.rpc('callTool', { sessionId, name: 'work', callId: 'c1' }))).toBe('session_unreadable')
    expect(await codeOf(app.rpc('getCall', { callId: 'c1' })), 'no lease is left behind').toBe('session_not_found')
    expect(await app.call('disconnect', { sessionId })).toEqual({})
    expect((await app.call('getSessions', {})).sessions).toEqual([])
  })
})
