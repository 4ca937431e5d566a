import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { ElicitRequestSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import type { ElicitRequest, ElicitResult, Progress } from '@modelcontextprotocol/sdk/types.js'
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

/** A client whose person answers questions. */
async function connectPerson(
  server: ObservableServer,
  answer: (question: ElicitRequest['params']) => ElicitResult,
): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' }, { capabilities: { elicitation: { form: {} } } })
  closers.push(() => client.close())
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => answer(params))
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)) as Transport)
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
    expect(second.tools.map(({ name }) => name)).toEqual([
      'delete_note',
      'greet',
      'fail',
      'book_course',
      'offer_course',
    ])
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

  it('asks who comes to a course, and books for them', async () => {
    const asked: ElicitRequest['params'][] = []
    const answers: ElicitResult[] = [
      { action: 'accept', content: { name: 'Ada', places: 2, level: 'advanced' } },
      { action: 'accept', content: { name: 'Grace' } },
      { action: 'decline' },
      { action: 'accept', content: { name: 'Ada', places: 99 } },
    ]
    const client = await connectPerson(await startWorkshop(), (question) => {
      asked.push(question)
      return answers[asked.length - 1]!
    })
    const results = []
    while (results.length < answers.length) {
      const call = client.callTool({ name: 'book_course', arguments: { course: 'Glazing' } })
      results.push(await call.catch(() => 'refused'))
    }
    expect(results).toMatchObject([
      { content: [{ text: 'Booked 2 places in “Glazing” for Ada (advanced).' }] },
      { content: [{ text: 'Booked 1 place in “Glazing” for Grace (beginner).' }] },
      { content: [{ text: 'Nothing was booked.' }] },
      'refused',
    ])
    expect(asked[0]).toMatchObject({
      mode: 'form',
      message: 'Who comes to “Glazing”?',
      requestedSchema: {
        type: 'object',
        properties: {
          name: { type: 'string', title: 'Your name' },
          places: { type: 'integer', default: 1 },
          level: { enum: ['beginner', 'some practice', 'advanced'], default: 'beginner' },
        },
        required: ['name'],
      },
    })
  })

  it('books nothing for a client that asks nobody', async () => {
    const client = await connect(await startWorkshop())
    await expect(client.callTool({ name: 'book_course', arguments: {} })).rejects.toThrow('elicitation')
  })

  it('tells every session that a new course changes the tool that books', async () => {
    const server = await startWorkshop()
    const [teller, hearer] = [await connect(server), await connect(server)]
    let heard = 0
    hearer.setNotificationHandler(ToolListChangedNotificationSchema, () => void (heard += 1))
    // A session's own stream is open a moment after its client is.
    await waitFor(
      () => server.state(),
      ({ http }) => http['GET'] === 2,
    )
    const schemaOf = async (client: Client): Promise<unknown> => {
      const { nextCursor } = await client.listTools()
      const { tools } = await client.listTools({ cursor: nextCursor! })
      return tools.find(({ name }) => name === 'book_course')!.inputSchema.properties
    }
    const courses = ['Throwing on the wheel', 'Glazing', 'Raku firing']
    expect(await schemaOf(hearer)).toMatchObject({ course: { enum: courses } })
    await teller.callTool({ name: 'offer_course', arguments: { course: 'Wood firing' } })
    await waitFor(
      () => heard,
      (times) => times === 1,
    )
    expect(await schemaOf(hearer)).toMatchObject({ course: { enum: [...courses, 'Wood firing'] } })
    const again = await teller.callTool({ name: 'offer_course', arguments: { course: 'Wood firing' } })
    expect([again.isError, heard]).toEqual([true, 1])
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
