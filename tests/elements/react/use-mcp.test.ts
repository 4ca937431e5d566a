import { createElement } from 'react'
import { McpError } from '../../../elements/core/error.ts'
import '../../../elements/define/mcp-connections.ts'
import type { UseMcpResult } from '../../../elements/react.ts'
import type { ToolInfo } from '../../../shared/mcp.ts'
import { fail, fakeConnection, fakeTool } from '../../../stories/fake-endpoint.ts'
import { afterEach, describe, equal, it, ok, rejection } from '../support.ts'
import { eventually, hook, leave, serve, show } from './stage.ts'

const weather = fakeConnection({ serverId: 'weather', serverName: 'Weather', toolCount: 1, toolsHash: 'a' })
const failed = fakeConnection({ serverId: 'notes', serverName: 'Notes', state: 'FAILED' })
const catalogue = [{ id: 'notes', name: 'Notes', url: 'https://notes.example.org/mcp' }]

afterEach(leave)

/** A hook that has asked for tools in vain. */
async function failing() {
  let broken = true
  const heard: string[] = []
  const tools = [fakeTool({ name: 'forecast' })]
  const listTools = () => (broken ? fail('upstream_unreachable') : { tools })
  const { endpoint, url } = serve({ connections: [weather], methods: { listTools } })
  const probe = await hook({
    url,
    onLog: (level, message, metadata) => {
      if (metadata instanceof McpError) heard.push(`${level} ${message} ${metadata.code}`)
    },
  })
  await eventually(() => probe.now.connections.length)
  equal(probe.now.getTools(weather.sessionId), [])
  await eventually(() => heard.length)
  return { endpoint, probe, heard, repair: () => void (broken = false) }
}

type Failing = Awaited<ReturnType<typeof failing>>

describe('useMcp: state', () => {
  it('begins with nothing, and has what the server says once it has said it', async () => {
    const { url } = serve({ connections: [weather, failed] })
    const probe = await hook({ url })
    const [first] = probe.renderings
    equal([first!.connections, first!.status, first!.isInitializing], [[], 'idle', true])
    await eventually(() => probe.now.connections.length === 2)
    equal([probe.now.status, probe.now.isInitializing], ['open', false])
    equal(probe.place.textContent, 'Weather CONNECTED,Notes FAILED')
  })

  it('says that the site cannot be reached, and no longer that it initialises', async () => {
    const { endpoint, url } = serve()
    endpoint.setUnreachable(true)
    const probe = await hook({ url })
    await eventually(() => probe.now.status === 'offline')
    equal(probe.now.isInitializing, false)
  })

  it('follows a connection from state to state', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    const probe = await hook({ url })
    await eventually(() => probe.now.connections.length)
    endpoint.setState(weather.sessionId, 'RECONNECTING')
    await eventually(() => probe.place.textContent === 'Weather RECONNECTING')
  })
})

describe('useMcp: options', () => {
  it('autoConnect: false opens no stream, and asks for the connections', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    const probe = await hook({ url, autoConnect: false })
    await eventually(() => probe.now.connections.length)
    equal(endpoint.calls('getSessions').length, 1)
    equal([probe.now.status, probe.now.isInitializing], ['idle', false])
    equal(
      endpoint.requests.filter(({ method }) => method === 'GET'),
      [],
    )
  })

  it('autoConnect: false shows nothing of a person who has signed out', async () => {
    let isHere = true
    const getSessions = () => (isHere ? { sessions: [weather] } : fail('unauthenticated'))
    const { endpoint, url } = serve({ methods: { getSessions } })
    const probe = await hook({ url, autoConnect: false })
    await eventually(() => probe.now.connections.length)
    isHere = false
    const error = await probe.act(({ refresh }) => rejection<McpError>(refresh()))
    equal(error.code, 'unauthenticated')
    await eventually(() => probe.now.connections.length === 0)
    equal([probe.now.status, probe.now.isInitializing], ['idle', false])
    ok(endpoint.requests.every(({ method }) => method === 'POST'))
  })

  it('autoInitialize: false asks for nothing', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    const probe = await hook({ url, autoConnect: false, autoInitialize: false })
    equal(probe.now.isInitializing, false)
    equal(endpoint.requests, [])
    await probe.act(({ refresh }) => refresh())
    equal(
      probe.now.connections.map(({ serverName }) => serverName),
      ['Weather'],
    )
  })

  it('where the first question fails, nothing initialises any more', async () => {
    const { url } = serve({ methods: { getSessions: () => fail('internal') } })
    const probe = await hook({ url, autoConnect: false })
    await eventually(() => !probe.now.isInitializing)
    equal(probe.now.connections, [])
  })

  it('authToken goes into the header of every request, a string or what a function gives', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    const headers = () => endpoint.requests.map((request) => request.headers.get('authorization'))
    const probe = await hook({ url, authToken: 'one' })
    await eventually(() => probe.now.connections.length)
    ok(headers().every((header) => header === 'Bearer one'))
    let token = 'two'
    await probe.update({ url, authToken: () => token })
    await eventually(() => headers().at(-1) === 'Bearer two')
    // Another function at each rendering is not another person: the stream stays.
    const streams = endpoint.requests.filter(({ method }) => method === 'GET').length
    token = 'three'
    await probe.update({ url, authToken: () => token })
    await probe.act(({ refresh }) => refresh())
    equal(headers().at(-1), 'Bearer three')
    equal(endpoint.requests.filter(({ method }) => method === 'GET').length, streams)
    ok(endpoint.requests.every((request) => !request.url.includes('three')))
  })

  it('another token begins with nothing that was known', async () => {
    const { url } = serve({ connections: [weather] })
    const probe = await hook({ url, authToken: 'ada' })
    await eventually(() => probe.now.connections.length)
    const before = probe.renderings.length
    await probe.update({ url, authToken: 'ben' })
    equal(probe.renderings[before]!.connections, [])
  })

  it('onConnectionEvent hears events, by the function of the last rendering', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    const heard: string[] = []
    const probe = await hook({ url, onConnectionEvent: () => heard.push('old') })
    await eventually(() => probe.now.connections.length)
    await probe.update({ url, onConnectionEvent: ({ type }) => heard.push(type) })
    endpoint.setState(weather.sessionId, 'RECONNECTING')
    await eventually(() => heard.length)
    equal(heard, ['state_changed'])
  })

  it('onConnectionEvent hears of discovered tools with the tools, and of nothing more once it is gone', async () => {
    const { sessionId, serverId } = weather
    const forecast = fakeTool({ name: 'forecast' })
    let asked = 0
    let isHeld = false
    let letGo = (): void => {}
    const held = new Promise<void>((resolve) => (letGo = resolve))
    const listTools = async (): Promise<{ tools: ToolInfo[] }> => {
      asked += 1
      if (isHeld) await held
      return { tools: [forecast] }
    }
    const { endpoint, url } = serve({ connections: [weather], methods: { listTools } })
    const heard: unknown[] = []
    const probe = await hook({
      url,
      onConnectionEvent: (event) => event.type === 'tools_discovered' && heard.push(event.tools),
    })
    await eventually(() => probe.now.status === 'open')
    const discovered = { type: 'tools_discovered', sessionId, serverId, timestamp: 0, toolCount: 1, toolsHash: 'one' }
    endpoint.publish('connection', discovered)
    await eventually(() => heard.length)
    equal(heard, [[forecast]])
    isHeld = true
    endpoint.publish('connection', discovered)
    await eventually(() => asked === 2)
    await probe.unmount()
    letGo()
    await held
    await new Promise((resolve) => setTimeout(resolve))
    equal(heard.length, 1)
  })

  it('onLog hears of the stream and of calls', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    const heard: string[] = []
    const probe = await hook({ url, onLog: (level, message) => heard.push(`${level} ${message}`) })
    await eventually(() => probe.now.status === 'open')
    const call = { sessionId: weather.sessionId, callId: 'c1', name: 'forecast', timestamp: 0 }
    endpoint.publish('observability', { ...call, type: 'call_log', level: 'warning', data: 'late' })
    endpoint.publish('observability', { ...call, type: 'call_finished', duration: 1, outcome: 'error' })
    await eventually(() => heard.includes('error forecast ended: error'))
    ok(heard.includes('debug event stream: open'))
    ok(heard.includes('warning forecast logs'))
  })
})

describe('useMcp: actions', () => {
  it('connect gives the session id, and the connection appears', async () => {
    const { endpoint, url } = serve({ servers: catalogue })
    const probe = await hook({ url })
    await eventually(() => probe.now.status === 'open')
    const sessionId = await probe.act(({ connect }) => connect({ serverId: 'notes', transportType: 'sse' }))
    equal(endpoint.calls('connect'), [{ serverId: 'notes', transportType: 'sse' }])
    await eventually(() => probe.now.getConnection(sessionId)?.state === 'CONNECTED')
  })

  it('connect rejects with what the server says', async () => {
    const { url } = serve({ methods: { connect: () => fail('blocked_address') } })
    const probe = await hook({ url })
    const error = await probe.act(({ connect }) => rejection<McpError>(connect({ serverUrl: 'http://10.0.0.1/' })))
    ok(error instanceof McpError)
    equal(error.code, 'blocked_address')
  })

  it('disconnect takes the connection away', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    const probe = await hook({ url })
    await eventually(() => probe.now.connections.length)
    await probe.act(({ disconnect }) => disconnect(weather.sessionId))
    equal(probe.now.connections, [])
    equal(endpoint.calls('disconnect'), [{ sessionId: weather.sessionId }])
  })

  it('disconnectSSE and connectSSE close and open the stream', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    const probe = await hook({ url })
    await eventually(() => probe.now.status === 'open')
    await probe.act(({ disconnectSSE }) => disconnectSSE())
    equal(probe.now.status, 'idle')
    await eventually(() => endpoint.streams === 0)
    await probe.act(({ connectSSE }) => connectSSE())
    await eventually(() => probe.now.status === 'open')
    equal(endpoint.streams, 1)
  })
})

describe('useMcp: utilities', () => {
  it('find connections, and tell which servers are connected', async () => {
    const { url } = serve({ connections: [weather, failed] })
    const probe = await hook({ url })
    await eventually(() => probe.now.connections.length)
    const { getConnection, getConnectionByServerId, isServerConnected } = probe.now
    equal(getConnection(failed.sessionId)?.serverName, 'Notes')
    equal(getConnection('nobody'), undefined)
    equal(getConnectionByServerId('weather')?.sessionId, weather.sessionId)
    equal([isServerConnected('weather'), isServerConnected('notes'), isServerConnected('x')], [true, false, false])
  })

  it('load the tools of a connection when they are read, once, and again when they change', async () => {
    const tools = { [weather.sessionId]: [fakeTool({ name: 'forecast' })] }
    const { endpoint, url } = serve({ connections: [weather, failed], tools })
    const probe = await hook({ url })
    await eventually(() => probe.now.connections.length)
    equal(endpoint.calls('listTools').length, 0)
    const names = () => probe.now.getTools(weather.sessionId).map(({ name }) => name)
    equal(names(), [])
    const before = probe.now
    await eventually(() => names()[0] === 'forecast')
    ok(probe.now.getTools !== before.getTools, 'what is memoised by it has to be made anew')
    equal(probe.now.connections[0]!.tools[0]?.name, 'forecast')
    equal(endpoint.calls('listTools').length, 1)
    endpoint.setTools(weather.sessionId, [fakeTool({ name: 'tides' })])
    const { sessionId, serverId } = weather
    endpoint.emit({ type: 'tools_changed', sessionId, serverId, timestamp: 0, toolCount: 1, toolsHash: 'b' })
    await eventually(() => names()[0] === 'tides')
  })

  for (const [name, mend] of [
    ['refresh() is called', ({ probe }) => probe.act(({ refresh }) => refresh())],
    ['the stream comes back', ({ endpoint }) => endpoint.breakStreams()],
    [
      'the server comes back',
      async ({ endpoint, probe }) => {
        endpoint.setState(weather.sessionId, 'RECONNECTING')
        await eventually(() => probe.place.textContent === 'Weather RECONNECTING')
        endpoint.setState(weather.sessionId, 'CONNECTED')
      },
    ],
  ] as const satisfies [string, (stage: Failing) => unknown][]) {
    it(`load tools that could not be loaded when ${name}`, async () => {
      const stage = await failing()
      stage.repair()
      await mend(stage)
      await eventually(() => stage.probe.now.getTools(weather.sessionId).length)
    })
  }

  it('say in onLog why tools are not there, once', async () => {
    const { endpoint, probe, heard } = await failing()
    equal(heard, ['warning Weather: its tools could not be loaded upstream_unreachable'])
    endpoint.setState(weather.sessionId, 'VALIDATING')
    await eventually(() => probe.place.textContent === 'Weather VALIDATING')
    equal(heard.length, 1)
  })

  it('stay the same functions until what they tell of changes; actions always', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    const probe = await hook({ url })
    await eventually(() => probe.now.connections.length)
    const before = probe.now
    await probe.update({ url })
    equal(probe.now === before, true, 'a rendering without news gives the same result')
    endpoint.setState(weather.sessionId, 'FAILED')
    await eventually(() => probe.now !== before)
    const actions = ({ connect, disconnect, refresh, connectSSE, disconnectSSE }: UseMcpResult) =>
      [connect, disconnect, refresh, connectSSE, disconnectSSE] as const
    ok(actions(probe.now).every((action, at) => action === actions(before)[at]))
    ok(probe.now.getConnection !== before.getConnection)
  })
})

describe('useMcp: beside the elements', () => {
  it('has the store and the stream of an element with the same endpoint', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    const probe = await hook({ url })
    const { place } = await show(createElement('mcp-connections', { endpoint: url }))
    await eventually(() => probe.now.connections.length)
    await eventually(() => place.firstElementChild?.shadowRoot?.textContent?.includes('Weather'))
    equal(endpoint.streams, 1)
  })
})
