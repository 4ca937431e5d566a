/** MCP servers that fail, hang, dribble, or answer with what is none. */
import { afterEach, describe, expect, it } from 'vitest'
import { type Fault, type FaultyServer, startFaulty } from '../server/faulty-server.ts'
import { codeOf, createApp } from '../server/harness.ts'
import { waitFor } from '../servers/wait-for.ts'

let server: FaultyServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const SSE = { 'content-type': 'text/event-stream' }
const JSON_TYPE = { 'content-type': 'application/json' }

/** Connects to a server with this fault, and calls its tool. */
async function callWith(fault: Fault, limits: object = {}) {
  server = await startFaulty(fault)
  const app = createApp({ limits })
  const { sessionId } = await app.call('connect', { serverUrl: server.url })
  return app.rpc('callTool', { sessionId, name: 'work' })
}

const endsWith = async (fault: Fault, code: string): Promise<void> => {
  expect(await codeOf(callWith(fault))).toBe(code)
  expect(server!.calls(), 'requests').toBe(1)
}
const noSocketLeft = () =>
  waitFor(
    () => server!.connections(),
    (count) => count === 0,
  )
const result = (id: number) => JSON.stringify({ jsonrpc: '2.0', id, result: { content: [] } })

describe('upstream 5xx or 429 on a tool call', () => {
  it.each([500, 502, 503, 504, 429])('%i gets one request, and is told', async (status) => {
    await endsWith((response) => response.writeHead(status, { 'retry-after': '0' }).end(), 'upstream_unreachable')
  })
})

describe('upstream SSE malformed, or ends without an answer and without an event id to resume from', () => {
  it.each<[string, Fault, string]>([
    ['ends the stream without an answer', (response) => response.writeHead(200, SSE).end(), 'upstream_stream_ended'],
    [
      'drops the connection within the stream',
      (response) => {
        response.writeHead(200, SSE).write('event: message\n')
        setImmediate(() => response.destroy())
      },
      'upstream_stream_ended',
    ],
    [
      'sends what is no JSON in a stream',
      (response) => response.writeHead(200, SSE).write('data: {"jsonrpc"\n\n'),
      'upstream_protocol',
    ],
    [
      'sends what is no JSON-RPC in a stream',
      (response) => response.writeHead(200, SSE).write('data: {"hello":1}\n\n'),
      'upstream_protocol',
    ],
  ])('%s: one request, and a clear error', async (_what, fault, code) => {
    await endsWith(fault, code)
  })
})

describe('upstream hangs; dribbles', () => {
  it.each<[string, Fault]>([
    ['never answers', () => {}],
    ['never ends its answer', (response) => response.writeHead(200, JSON_TYPE).write('{"jsonrpc":')],
    ['keeps a silent stream open', (response) => response.writeHead(200, SSE).flushHeaders()],
    ['sends its answer by the byte', (response) => dribble(response.writeHead(200, JSON_TYPE), '{')],
    [
      'sends its headers by the byte',
      ({ socket }) => {
        socket!.write('HTTP/1.1 200 OK\r\nX-Long: ')
        dribble(socket!, 'x')
      },
    ],
    ['sends comments on its stream for ever', (response) => dribble(response.writeHead(200, SSE), ': \n\n')],
  ])('%s: the call ends at our deadline, with no socket left', async (_what, fault) => {
    expect(await codeOf(callWith(fault, { callTimeout: 300 }))).toBe('upstream_timeout')
    await noSocketLeft()
  })

  it('falls silent within an answer: the call ends long before its deadline, with no socket left', async () => {
    const fault: Fault = (response) => response.writeHead(200, JSON_TYPE).write('{"jsonrpc":')
    expect(await codeOf(callWith(fault, { idleTimeout: 200 }))).toBe('upstream_timeout')
    await noSocketLeft()
  })

  it.each(['initialize', 'tools/list'])(
    'never answers %s: connecting ends long before its deadline',
    async (method) => {
      const hang = (): void => {}
      server = await startFaulty(hang, method === 'initialize' ? hang : undefined, { [method]: hang })
      const app = createApp({ limits: { idleTimeout: 200 } })
      expect(await codeOf(app.rpc('connect', { serverUrl: server.url }))).toBe('upstream_timeout')
      await noSocketLeft()
    },
  )

  it.each<[string, Fault]>([
    [
      'on its stream',
      (response, id) => {
        response.writeHead(200, SSE).flushHeaders()
        setTimeout(() => response.end(`data: ${result(id)}\n\n`), 800)
      },
    ],
    [
      'and answers with JSON when it is done',
      (response, id) => setTimeout(() => response.writeHead(200, JSON_TYPE).end(result(id)), 800),
    ],
  ])('is silent for a while %s, as tools may be: the call goes on', async (_what, fault) => {
    expect(await callWith(fault, { idleTimeout: 200 })).toMatchObject({ result: { content: [] } })
  })

  it('sends its answer slowly, and never stands still: the call goes on', async () => {
    const fault: Fault = (response, id) => {
      const letters = [...result(id)]
      response.writeHead(200, JSON_TYPE)
      const timer = setInterval(() => {
        const letter = letters.shift()
        if (letter !== undefined) return response.write(letter)
        clearInterval(timer)
        response.end()
      }, 20)
    }
    expect(await callWith(fault, { idleTimeout: 600 })).toMatchObject({ result: { content: [] } })
  })

  it('makes progress: the call may go on beyond the deadline of silence, but not beyond the last one', async () => {
    const fault: Fault = (response, id) => {
      response.writeHead(200, SSE)
      let progress = 0
      const timer = setInterval(() => {
        const message =
          progress++ < 8
            ? { jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: id, progress } }
            : { jsonrpc: '2.0', id, result: { content: [] } }
        response.write(`data: ${JSON.stringify(message)}\n\n`)
      }, 50)
      response.on('close', () => clearInterval(timer))
    }
    expect(await callWith(fault, { callTimeout: 300 })).toMatchObject({ result: { content: [] } })
    await server!.close()
    expect(await codeOf(callWith(fault, { callTimeout: 300, callTimeoutTotal: 200 }))).toBe('upstream_timeout')
  })
})

/** Writes the same again and again, until nobody is there any more. */
function dribble(to: { write(text: string): unknown; once(event: 'close', then: () => void): unknown }, text: string) {
  const timer = setInterval(() => to.write(text), 40)
  to.once('close', () => clearInterval(timer))
}

describe('a tool call whose server', () => {
  it.each<[string, Fault, string]>([
    ['drops the connection before any answer', (response) => response.destroy(), 'upstream_unreachable'],
    ['sends what is no JSON', (response) => response.writeHead(200, JSON_TYPE).end('<html>'), 'upstream_protocol'],
    [
      'sends a page',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      'upstream_protocol',
    ],
    [
      'sends a result of another shape',
      (response, id) =>
        response.writeHead(200, JSON_TYPE).end(JSON.stringify({ jsonrpc: '2.0', id, result: { content: 5 } })),
      'upstream_protocol',
    ],
    [
      'refuses the arguments',
      (response, id) =>
        response
          .writeHead(200, JSON_TYPE)
          .end(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32602, message: 'no' } })),
      'tool_args_invalid',
    ],
    [
      'has an error of its own',
      (response, id) =>
        response
          .writeHead(200, JSON_TYPE)
          .end(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32603, message: 'no' } })),
      'upstream_protocol',
    ],
    ['wants a sign-in', (response) => response.writeHead(401).end(), 'reauth_required'],
    [
      'sends a compressed answer',
      (response) => response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end('x'),
      'upstream_protocol',
    ],
    [
      'sends a redirect to another origin',
      (response) => response.writeHead(307, { location: 'http://127.0.0.1:1/steal' }).end(),
      'upstream_protocol',
    ],
  ])('%s gets one request and a clear error', async (_what, fault, code) => {
    await endsWith(fault, code)
  })

  it.each<[string, Fault]>([
    [
      'one endless event',
      (response) => {
        response.writeHead(200, SSE).write('data: "')
        for (let i = 0; i < 40; i++) response.write('x'.repeat(1_000))
      },
    ],
    [
      'one endless document',
      (response) => {
        response.writeHead(200, JSON_TYPE).write('{"jsonrpc":"2.0","x":"')
        for (let i = 0; i < 40; i++) response.write('x'.repeat(1_000))
      },
    ],
  ])('sends %s is cut at the limit', async (_what, fault) => {
    expect(await codeOf(callWith(fault, { resultBytes: 20_000 }))).toBe('result_too_large')
    await noSocketLeft()
  })

  it('sends many events, each within the limit, is heard to the end', async () => {
    const fault: Fault = (response, id) => {
      response.writeHead(200, SSE)
      const params = { progressToken: id, message: 'x'.repeat(1_000) }
      for (let progress = 1; progress <= 100; progress++) {
        response.write(
          `data: ${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params: { ...params, progress } })}\n\n`,
        )
      }
      response.end(
        `data: ${JSON.stringify({ jsonrpc: '2.0', id, result: { content: [{ type: 'text', text: 'done' }] } })}\n\n`,
      )
    }
    expect(await callWith(fault, { resultBytes: 20_000 })).toMatchObject({ result: { content: [{ text: 'done' }] } })
  })

  it('says things in its errors that are for nobody to read does not get them read', async () => {
    const canary = 'canary-upstream-text'
    const faults: Fault[] = [
      (response, id) =>
        response
          .writeHead(200, JSON_TYPE)
          .end(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32000, message: canary, data: canary } })),
      (response) => response.writeHead(500, canary).end(canary),
      (response) => response.writeHead(400).end(canary),
      (response) => response.writeHead(200, { 'content-type': canary }).end(canary),
    ]
    for (const fault of faults) {
      const answer = JSON.stringify(await callWith(fault))
      expect(answer).toContain('"error"')
      expect(answer).not.toContain(canary)
      await server!.close()
    }
  })
})

describe('connecting to a server that', () => {
  it.each<[string, Fault, string]>([
    ['is no MCP server', (response) => response.writeHead(404).end(), 'upstream_protocol'],
    [
      'speaks a version of the future only',
      (response, id) =>
        response.writeHead(200, JSON_TYPE).end(
          JSON.stringify({
            jsonrpc: '2.0',
            id,
            result: { protocolVersion: '2999-01-01', capabilities: {}, serverInfo: { name: 'x', version: '1' } },
          }),
        ),
      'upstream_protocol',
    ],
    ['is silent', () => {}, 'upstream_timeout'],
    ['is broken', (response) => response.writeHead(500).end(), 'upstream_unreachable'],
  ])('%s fails with a reason', async (_what, onInitialize, code) => {
    server = await startFaulty(() => {}, onInitialize)
    const app = createApp({ limits: { connectTimeout: 400 } })
    const answer = await app.rpc('connect', { serverUrl: server.url })
    expect(await codeOf(Promise.resolve(answer))).toBe(code)
    expect((await app.call('getSessions', {})).sessions).toMatchObject([{ state: 'FAILED', error: { code } }])
    const { steps } = await app.call('diagnose', { serverUrl: server.url })
    expect(steps.map(({ step, ok }) => [step, ok])).toEqual([
      ['address', true],
      ['network', true],
      ['handshake', false],
    ])
    expect(steps[2]).toMatchObject({ code })
  })

  it('is given up leaves nothing behind', async () => {
    server = await startFaulty(
      () => {},
      () => {},
    )
    const app = createApp()
    const events = await app.events()
    const connecting = app.rpc('connect', { serverUrl: server.url })
    const { data } = await events.connection('state_changed', { state: 'CONNECTING' })
    await app.call('disconnect', { sessionId: (data as { sessionId: string }).sessionId })
    expect(await connecting).toMatchObject({ error: { code: 'call_interrupted' } })
    expect((await app.call('getSessions', {})).sessions).toEqual([])
    await waitFor(
      () => server!.connections(),
      (count) => count === 0,
    )
    await events.close()
  })
})
