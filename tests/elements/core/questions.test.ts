import { McpStore } from '../../../elements/core/store.ts'
import { createFakeEndpoint, fakeConnection } from '../../../stories/fake-endpoint.ts'
import type { FakeEndpoint, FakeEndpointOptions } from '../../../stories/fake-endpoint.ts'
import type { OpenQuestion } from '../../../shared/events.ts'
import { afterEach, describe, equal, it, ok, rejection, until } from '../support.ts'

const weather = fakeConnection({ serverName: 'Weather' })
const { sessionId, serverId } = weather

const stores: McpStore[] = []

/** What one tab of the person knows. */
async function tab(endpoint: FakeEndpoint): Promise<McpStore> {
  const store = new McpStore(endpoint.client())
  stores.push(store)
  store.client.connect()
  await until(() => store.state.ready)
  return store
}

async function start(options: FakeEndpointOptions = {}) {
  const endpoint = createFakeEndpoint({ connections: [weather], ...options })
  return { endpoint, store: await tab(endpoint) }
}

const open = (store: McpStore) => store.state.questions.map(({ inputId }) => inputId)

/** Runs with a clock that is so many milliseconds before the server's. */
async function withClock(ahead: number, run: () => Promise<void>): Promise<void> {
  const { now } = Date
  Date.now = () => now() + ahead
  try {
    await run()
  } finally {
    Date.now = now
  }
}

afterEach(() => {
  for (const store of stores.splice(0)) store.client.disconnect()
})

describe('McpStore: questions', () => {
  it('come with an event, or with the snapshot of a tab that opens later, and go in all tabs once answered', async () => {
    const { endpoint, store } = await start()
    const answered = endpoint.ask(sessionId, { inputId: 'q', message: 'Where?' })
    await until(() => open(store).length)
    const later = await tab(endpoint)
    equal(later.state.questions[0]!.message, 'Where?')
    await later.answer(later.state.questions[0]!, 'accept', { city: 'Oslo' })
    equal(await answered, { action: 'accept', content: { city: 'Oslo' } })
    await until(() => open(store).length === 0)
    equal([store.outcome('q'), open(later)], ['accept', []])
  })

  it('stay until the server has taken the answer', async () => {
    let accept!: () => void
    const taken = new Promise<void>((resolve) => (accept = resolve))
    const { endpoint, store } = await start({ methods: { answerInput: () => taken.then(() => ({})) } })
    void endpoint.ask(sessionId, { inputId: 'q' })
    await until(() => open(store).length)
    const answer = store.answer(store.state.questions[0]!, 'decline')
    await until(() => endpoint.calls('answerInput').length)
    equal(open(store), ['q'])
    accept()
    await answer
    equal(open(store), [])
  })

  it('stay where the answer is refused, and go where they were not open any more', async () => {
    const { endpoint, store } = await start({ checkAnswer: () => ({ '/city': 'No such city.' }) })
    void endpoint.ask(sessionId, { inputId: 'q' })
    await until(() => open(store).length)
    const question = store.state.questions[0]!
    const error = await rejection<{ code: string; data: unknown }>(store.answer(question, 'accept', {}))
    equal([error.code, error.data], ['invalid_params', { errors: { '/city': 'No such city.' } }])
    equal(open(store), ['q'])
    store.client.disconnect()
    endpoint.expire('q')
    equal((await rejection(store.answer(question, 'accept', {}))).code, 'session_not_found')
    equal(open(store), [])
  })

  it('go when they expire, by the server’s word or by their own deadline', async () => {
    const { endpoint, store } = await start()
    void endpoint.ask(sessionId, { inputId: 'a' })
    await until(() => open(store).length)
    endpoint.expire('a')
    await until(() => open(store).length === 0)
    equal(store.outcome('a'), 'expired')
    void endpoint.ask(sessionId, { inputId: 'long' })
    void endpoint.ask(sessionId, { inputId: 'short', expiresAt: Date.now() + 50 })
    await until(() => open(store).includes('long') && !open(store).includes('short'))
    equal([open(store), store.outcome('short')], [['long'], 'expired'])
  })

  it('wait far longer than a timer can', async () => {
    const { endpoint, store } = await start()
    const { setTimeout: real } = globalThis
    const waits: number[] = []
    globalThis.setTimeout = ((run: () => void, ms = 0) => {
      waits.push(ms)
      return real(run, ms)
    }) as typeof setTimeout
    try {
      void endpoint.ask(sessionId, { inputId: 'q', expiresAt: Date.now() + 2 ** 33 })
      await until(() => open(store).length)
    } finally {
      globalThis.setTimeout = real
    }
    equal(Math.max(...waits), 2 ** 31 - 1)
  })

  it('have their time by the server’s clock, whatever this machine’s says', async () => {
    const { endpoint, store } = await start()
    const hour = 3_600_000
    const real = Date.now()
    const question: OpenQuestion = {
      inputId: 'q',
      sessionId,
      serverName: 'Weather',
      mode: 'form',
      message: 'Where?',
      expiresAt: real + 600_000,
    }
    await withClock(hour, async () => {
      endpoint.emit({ type: 'input_required', sessionId, serverId, timestamp: real, question })
      await until(() => open(store).length)
      const left = store.state.questions[0]!.expiresAt - Date.now()
      ok(left > 500_000 && left <= 600_000, `${left} ms are left`)
    })
  })

  it('go with their connection, and with their user', async () => {
    const { endpoint, store } = await start()
    void endpoint.ask(sessionId)
    await until(() => open(store).length)
    endpoint.emit({ type: 'disconnected', sessionId, serverId, timestamp: Date.now() })
    await until(() => open(store).length === 0)
    void endpoint.ask(sessionId)
    await until(() => open(store).length)
    endpoint.refuse('unauthenticated')
    endpoint.endStreams()
    await until(() => store.state.status === 'unauthenticated')
    equal(open(store), [])
  })

  it('of a call of this page are known without a stream, and do not come back once answered', async () => {
    const endpoint = createFakeEndpoint({
      connections: [weather],
      onCall: async (call) => ({ content: [{ type: 'text', text: (await call.ask({ inputId: 'q' })).action }] }),
    })
    const store = new McpStore(endpoint.client())
    const result = store.client.callTool(sessionId, 'forecast')
    await until(() => open(store).length)
    await store.answer(store.state.questions[0]!, 'decline')
    equal((await result).content, [{ type: 'text', text: 'decline' }])
    stores.push(store)
    store.client.connect()
    await until(() => store.state.ready)
    // What the stream says can be older than the answer.
    const question = (inputId: string): OpenQuestion => ({
      inputId,
      sessionId,
      serverName: 'Weather',
      mode: 'form',
      message: '',
      expiresAt: Date.now() + 600_000,
    })
    endpoint.publish('reset', { version: 1, user: 'u-1', resumed: false, connections: [], questions: [question('q')] })
    await until(() => store.state.connections.length === 0)
    equal(open(store), [])
    for (const inputId of ['q', 'r']) {
      endpoint.emit({
        type: 'input_required',
        sessionId,
        serverId,
        timestamp: Date.now(),
        question: question(inputId),
      })
    }
    await until(() => open(store).length)
    equal(open(store), ['r'])
  })

  it('are there without a stream, and for a store that is made late', async () => {
    const endpoint = createFakeEndpoint({ connections: [weather] })
    const client = endpoint.client()
    const early = new McpStore(client)
    stores.push(early)
    void endpoint.ask(sessionId, { inputId: 'q' })
    await early.refresh()
    equal([early.state.status, open(early)], ['idle', ['q']])
    client.connect()
    await until(() => early.state.status === 'open')
    const late = new McpStore(client)
    await until(() => late.state.ready)
    equal(open(late), ['q'])
    client.disconnect()
    endpoint.expire('q')
    await late.refresh()
    equal(open(late), [])
  })

  it('are not undone by a list that is older than what was said meanwhile', async () => {
    let answer!: () => void
    const sent = new Promise<void>((resolve) => (answer = resolve))
    const old: { questions?: readonly OpenQuestion[] } = {}
    const { endpoint, store } = await start({
      methods: {
        getSessions: async () => {
          old.questions = endpoint.questions
          await sent
          return { sessions: [weather], questions: old.questions }
        },
      },
    })
    for (const inputId of ['answered', 'kept']) void endpoint.ask(sessionId, { inputId })
    await until(() => open(store).length === 2)
    const refreshed = store.refresh()
    await until(() => old.questions)
    await store.answer(store.state.questions[0]!, 'decline')
    void endpoint.ask(sessionId, { inputId: 'new' })
    await until(() => open(store).includes('new'))
    const kept = store.state.questions[0]
    answer()
    await refreshed
    equal(open(store), ['kept', 'new'])
    ok(store.state.questions[0] === kept)
    // It is told twice: by the event and by the list.
    await Promise.all([store.refresh(), store.refresh()])
    equal(open(store), ['kept', 'new'])
  })

  it('stay the same objects when a snapshot names them again', async () => {
    const { endpoint, store } = await start()
    void endpoint.ask(sessionId)
    await until(() => open(store).length)
    const [question] = store.state.questions
    endpoint.publish('reset', {
      version: 1,
      user: 'u-1',
      resumed: false,
      connections: [],
      questions: endpoint.questions,
    })
    await until(() => store.state.connections.length === 0)
    ok(store.state.questions[0] === question)
  })
})
