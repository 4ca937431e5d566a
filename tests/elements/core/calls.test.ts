import type { McpError } from '../../../elements/core/error.ts'
import type { CallToolOptions } from '../../../elements/core/streamed-call.ts'
import type { CallState } from '../../../shared/rpc.ts'
import { createFakeEndpoint, fail, fakeConnection } from '../../../stories/fake-endpoint.ts'
import type { FakeCall, FakeEndpointOptions } from '../../../stories/fake-endpoint.ts'
import { describe, equal, it, ok, rejection, until } from '../support.ts'

const weather = fakeConnection({ serverName: 'Weather' })
const { sessionId } = weather
const sunny = { content: [{ type: 'text' as const, text: 'sunny' }] }

/** A client with a call under way. */
async function midway(options: FakeEndpointOptions = {}, callOptions: CallToolOptions = {}) {
  let begun: FakeCall | undefined
  let answer!: (result: typeof sunny) => void
  const answered = new Promise<typeof sunny>((resolve) => (answer = resolve))
  const endpoint = createFakeEndpoint({
    connections: [weather],
    onCall: (call) => {
      begun = call
      return answered
    },
    ...options,
  })
  const client = endpoint.client()
  const result = client.callTool(sessionId, 'forecast', { city: 'Oslo' }, callOptions)
  const call = await until(() => begun)
  return { endpoint, client, result, call, answer }
}

describe('SSEClient: a call', () => {
  it('reports progress, logs and questions on its way, then gives its result', async () => {
    const seen: unknown[] = []
    const endpoint = createFakeEndpoint({
      connections: [weather],
      onCall: async (call) => {
        call.progress({ progress: 1, total: 2, message: 'half' })
        call.log({ level: 'info', data: 'looking' })
        const { content } = await call.ask({ inputId: 'q' })
        return { content: [{ type: 'text', text: JSON.stringify([call.arguments, content]) }] }
      },
    })
    const client = endpoint.client()
    const told: string[] = []
    client.addEventListener('question', ({ detail }) => told.push(detail.inputId))
    const result = client.callTool(
      sessionId,
      'forecast',
      { city: 'Oslo' },
      {
        callId: 'c1',
        approval: 'h',
        onProgress: (progress) => seen.push(progress),
        onLog: (log) => seen.push(log),
        onInput: (question) => {
          seen.push(question.inputId)
          void client.answerInput(sessionId, question.inputId, 'accept', { days: 3 })
        },
      },
    )
    equal((await result).content, [{ type: 'text', text: '[{"city":"Oslo"},{"days":3}]' }])
    equal(seen, [
      { callId: 'c1', progress: 1, total: 2, message: 'half' },
      { callId: 'c1', level: 'info', data: 'looking' },
      'q',
    ])
    equal(told, ['q'])
    const { headers, body } = endpoint.requests[0]!
    equal(headers.get('accept'), 'text/event-stream')
    equal(body!.params, { sessionId, name: 'forecast', arguments: { city: 'Oslo' }, approval: 'h', callId: 'c1' })
    equal(endpoint.calls('answerInput'), [{ sessionId, inputId: 'q', action: 'accept', content: { days: 3 } }])
  })

  it('has an id of its own, which can be sent, also where the page has none', async () => {
    const endpoint = createFakeEndpoint({ connections: [weather] })
    const client = endpoint.client()
    for (let i = 0; i < 3; i++) await client.callTool(sessionId, 'forecast')
    const ids = endpoint.calls('callTool').map((params) => (params as { callId: string }).callId)
    ok(ids.every((id) => /^[\w-]{20,64}$/.test(id)))
    equal(new Set(ids).size, 3)
  })

  it('of a prompt or a resource is streamed too', async () => {
    const endpoint = createFakeEndpoint({
      methods: { getPrompt: () => ({ messages: [] }), readResource: () => ({ contents: [{ uri: 'a:b' }] }) },
    })
    const client = endpoint.client()
    equal(await client.getPrompt('s', 'greet', { name: 'Ada' }, { callId: 'p' }), { messages: [] })
    equal(await client.readResource('s', 'a:b', { callId: 'r' }), { contents: [{ uri: 'a:b' }] })
    equal(
      endpoint.requests.map(({ headers, body }) => [headers.get('accept'), body!.params]),
      [
        ['text/event-stream', { sessionId: 's', name: 'greet', arguments: { name: 'Ada' }, callId: 'p' }],
        ['text/event-stream', { sessionId: 's', uri: 'a:b', callId: 'r' }],
      ],
    )
  })
})

describe('SSEClient: ending a call', () => {
  it('closes its request, and that is enough where nothing keeps it alive', async () => {
    const abort = new AbortController()
    const { endpoint, client, result, call } = await midway({}, { signal: abort.signal })
    abort.abort('enough')
    equal((await rejection(result)).name, 'AbortError')
    await until(() => call.signal.aborted)
    await client.getSessions()
    equal(endpoint.calls('cancelCall'), [])
  })

  for (const [kind, options, ask] of [
    ['is detached', { detached: true }, false],
    ['has asked something', {}, true],
  ] as const) {
    it(`tells the server so, once, where it ${kind}: then it goes on without its request`, async () => {
      const abort = new AbortController()
      const asked: string[] = []
      const { endpoint, result, call } = await midway(
        {},
        { ...options, callId: 'c1', signal: abort.signal, onInput: ({ inputId }) => void asked.push(inputId) },
      )
      if (ask) {
        void call.ask()
        await until(() => asked.length)
      }
      abort.abort()
      equal((await rejection(result)).name, 'AbortError')
      await until(() => call.signal.aborted)
      equal(endpoint.calls('cancelCall'), [{ callId: 'c1' }])
      equal(endpoint.requests.at(-1)!.keepalive, true, 'it is sent even where the page is left')
    })
  }

  it('that had its answer already asks for nothing', async () => {
    const abort = new AbortController()
    const { endpoint, client, result, answer } = await midway({}, { detached: true, signal: abort.signal })
    answer(sunny)
    await result
    abort.abort()
    await client.getSessions()
    equal(endpoint.calls('cancelCall'), [])
  })
})

describe('SSEClient: a call whose line breaks off', () => {
  it('is asked after until it has ended, and gives the kept result', async () => {
    const asked: string[] = []
    const { endpoint, client, result, call, answer } = await midway(
      {},
      { callId: 'c1', onInput: ({ inputId }) => void asked.push(inputId) },
    )
    const answered = call.ask({ inputId: 'q' })
    await until(() => asked.length)
    endpoint.breakCalls()
    await until(() => endpoint.calls('getCall').length)
    await client.answerInput(sessionId, 'q', 'decline')
    equal((await answered).action, 'decline')
    answer(sunny)
    equal(await result, sunny)
    equal(endpoint.calls('getCall')[0], { callId: 'c1' })
    equal(asked, ['q'], 'a question is told once')
    equal(endpoint.calls('callTool').length, 1, 'it is not made again')
  })

  it('tells of the questions that it missed', async () => {
    const asked: string[] = []
    const abort = new AbortController()
    const { endpoint, result, call } = await midway(
      {},
      { detached: true, signal: abort.signal, onInput: ({ inputId }) => void asked.push(inputId) },
    )
    endpoint.breakCalls()
    void call.ask({ inputId: 'late' })
    await until(() => asked.length)
    equal(asked, ['late'])
    abort.abort()
    equal((await rejection(result)).name, 'AbortError')
    await until(() => call.signal.aborted, 'the server to hear that it has to end')
    const { length } = endpoint.requests
    await Promise.resolve()
    equal(endpoint.requests.length, length, 'nobody asks after it any more')
  })

  it('gives the kept error', async () => {
    const { endpoint, result } = await midway({
      methods: {
        getCall: ({ callId }): CallState => ({
          callId,
          state: 'finished',
          error: { code: 'upstream_timeout', message: 'Too slow.', retryable: true, requestId: 'r-1' },
        }),
      },
    })
    endpoint.breakCalls()
    const { code, requestId } = await rejection<McpError>(result)
    equal([code, requestId], ['upstream_timeout', 'r-1'])
  })

  it('was interrupted where the server knows nothing of it', async () => {
    const { endpoint, result } = await midway()
    endpoint.breakCalls()
    equal((await rejection(result)).code, 'call_interrupted')
  })

  it('is lost where the server cannot say', async () => {
    const { endpoint, result } = await midway({ methods: { getCall: () => fail('unknown_method') } })
    endpoint.breakCalls()
    equal((await rejection(result)).code, 'network')
    equal(endpoint.calls('getCall').length, 1)
  })

  it('is asked after some times more while the server cannot be reached, and not for ever', async () => {
    const { setTimeout: real } = globalThis
    // Each wait is over at once.
    globalThis.setTimeout = ((run: () => void) => real(run)) as typeof setTimeout
    try {
      const { endpoint, result } = await midway({ methods: { getCall: () => fail('store_unavailable') } })
      endpoint.breakCalls()
      equal((await rejection(result)).code, 'network')
      ok(endpoint.calls('getCall').length > 1)
    } finally {
      globalThis.setTimeout = real
    }
  })
})

describe('SSEClient: a call on a bad network', () => {
  it('goes on telling how far it is, by the stream of events, after its line broke off', async () => {
    const seen: unknown[] = []
    const lost: string[] = []
    const { endpoint, client, result, answer } = await midway(
      {},
      {
        callId: 'c1',
        detached: true,
        onProgress: ({ progress }) => seen.push(progress),
        onLog: ({ data }) => seen.push(data),
        onLineLost: () => lost.push('lost'),
      },
    )
    client.connect()
    await until(() => client.status === 'open')
    endpoint.breakCalls()
    await until(() => lost.length)
    const of = (callId: string) => ({ sessionId, callId, name: 'forecast', timestamp: 0 })
    endpoint.publish('observability', { ...of('c1'), type: 'call_progress', progress: 3 })
    endpoint.publish('observability', { ...of('c2'), type: 'call_progress', progress: 4 })
    endpoint.publish('observability', { ...of('c1'), type: 'call_log', level: 'info', data: 'looking' })
    await until(() => seen.length === 2)
    equal([seen, lost], [[3, 'looking'], ['lost']])
    const asked = () => endpoint.calls('getCall').length
    await until(asked)
    const before = asked()
    answer(sunny)
    endpoint.publish('observability', { ...of('c1'), type: 'call_finished', duration: 1, outcome: 'result' })
    equal(await result, sunny)
    ok(asked() > before)
    client.disconnect()
  })

  it('is given up where its line falls silent, and found again', async () => {
    const { setTimeout: real } = globalThis
    const { endpoint, result, call, answer } = await midway({}, { callId: 'c1', detached: true })
    let silent: (() => void) | undefined
    globalThis.setTimeout = ((run: () => void, ms = 0) => {
      if (ms < 20_000) return real(run, ms)
      silent = run
      return 0
    }) as typeof setTimeout
    try {
      // The first that is heard of it; from then on it is waited for.
      call.progress({ progress: 1 })
      await until(() => silent)
      silent!()
      answer(sunny)
      equal(await result, sunny)
      equal(endpoint.calls('getCall'), [{ callId: 'c1' }])
    } finally {
      globalThis.setTimeout = real
    }
  })

  it('did not start where the server got nothing of it', async () => {
    const { endpoint, lose } = losing()
    lose(true)
    const result = rejection<McpError>(endpoint.client({ fetch: lose.fetch }).callTool(sessionId, 'forecast'))
    await until(() => lose.lost === 1)
    const { code, retryable } = await result
    equal([code, retryable], ['not_started', true])
    equal(endpoint.calls('callTool'), [])
  })

  it('is found where the server got it, and its answer was lost before it began', async () => {
    const { endpoint, lose } = losing()
    lose(false)
    const client = endpoint.client({ fetch: lose.fetch })
    equal(await client.callTool(sessionId, 'forecast', {}, { detached: true }), sunny)
    equal(endpoint.calls('callTool').length, 1)
  })

  it('is waited for where the browser has sent it twice', async () => {
    const { endpoint, client, result, answer } = await midway({}, { callId: 'c1', detached: true })
    const again = createFakeEndpoint({
      methods: { callTool: () => fail('call_in_progress'), getCall: (params) => client.getCall(params.callId) },
    })
    const second = again.client().callTool(sessionId, 'forecast', {}, { callId: 'c1' })
    await until(() => again.calls('getCall').length)
    answer(sunny)
    equal([await second, await result], [sunny, sunny])
    equal(endpoint.calls('callTool').length, 1)
  })
})

/** An endpoint whose tool calls lose their answer: before the server gets them, or after. */
function losing() {
  const endpoint = createFakeEndpoint({ connections: [weather], onCall: () => sunny })
  let before = false
  const fetchLossy: typeof fetch = async (url, init) => {
    if (!String(init?.body).includes('"callTool"')) return endpoint.fetch(url, init)
    lose.lost++
    if (!before) await (await endpoint.fetch(url, { ...init, signal: null })).text()
    throw new TypeError('Failed to fetch')
  }
  const lose = Object.assign((beforehand: boolean) => void (before = beforehand), { fetch: fetchLossy, lost: 0 })
  return { endpoint, lose }
}

describe('SSEClient: the other methods', () => {
  it('send what they are given, each under its own name', async () => {
    const endpoint = createFakeEndpoint({
      methods: {
        authorize: () => ({ authUrl: '/start' }),
        finishAuth: () => ({ sessionId: 's', state: 'CONNECTED' }),
        disconnect: () => ({}),
        setToolPolicy: () => ({}),
        subscribeResource: () => ({}),
        unsubscribeResource: () => ({}),
        answerInput: () => ({}),
      },
    })
    const client = endpoint.client()
    equal(await client.authorize('s', ['repo']), { authUrl: '/start' })
    equal(await client.finishAuth(new URLSearchParams({ code: 'a b', state: 'x' })), {
      sessionId: 's',
      state: 'CONNECTED',
    })
    await client.disconnectFromServer('s', { revoke: true })
    await client.setToolPolicy('s', 't', 'allow', { hash: 'h' })
    await client.subscribeResource('s', 'a:b')
    await client.unsubscribeResource('s', 'a:b')
    await client.answerInput('s', 'q', 'cancel')
    equal(
      endpoint.requests.map(({ body }) => [body!.method, body!.params]),
      [
        ['authorize', { sessionId: 's', scopes: ['repo'] }],
        ['finishAuth', { params: 'code=a+b&state=x' }],
        ['disconnect', { sessionId: 's', revoke: true }],
        ['setToolPolicy', { sessionId: 's', name: 't', policy: 'allow', hash: 'h' }],
        ['subscribeResource', { sessionId: 's', uri: 'a:b' }],
        ['unsubscribeResource', { sessionId: 's', uri: 'a:b' }],
        ['answerInput', { sessionId: 's', inputId: 'q', action: 'cancel' }],
      ],
    )
  })
})
