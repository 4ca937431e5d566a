import type { McpError } from '../../../elements/core/error.ts'
import { SSEClient } from '../../../elements/core/sse-client.ts'
import type { ConnectionEvent } from '../../../shared/events.ts'
import { createFakeEndpoint, fail, fakeConnection } from '../../../stories/fake-endpoint.ts'
import { afterEach, describe, equal, it, rejection, until } from '../support.ts'

const weather = fakeConnection({ serverName: 'Weather' })

const { sessionId, serverId } = weather
const discovered = { type: 'tools_discovered', sessionId, serverId, timestamp: 0, toolCount: 1, toolsHash: 'one' }
const forecast = { name: 'forecast', inputSchema: { type: 'object' }, hash: 'f1', policy: 'ask' } as const

const open: SSEClient[] = []
const keep = (client: SSEClient): SSEClient => {
  open.push(client)
  return client
}

const statuses = (client: SSEClient): string[] => {
  const seen: string[] = []
  client.addEventListener('status', ({ detail }) => seen.push(detail))
  return seen
}

afterEach(() => {
  for (const client of open.splice(0)) client.disconnect()
})

describe('SSEClient: the stream', () => {
  it('opens with a snapshot and hands on events, ignoring those it does not know', async () => {
    const endpoint = createFakeEndpoint({ connections: [weather] })
    const events: ConnectionEvent[] = []
    const client = keep(endpoint.client({ onConnectionEvent: (event) => events.push(event) }))
    const names: string[] = []
    client.addEventListener('snapshot', ({ detail }) => names.push(...detail.connections.map((one) => one.serverName)))
    client.connect()
    await until(() => names.length)
    equal(names, ['Weather'])
    endpoint.publish('tomorrow' as 'reset', { connections: [] })
    endpoint.setState(weather.sessionId, 'RECONNECTING')
    await until(() => events.length)
    equal(
      events.map((event) => event.type === 'state_changed' && event.state),
      ['RECONNECTING'],
    )
    equal(names, ['Weather'])
  })

  it('hands on discovered tools with the tools, and without where they cannot be loaded', async () => {
    let isBroken = false
    const endpoint = createFakeEndpoint({
      connections: [weather],
      methods: { listTools: () => (isBroken ? fail('store_unavailable') : { tools: [forecast] }) },
    })
    const heard: unknown[] = []
    const client = keep(
      endpoint.client({
        onConnectionEvent: (event) => event.type === 'tools_discovered' && heard.push([event.toolCount, event.tools]),
      }),
    )
    client.connect()
    await until(() => client.status === 'open')
    endpoint.publish('connection', discovered)
    await until(() => heard.length === 1)
    isBroken = true
    endpoint.publish('connection', discovered)
    await until(() => heard.length === 2)
    equal(heard, [
      [1, [forecast]],
      [1, []],
    ])
  })

  it('sends its own header, asks for an event stream, and keeps the token out of the address', async () => {
    const endpoint = createFakeEndpoint()
    const client = keep(endpoint.client({ authToken: 'secret', headers: { 'x-tenant': 'acme' } }))
    client.connect()
    await until(() => client.status === 'open')
    const { method, headers } = endpoint.requests[0]!
    equal(
      [method, headers.get('x-mcp-plug'), headers.get('accept'), headers.get('authorization'), headers.get('x-tenant')],
      ['GET', '1', 'text/event-stream', 'Bearer secret', 'acme'],
    )
    equal(headers.get('last-event-id'), null)
  })

  it('resumes where it stood when the stream breaks: nothing lost, nothing twice', async () => {
    const endpoint = createFakeEndpoint({ connections: [weather] })
    const states: string[] = []
    const client = keep(
      endpoint.client({
        onConnectionEvent: (event) => event.type === 'state_changed' && states.push(event.state),
      }),
    )
    const seen = statuses(client)
    client.connect()
    await until(() => client.status === 'open')
    endpoint.setState(weather.sessionId, 'RECONNECTING')
    await until(() => states.length === 1)
    endpoint.breakStreams()
    endpoint.setState(weather.sessionId, 'DISCOVERING')
    endpoint.setState(weather.sessionId, 'CONNECTED')
    await until(() => states.length === 3)
    equal(states, ['RECONNECTING', 'DISCOVERING', 'CONNECTED'])
    equal(endpoint.requests.at(-1)!.headers.get('last-event-id'), '1.1-0')
    equal(seen, ['connecting', 'open', 'connecting', 'open'])
  })

  it('comes back after the server ended the stream, and tells of being offline meanwhile', async () => {
    const endpoint = createFakeEndpoint()
    const client = keep(endpoint.client())
    client.connect()
    await until(() => client.status === 'open')
    endpoint.setUnreachable(true)
    await until(() => client.status === 'offline')
    equal(client.error?.code, 'network')
    endpoint.setUnreachable(false)
    // The network's own word makes it try at once.
    dispatchEvent(new Event('online'))
    await until(() => client.status === 'open')
    equal(client.error, undefined)
  })

  it('stops at a 401 until it is told to connect again', async () => {
    const endpoint = createFakeEndpoint({ connections: [weather] })
    const client = keep(endpoint.client())
    endpoint.refuse('unauthenticated')
    client.connect()
    await until(() => client.status === 'unauthenticated')
    equal(client.error?.code, 'unauthenticated')
    const asked = endpoint.requests.length
    dispatchEvent(new Event('online'))
    endpoint.refuse(undefined)
    await new Promise((resolve) => setTimeout(resolve))
    equal(endpoint.requests.length, asked)
    client.connect()
    await until(() => client.status === 'open')
  })

  it('asks the token function again after a 401, and goes on with the new token', async () => {
    const endpoint = createFakeEndpoint()
    const guarded: typeof fetch = (url, init) =>
      new Headers(init?.headers).get('authorization') === 'Bearer new'
        ? endpoint.fetch(url, init)
        : Promise.resolve(new Response(null, { status: 401 }))
    const tokens = ['old', 'new']
    const client = keep(endpoint.client({ fetch: guarded, authToken: async () => tokens.shift() ?? 'new' }))
    client.connect()
    await until(() => client.status === 'open')
    equal(tokens, [])
  })

  it('waits as long as Retry-After says', async () => {
    const endpoint = createFakeEndpoint()
    endpoint.refuse({ status: 503, headers: { 'retry-after': '120' } })
    const client = keep(endpoint.client())
    const timers: number[] = []
    const { setTimeout: real } = globalThis
    globalThis.setTimeout = ((run: () => void, ms?: number) => {
      timers.push(ms ?? 0)
      return real(run, ms)
    }) as typeof setTimeout
    try {
      client.connect()
      await until(() => client.status === 'offline')
      await until(() => timers.includes(120_000))
    } finally {
      globalThis.setTimeout = real
    }
  })

  it('closes its stream for good', async () => {
    const endpoint = createFakeEndpoint()
    const client = keep(endpoint.client())
    client.connect()
    await until(() => endpoint.streams === 1)
    client.disconnect()
    await until(() => endpoint.streams === 0)
    equal(client.status, 'idle')
  })
})

describe('SSEClient: calls', () => {
  it('gives a result, and an error with its code, request id and facts', async () => {
    const endpoint = createFakeEndpoint({
      connections: [weather],
      methods: { listTools: () => fail('upstream_timeout', { requestId: 'r-1', data: { after: 30 } }) },
    })
    const client = endpoint.client()
    equal((await client.getSessions()).sessions, [weather])
    const error = await rejection<McpError>(client.listTools(weather.sessionId))
    equal(
      [error.name, error.code, error.retryable, error.requestId, error.data],
      ['McpError', 'upstream_timeout', true, 'r-1', { after: 30 }],
    )
    equal(endpoint.calls('listTools'), [{ sessionId: weather.sessionId }])
  })

  it('tells an unreachable server from one that is not this wire', async () => {
    const endpoint = createFakeEndpoint()
    endpoint.setUnreachable(true)
    equal((await rejection(endpoint.client().getServers())).code, 'network')
    const page = new SSEClient({ url: '/', fetch: () => Promise.resolve(new Response('<!doctype html>')) })
    equal((await rejection(page.getServers())).code, 'invalid_answer')
    const missing = new SSEClient({ url: '/', fetch: () => Promise.resolve(new Response('', { status: 404 })) })
    equal((await rejection(missing.getServers())).code, 'invalid_answer')
    const login = new SSEClient({ url: '/', fetch: () => Promise.resolve(new Response('', { status: 401 })) })
    equal((await rejection(login.getServers())).code, 'unauthenticated')
  })

  it('gives up on a plain call after requestTimeout', async () => {
    const endpoint = createFakeEndpoint({ methods: { getServers: () => new Promise(() => {}) } })
    equal((await rejection(endpoint.client({ requestTimeout: 5 }).getServers())).code, 'network')
  })

  it('takes a refusal of a tool call that is plain JSON', async () => {
    const endpoint = createFakeEndpoint()
    endpoint.refuse('rate_limited')
    equal((await rejection(endpoint.client().callTool('s', 't'))).code, 'rate_limited')
  })
})
