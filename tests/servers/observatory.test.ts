import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { ClientOptions, ElicitRequest, ElicitResult, Progress } from '@modelcontextprotocol/client'
import { afterEach, describe, expect, it } from 'vitest'
import type { HostOptions, ObservableServer, TrafficState } from '../../examples/demo/servers/host.ts'
import { start } from '../../examples/demo/servers/observatory.ts'
import { waitFor } from './wait-for.ts'

const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function startObservatory(options: HostOptions = {}): Promise<ObservableServer> {
  const server = await start(options)
  closers.push(() => server.close())
  return server
}

async function connect(
  server: ObservableServer,
  options: ClientOptions = { versionNegotiation: { mode: 'auto' } },
): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' }, options)
  closers.push(() => client.close())
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)))
  return client
}

/** A client whose person answers questions. */
async function connectPerson(
  server: ObservableServer,
  answer: (question: ElicitRequest['params']) => ElicitResult,
): Promise<Client> {
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { versionNegotiation: { mode: 'auto' }, capabilities: { elicitation: { form: {}, url: {} } } },
  )
  closers.push(() => client.close())
  client.setRequestHandler('elicitation/create', async ({ params }) => answer(params))
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)))
  return client
}

describe('observatory', () => {
  it('speaks the modern era only', async () => {
    const server = await startObservatory()
    const client = await connect(server)
    expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28')
    expect(client.getServerVersion()).toMatchObject({ name: 'hilltop-observatory', title: 'Hilltop observatory' })
    expect(client.getInstructions()).toContain('observatory')
    await expect(connect(server, { versionNegotiation: { mode: 'legacy' } })).rejects.toThrow()
  })

  it('lists its tools and tells progress of a track', async () => {
    const client = await connect(await startObservatory())
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual([
      'track_satellite',
      'star_catalogue',
      'sky_snapshot',
      'read_log',
      'reserve_night',
      'visit_dome',
      'reset_instrument',
      'slow_echo',
    ])
    const progress: Progress[] = []
    const result = await client.callTool(
      { name: 'track_satellite', arguments: { positions: 2, delayMs: 0 } },
      { onprogress: (update) => progress.push(update) },
    )
    expect(progress).toEqual([
      { progress: 1, total: 2, message: 'Altitude 70°' },
      { progress: 2, total: 2, message: 'Altitude 0°' },
    ])
    expect(result.structuredContent).toMatchObject({ satellite: 'ISS', track: [{ altitude: 70 }, { altitude: 0 }] })
  })

  it.each(['track_satellite', 'slow_echo'])('stops %s when its caller goes', async (name) => {
    const server = await startObservatory()
    const client = await connect(server)
    const abort = new AbortController()
    const args = name === 'slow_echo' ? { message: 'hello', delayMs: 60_000 } : { positions: 1_000, delayMs: 20 }
    const call = client.callTool({ name, arguments: args }, { signal: abort.signal })
    const outcome = expect(call).rejects.toThrow()
    await waitFor(
      () => server.state(),
      ({ running }) => running[name] === 1,
    )
    abort.abort()
    await outcome
    const state = await waitFor(
      () => server.state(),
      ({ running }) => running[name] === 0,
    )
    expect(state.cancelled).toEqual({ [name]: 1 })
  })

  it('gives 200 stars, or those asked for', async () => {
    const client = await connect(await startObservatory())
    const all = await client.callTool({ name: 'star_catalogue', arguments: {} })
    const some = await client.callTool({
      name: 'star_catalogue',
      arguments: { constellation: 'Lyra', doubleStars: true, limit: 2 },
    })
    expect((all.structuredContent as { stars: unknown[] }).stars).toHaveLength(200)
    expect(some.structuredContent).toMatchObject({
      stars: [
        { constellation: 'Lyra', doubleStar: true },
        { constellation: 'Lyra', doubleStar: true },
      ],
    })
  })

  it('takes pictures, links to its log, and reads it', async () => {
    const client = await connect(await startObservatory())
    const picture = await client.callTool({ name: 'sky_snapshot', arguments: { size: 'large' } })
    expect(picture.content).toMatchObject([{ type: 'text' }, { type: 'image', mimeType: 'image/png' }])
    const bytes = Buffer.from((picture.content[1] as { data: string }).data, 'base64')
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([800, 500])
    const log = await client.callTool({ name: 'read_log', arguments: { since: '2026-10-09' } })
    expect(log.content).toMatchObject([
      { text: '2 nights.' },
      { uri: 'log:///2026-10-09' },
      { uri: 'log:///2026-10-17' },
    ])
    const night = await client.readResource({ uri: 'log:///2026-10-09' })
    expect(night.contents).toMatchObject([{ text: expect.stringContaining('M31') }])
    await expect(client.readResource({ uri: 'log:///1999-01-01' })).rejects.toThrow()
  })

  it('has prompts with completion, templates and a destructive tool', async () => {
    const client = await connect(await startObservatory())
    expect((await client.listPrompts()).prompts).toHaveLength(2)
    const completed = await client.complete({
      ref: { type: 'ref/prompt', name: 'plan_observation' },
      argument: { name: 'target', value: 'or' },
    })
    expect(completed.completion.values).toEqual(['Orion Nebula'])
    expect((await client.listResourceTemplates()).resourceTemplates).toMatchObject([{ uriTemplate: 'log:///{date}' }])
    expect((await client.listResources()).resources).toHaveLength(4)
    const reset = await client.callTool({ name: 'reset_instrument', arguments: { instrument: 'guider' } })
    expect(reset.content).toMatchObject([{ text: 'The guider is back to its factory settings.' }])
  })

  it('asks for a night, then whether it is right, and reserves it', async () => {
    const asked: string[] = []
    const answers: ElicitResult[] = [
      { action: 'accept', content: { night: '2026-11-14', hours: 2 } },
      { action: 'accept', content: { coat: false } },
      { action: 'accept', content: { night: '2026-11-15' } },
      { action: 'decline' },
      { action: 'cancel' },
    ]
    const client = await connectPerson(await startObservatory(), ({ message }) => {
      asked.push(message)
      return answers[asked.length - 1]!
    })
    const reserve = async (): Promise<unknown> =>
      (await client.callTool({ name: 'reserve_night', arguments: { instrument: 'binoculars' } })).content
    expect(await reserve()).toEqual([
      {
        type: 'text',
        text: 'Reserved the binoculars for the night of 2026-11-14, 2 hours. There are coats by the door.',
      },
    ])
    expect(await reserve()).toEqual([{ type: 'text', text: 'Nothing was reserved.' }])
    expect(await reserve()).toEqual([{ type: 'text', text: 'Nothing was reserved.' }])
    expect(asked).toEqual([
      'For which night do you want the binoculars?',
      'The binoculars for 2 hours in the night of 2026-11-14. Is that right?',
      'For which night do you want the binoculars?',
      'The binoculars for 3 hours in the night of 2026-11-15. Is that right?',
      'For which night do you want the binoculars?',
    ])
  })

  it('sends a visitor to its rules first', async () => {
    let url = ''
    const client = await connectPerson(await startObservatory(), (question) => {
      url = (question as { url: string }).url
      return { action: 'accept' }
    })
    const { content } = await client.callTool({ name: 'visit_dome', arguments: {} })
    expect(content).toEqual([{ type: 'text', text: 'See you in the dome.' }])
    const rules = await fetch(url)
    expect([rules.status, rules.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await rules.text()).toContain('Red light only.')
  })

  it('takes back no state that it did not give, and none of another call', async () => {
    const server = await startObservatory()
    const call = async (name: string, more: object): Promise<Record<string, unknown>> => {
      const answer = await fetch(server.url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Accept: 'application/json, text/event-stream',
          'MCP-Protocol-Version': '2026-07-28',
          'Mcp-Method': 'tools/call',
          'Mcp-Name': name,
        },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: {
            name,
            arguments: {},
            ...more,
            _meta: {
              'io.modelcontextprotocol/protocolVersion': '2026-07-28',
              'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
              'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {}, url: {} } },
            },
          },
        }),
      })
      return ((await answer.json()) as { result?: Record<string, unknown> }).result ?? {}
    }
    const { requestState } = await call('reserve_night', {})
    expect(requestState).toEqual(expect.any(String))
    const inputResponses = { question: { action: 'accept', content: { night: '2026-11-14' } } }
    expect(await call('reserve_night', { requestState, inputResponses })).toMatchObject({
      resultType: 'input_required',
      inputRequests: { question: { params: { message: expect.stringContaining('2026-11-14') } } },
    })
    expect(await call('reserve_night', { requestState: `${String(requestState)}x`, inputResponses })).toEqual({})
    expect(await call('visit_dome', { requestState, inputResponses })).toMatchObject({ isError: true })
  })

  it('tells over HTTP what it was asked', async () => {
    const server = await startObservatory()
    const client = await connect(server)
    await client.callTool({ name: 'slow_echo', arguments: { message: 'hi', delayMs: 0 } })
    const state = (await (await fetch(new URL('/debug/state', server.url))).json()) as TrafficState
    expect(state.requests).toMatchObject({ 'server/discover': 1, 'tools/call': 1 })
    expect(state.running).toEqual({ slow_echo: 0 })
  })

  it('wants its bearer token where it has one', async () => {
    const server = await startObservatory({ requireBearer: 'let-me-in' })
    await expect(connect(server)).rejects.toThrow()
  })
})
