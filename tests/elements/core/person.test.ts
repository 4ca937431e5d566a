import { userChanged } from '../../../elements/client.ts'
import { McpStore } from '../../../elements/core/store.ts'
import { createFakeEndpoint, fail, fakeConnection } from '../../../stories/fake-endpoint.ts'
import type { FakeEndpoint } from '../../../stories/fake-endpoint.ts'
import { afterEach, describe, equal, it, ok, rejection, until } from '../support.ts'

const weather = fakeConnection({ serverName: 'Weather' })
const notes = fakeConnection({ serverName: 'Notes' })
const stores: McpStore[] = []

afterEach(() => {
  for (const { client } of stores.splice(0)) client.disconnect()
})

async function open(endpoint: FakeEndpoint = createFakeEndpoint({ connections: [weather] })) {
  const store = new McpStore(endpoint.client())
  stores.push(store)
  store.client.connect()
  await until(() => store.state.ready)
  /** What was shown, each change once. */
  const seen: string[] = []
  store.subscribe(() => {
    const { connections, ready, status, user } = store.state
    const names = connections.map(({ serverName }) => serverName).join()
    const line = ready ? `${user}: ${names}` : status === 'unauthenticated' ? 'nobody' : 'unknown'
    if (seen.at(-1) !== line) seen.push(line)
  })
  return { endpoint, store, seen }
}

/** Lets messages between tabs arrive. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 50))

describe('another person', () => {
  it('whom the stream meets gets nothing of the one before: all is emptied, then asked for anew', async () => {
    const { endpoint, store, seen } = await open()
    endpoint.signIn('u-2', [notes])
    endpoint.breakStreams()
    await until(() => store.state.user === 'u-2')
    equal(seen, ['u-1: Weather', 'unknown', 'u-2: Notes'])
    equal(endpoint.requests.at(-1)!.headers.get('last-event-id'), null)
  })

  it('is looked for by all tabs when one of them meets somebody', async () => {
    const { endpoint, store, seen } = await open()
    await turn()
    endpoint.signIn('u-2', [notes])
    await open(endpoint)
    await until(() => store.state.user === 'u-2')
    equal(seen, ['unknown', 'u-2: Notes'])
  })

  it('is looked for when one tab finds nobody signed in', async () => {
    const one = await open()
    const other = await open(one.endpoint)
    await turn()
    one.endpoint.refuse('unauthenticated')
    one.endpoint.endStreams()
    await until(() => one.store.state.status === 'unauthenticated')
    await until(() => other.store.state.status === 'unauthenticated')
    await turn()
    equal(other.seen.at(-1), 'nobody')
  })

  it('is looked for when the app says so, also where nobody was signed in', async () => {
    const { endpoint, store, seen } = await open()
    endpoint.signIn('u-2', [notes])
    userChanged()
    await until(() => store.state.user === 'u-2')
    endpoint.refuse('unauthenticated')
    userChanged()
    await until(() => store.state.status === 'unauthenticated')
    endpoint.refuse(undefined)
    userChanged()
    await until(() => store.state.user === 'u-2')
    equal(seen, ['unknown', 'u-2: Notes', 'unknown', 'nobody', 'unknown', 'u-2: Notes'])
  })

  it('is looked for when a call is refused for want of a login', async () => {
    const { endpoint, store } = await open()
    endpoint.refuse('unauthenticated')
    equal((await rejection(store.client.listTools(weather.sessionId))).code, 'unauthenticated')
    await until(() => store.state.status === 'unauthenticated')
    equal(store.state.connections, [])
  })

  it('does not get what was asked for before and is answered late', async () => {
    let answer!: (value: { servers: [] }) => void
    const endpoint = createFakeEndpoint({
      connections: [weather],
      methods: { getServers: () => new Promise((resolve) => (answer = resolve)) },
    })
    const { store } = await open(endpoint)
    void store.loadServers()
    await until(() => answer)
    const first = answer
    endpoint.signIn('u-2', [notes])
    userChanged()
    await until(() => store.state.user === 'u-2')
    first({ servers: [] })
    await turn()
    equal(store.state.servers, undefined)
    await until(() => answer !== first, 'the catalogue to be asked for again')
    answer({ servers: [] })
    await until(() => store.state.servers)
  })
})

describe('the same person', () => {
  it('is not asked for by tabs that open later, or open their stream anew', async () => {
    const { endpoint, seen } = await open()
    await open(endpoint)
    endpoint.breakStreams()
    await until(() => endpoint.streams === 2)
    await turn()
    equal(seen, ['u-1: Weather'])
    equal(endpoint.requests.filter(({ method }) => method === 'GET').length, 4)
  })

  it('is left alone by a handler that does not say who it is', async () => {
    const endpoint = createFakeEndpoint({ connections: [weather], methods: { getServers: () => fail('internal') } })
    endpoint.signIn(undefined as unknown as string, [weather])
    const { store, seen } = await open(endpoint)
    await open(endpoint)
    endpoint.breakStreams()
    await until(() => endpoint.streams === 2)
    await turn()
    equal([store.state.user, seen], ['', [': Weather']])
  })
})

describe('a site that takes everybody for somebody else each time', () => {
  it('is not asked without end by tabs that tell one another', async () => {
    const { setTimeout: real } = globalThis
    let people = 0
    const tab = async () => {
      const endpoint = createFakeEndpoint()
      const changing: typeof fetch = (url, init) => {
        endpoint.signIn(`u-${++people}`)
        return endpoint.fetch(url, init)
      }
      const { client } = stores[stores.push(new McpStore(endpoint.client({ fetch: changing }))) - 1]!
      client.connect()
      await until(() => client.user)
    }
    await tab()
    // What waits, waits for ever: so it is seen that there is a wait.
    globalThis.setTimeout = ((run: () => void, ms = 0) => (ms < 200 ? real(run, ms) : 0)) as typeof setTimeout
    try {
      await tab()
      await until(() => people > 3)
      for (let look = 0; look < 20; look++) await turn()
      ok(people < 50, `${people} requests, and no end`)
    } finally {
      globalThis.setTimeout = real
    }
  })
})
