import { McpStore } from '../../../elements/core/store.ts'
import { createFakeEndpoint, fail, fakeConnection, fakeTool } from '../../../stories/fake-endpoint.ts'
import type { FakeEndpointOptions } from '../../../stories/fake-endpoint.ts'
import { afterEach, describe, equal, it, ok, rejection, until } from '../support.ts'

const weather = fakeConnection({ serverName: 'Weather', toolCount: 1, toolsHash: 'a' })
const notes = { id: 'notes', name: 'Notes', url: 'https://notes.example.org/mcp' }

const stores: McpStore[] = []

async function start(options: FakeEndpointOptions) {
  const endpoint = createFakeEndpoint(options)
  const store = new McpStore(endpoint.client())
  stores.push(store)
  store.client.connect()
  await until(() => store.state.ready)
  return { endpoint, store }
}

const states = (store: McpStore) => store.state.connections.map(({ serverName, state }) => `${serverName} ${state}`)

afterEach(() => {
  for (const store of stores.splice(0)) store.client.disconnect()
})

describe('McpStore', () => {
  it('knows a connection when the server speaks of it, and as what the server says', async () => {
    const { endpoint, store } = await start({ servers: [notes], script: [] })
    const connecting = store.connect({ serverId: 'notes' })
    equal(
      store.state.pending.map(({ serverId }) => serverId),
      ['notes'],
    )
    equal(states(store), [])
    const { sessionId } = await connecting
    equal(store.state.pending, [])
    equal(states(store), ['Notes CONNECTING'])
    endpoint.setState(sessionId, 'DISCOVERING')
    await until(() => states(store)[0] === 'Notes DISCOVERING')
    endpoint.setState(sessionId, 'CONNECTED')
    await until(() => states(store)[0] === 'Notes CONNECTED')
  })

  it('forgets what was asked for when it fails or is cancelled', async () => {
    const { store } = await start({ methods: { connect: () => fail('blocked_address') } })
    equal((await rejection(store.connect({ serverUrl: 'http://10.0.0.1/' }))).code, 'blocked_address')
    equal(store.state.pending, [])
    const hanging = await start({ methods: { connect: () => new Promise(() => {}) } })
    const asked = rejection(hanging.store.connect({ serverUrl: 'https://slow.example/' }))
    await until(() => hanging.endpoint.calls('connect').length)
    hanging.store.client.disconnect()
    hanging.store.cancelPending(hanging.store.state.pending[0]!.key)
    equal((await asked).name, 'AbortError')
    equal(hanging.store.state.pending, [])
  })

  it('removes a connection when it ends, and does not bring it back for its last word', async () => {
    const { endpoint, store } = await start({ connections: [weather] })
    await store.disconnect(weather.sessionId)
    equal(states(store), [])
    const { sessionId, serverId } = weather
    const connection = { ...weather, state: 'DISCONNECTED' as const }
    endpoint.emit({ type: 'state_changed', sessionId, serverId, timestamp: 0, state: 'DISCONNECTED', connection })
    endpoint.emit({
      type: 'state_changed',
      sessionId: 'x',
      serverId,
      timestamp: 0,
      state: 'CONNECTED',
      connection: fakeConnection({ serverName: 'Next', sessionId: 'x' }),
    })
    await until(() => store.state.connections.length)
    equal(states(store), ['Next CONNECTED'])
  })

  it('loads tools when first asked for, once, and again when their hash changes; old ones stay meanwhile', async () => {
    let tools = [fakeTool({ name: 'forecast' })]
    const { endpoint, store } = await start({ connections: [weather], methods: { listTools: () => ({ tools }) } })
    equal(endpoint.calls('listTools').length, 0)
    equal(store.tools(weather.sessionId), undefined)
    equal(store.tools(weather.sessionId), undefined)
    await until(() => store.tools(weather.sessionId))
    equal(
      store.tools(weather.sessionId)!.map(({ name }) => name),
      ['forecast'],
    )
    tools = [fakeTool({ name: 'forecast' }), fakeTool({ name: 'alerts' })]
    const { sessionId, serverId } = weather
    endpoint.emit({ type: 'tools_changed', sessionId, serverId, timestamp: 0, toolCount: 2, toolsHash: 'b' })
    await until(() => store.connection(sessionId)!.toolCount === 2)
    ok(store.tools(sessionId))
    await until(() => store.tools(sessionId)!.length === 2)
    equal(endpoint.calls('listTools').length, 2)
  })

  it('keeps why tools could not be loaded, and tries again when told to', async () => {
    let broken = true
    const { store } = await start({
      connections: [weather],
      methods: { listTools: () => (broken ? fail('upstream_timeout') : { tools: [fakeTool({ name: 'forecast' })] }) },
    })
    store.tools(weather.sessionId)
    await until(() => store.toolsError(weather.sessionId))
    equal(store.toolsError(weather.sessionId)!.code, 'upstream_timeout')
    broken = false
    store.reloadTools(weather.sessionId)
    await until(() => store.tools(weather.sessionId))
    equal(store.toolsError(weather.sessionId), undefined)
  })

  it('holds nothing of a user who is signed out, and everything of the one who signs in', async () => {
    const { endpoint, store } = await start({ connections: [weather], servers: [notes] })
    await store.loadServers()
    equal(store.state.servers, [notes])
    endpoint.refuse('unauthenticated')
    endpoint.endStreams()
    await until(() => store.state.status === 'unauthenticated')
    equal([store.state.connections, store.state.servers, store.state.ready], [[], undefined, false])
    endpoint.refuse(undefined)
    store.client.connect()
    await until(() => store.state.servers)
    equal(states(store), ['Weather CONNECTED'])
  })

  it('learns the connections of a client that was open before it', async () => {
    const { endpoint } = await start({ connections: [weather] })
    const client = endpoint.client()
    client.connect()
    await until(() => client.status === 'open')
    const store = new McpStore(client)
    stores.push(store)
    await until(() => store.state.ready)
    equal(states(store), ['Weather CONNECTED'])
  })

  it('makes a new state, and calls each subscriber, for every change and no longer than wished', async () => {
    const { endpoint, store } = await start({ connections: [weather] })
    let calls = 0
    const before = store.state
    const stop = store.subscribe(() => calls++)
    endpoint.setState(weather.sessionId, 'RECONNECTING')
    await until(() => calls === 1)
    ok(store.state !== before)
    stop()
    endpoint.setState(weather.sessionId, 'CONNECTED')
    await until(() => states(store)[0] === 'Weather CONNECTED')
    equal(calls, 1)
  })
})
