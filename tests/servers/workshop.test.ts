import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { Progress } from '@modelcontextprotocol/sdk/types.js'
import { afterEach, describe, expect, it } from 'vitest'
import type { ObservableServer } from '../../examples/demo/servers/host.ts'
import { start } from '../../examples/demo/servers/workshop.ts'
import type { WorkshopOptions } from '../../examples/demo/servers/workshop.ts'
import { waitFor } from './wait-for.ts'

const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function startWorkshop(options: WorkshopOptions = {}): Promise<ObservableServer> {
  const server = await start(options)
  closers.push(() => server.close())
  return server
}

async function connect(server: ObservableServer, headers: Record<string, string> = {}): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' })
  closers.push(() => client.close())
  await client.connect(
    new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers } }) as Transport,
  )
  return client
}

describe('workshop', () => {
  it('introduces itself and lists its tools in two pages', async () => {
    const client = await connect(await startWorkshop())
    expect(client.getServerVersion()).toMatchObject({ name: 'pottery-workshop', title: 'Pottery workshop' })
    expect(client.getInstructions()).toContain('pottery')
    const first = await client.listTools()
    const second = await client.listTools({ cursor: first.nextCursor! })
    expect(first.tools.map(({ name }) => name)).toEqual([
      'make_report',
      'count_to',
      'draw_chart',
      'play_tone',
      'find_notes',
    ])
    expect(second.tools.map(({ name }) => name)).toEqual(['delete_note', 'greet', 'fail'])
    expect(second.nextCursor).toBeUndefined()
    await expect(client.listTools({ cursor: 'nowhere' })).rejects.toThrow('Unknown cursor')
  })

  it('reports progress with a message, and gives a table that fits its schema', async () => {
    const client = await connect(await startWorkshop())
    await client.listTools()
    const progress: Progress[] = []
    const result = await client.callTool(
      { name: 'make_report', arguments: { regions: ['North', 'West'], delayMs: 0 } },
      undefined,
      { onprogress: (update) => progress.push(update) },
    )
    expect(progress).toEqual([
      { progress: 0, total: 2, message: 'Reading North' },
      { progress: 1, total: 2, message: 'Reading West' },
      { progress: 2, total: 2, message: 'Done' },
    ])
    expect(result.structuredContent).toMatchObject({ year: 2026, rows: [{ region: 'North' }, { region: 'West' }] })
  })

  it('stops counting when cancelled, and says so in its state', async () => {
    const server = await startWorkshop()
    const client = await connect(server)
    const abort = new AbortController()
    const call = client.callTool({ name: 'count_to', arguments: { steps: 1_000, delayMs: 20 } }, undefined, {
      signal: abort.signal,
      onprogress: () => abort.abort(),
    })
    await expect(call).rejects.toThrow()
    const state = await waitFor(
      () => server.state(),
      ({ running }) => running['count_to'] === 0,
    )
    expect(state.cancelled).toEqual({ count_to: 1 })
    expect(state.requests).toMatchObject({ 'tools/call': 1, 'notifications/cancelled': 1 })
  })

  it('gives pictures and sounds that are what they say', async () => {
    const client = await connect(await startWorkshop())
    const chart = await client.callTool({ name: 'draw_chart', arguments: { values: [1, 2] } })
    const tone = await client.callTool({ name: 'play_tone', arguments: { seconds: 0.5 } })
    expect(chart.content).toMatchObject([{ type: 'text' }, { type: 'image', mimeType: 'image/png' }])
    expect(tone.content).toMatchObject([{ type: 'audio', mimeType: 'audio/wav' }])
    const picture = Buffer.from((chart.content as { data: string }[])[1]!.data, 'base64')
    expect([picture.subarray(1, 4).toString(), picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([
      'PNG',
      480,
      240,
    ])
    const sound = Buffer.from((tone.content as { data: string }[])[0]!.data, 'base64')
    expect([sound.subarray(0, 4).toString(), sound.readUInt32LE(40)]).toEqual(['RIFF', 0.5 * 22_050 * 2])
  })

  it('finds, reads and deletes notes', async () => {
    const client = await connect(await startWorkshop())
    const found = await client.callTool({ name: 'find_notes', arguments: { query: 'iron' } })
    expect(found.content).toMatchObject([{ text: '1 note.' }, { type: 'resource_link', uri: 'note:///glaze-recipes' }])
    const read = await client.readResource({ uri: 'note:///glaze-recipes' })
    expect(read.contents).toMatchObject([{ mimeType: 'text/markdown', text: expect.stringContaining('Celadon') }])
    expect((await client.listResources()).resources).toHaveLength(5)
    expect((await client.listResourceTemplates()).resourceTemplates).toMatchObject([{ uriTemplate: 'note:///{id}' }])
    const once = await client.callTool({ name: 'delete_note', arguments: { id: 'glaze-recipes' } })
    const twice = await client.callTool({ name: 'delete_note', arguments: { id: 'glaze-recipes' } })
    expect([once.isError, twice.isError]).toEqual([undefined, true])
    expect((await client.listResources()).resources).toHaveLength(4)
    await expect(client.readResource({ uri: 'note:///glaze-recipes' })).rejects.toThrow('not found')
  })

  it('fills in defaults, refuses wrong arguments, and fails when asked to', async () => {
    const client = await connect(await startWorkshop())
    const greeting = await client.callTool({ name: 'greet', arguments: { name: 'Ada', address: { city: 'Leeds' } } })
    expect(greeting.content).toEqual([{ type: 'text', text: 'Hello, Ada!\nTo: Leeds, GB' }])
    expect(await client.callTool({ name: 'greet', arguments: { name: '' } })).toMatchObject({ isError: true })
    expect(await client.callTool({ name: 'fail', arguments: {} })).toMatchObject({
      isError: true,
      content: [{ text: 'The kiln is cold.' }],
    })
  })

  it('completes the arguments of its prompts', async () => {
    const client = await connect(await startWorkshop())
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual(['summarise_notes', 'plan_course'])
    const completed = await client.complete({
      ref: { type: 'ref/prompt', name: 'plan_course' },
      argument: { name: 'audience', value: 'm' },
    })
    expect(completed.completion.values).toEqual(['members'])
    const prompt = await client.getPrompt({ name: 'plan_course', arguments: { topic: 'glazing', audience: 'members' } })
    expect(prompt.messages[0]!.content).toEqual({
      type: 'text',
      text: 'Plan a two-hour course on glazing for members.',
    })
  })

  it('keeps a session for each client until it ends, and knows no other', async () => {
    const server = await startWorkshop()
    const client = await connect(server)
    await connect(server)
    expect(server.state().sessions).toBe(2)
    await (client.transport as StreamableHTTPClientTransport).terminateSession()
    expect(server.state().sessions).toBe(1)
    const answer = await fetch(server.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
        'Mcp-Session-Id': 'gone',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    })
    expect(answer.status).toBe(404)
  })

  it('serves without sessions', async () => {
    const server = await startWorkshop({ stateless: true })
    const client = await connect(server)
    expect((await client.callTool({ name: 'greet', arguments: { name: 'Ada' } })).content).toMatchObject([
      { text: 'Hello, Ada!' },
    ])
    expect((client.transport as StreamableHTTPClientTransport).sessionId).toBeUndefined()
  })

  it('wants its bearer token where it has one', async () => {
    const server = await startWorkshop({ requireBearer: 'let-me-in' })
    await expect(connect(server)).rejects.toThrow()
    const client = await connect(server, { Authorization: 'Bearer let-me-in' })
    expect((await client.listTools()).tools).toHaveLength(5)
  })

  it('refuses names and origins that are not this machine', async () => {
    const server = await startWorkshop()
    const answer = await fetch(server.url, { method: 'POST', headers: { Origin: 'https://example.com' } })
    expect(answer.status).toBe(403)
    expect(server.state().http).toEqual({})
  })
})
