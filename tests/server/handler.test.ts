import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { H3 } from 'h3'
import { serve } from 'h3/node'
import { afterEach, describe, expect, it } from 'vitest'
import { createSSEHandler, MemorySessionStore, toNodeHandler } from '../../server/index.ts'
import type { SSEHandler } from '../../server/index.ts'
import { asUser, BASE, codeOf, createApp } from './harness.ts'

const GET_SESSIONS = { id: 7, method: 'getSessions', params: {} }
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

describe('a request that is wrong', () => {
  it.each([
    ['is not JSON', '{"id":1,', {}, 400, 'invalid_json'],
    ['is empty', '', {}, 400, 'invalid_json'],
    ['is a list', '[]', {}, 400, 'invalid_params'],
    ['is null', 'null', {}, 400, 'invalid_params'],
    ['has no id', { method: 'getSessions', params: {} }, {}, 400, 'invalid_params'],
    ['has a method of the wrong type', { id: 1, method: 5 }, {}, 400, 'invalid_params'],
    ['names an unknown method', { id: 1, method: 'dropTables', params: {} }, {}, 400, 'unknown_method'],
    ['names a method of Object’s', { id: 1, method: 'constructor', params: {} }, {}, 400, 'unknown_method'],
    ['lacks a parameter', { id: 1, method: 'listTools', params: {} }, {}, 400, 'invalid_params'],
    [
      'has a parameter of the wrong type',
      { id: 1, method: 'listTools', params: { sessionId: 5 } },
      {},
      400,
      'invalid_params',
    ],
    ['has params that are no object', { id: 1, method: 'listTools', params: 'all' }, {}, 400, 'invalid_params'],
    [
      'has arguments that are a list',
      { id: 1, method: 'callTool', params: { sessionId: 's', name: 'n', arguments: [] } },
      {},
      400,
      'invalid_params',
    ],
    [
      'has a call id with spaces',
      { id: 1, method: 'cancelCall', params: { callId: 'a b' } },
      {},
      400,
      'invalid_params',
    ],
    ['is no JSON by its content type', GET_SESSIONS, { 'content-type': 'text/plain' }, 415, 'content_type'],
    ['accepts only pictures', GET_SESSIONS, { accept: 'image/png' }, 406, 'not_acceptable'],
    ['is too large', { ...GET_SESSIONS, params: { padding: 'x'.repeat(1024 * 1024) } }, {}, 413, 'body_too_large'],
    ['has no user', GET_SESSIONS, { user: '' }, 401, 'unauthenticated'],
  ])('and %s is answered with its code', async (_what, body, headers, status, code) => {
    const response = await createApp().post(body, headers as Record<string, string>)
    expect(response.status).toBe(status)
    const answer = await response.json()
    expect(answer.error).toMatchObject({ code, retryable: expect.any(Boolean), message: expect.stringMatching(/\S/) })
    expect(answer.error.requestId).toBe(response.headers.get('x-request-id'))
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it.each(['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'])('and comes by %s is answered 405', async (method) => {
    const response = await createApp().handler.fetch(
      new Request(BASE, { method, headers: { user: 'alice', 'x-mcp-plug': '1' } }),
    )
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, POST')
  })

  it('and is a GET that wants no event stream is answered 406', async () => {
    const response = await createApp().handler.fetch(
      new Request(BASE, { headers: { user: 'alice', 'x-mcp-plug': '1', accept: 'text/html' } }),
    )
    expect([response.status, (await response.json()).error.code]).toEqual([406, 'not_acceptable'])
  })

  it('never repeats what was sent', async () => {
    const canary = 'canary-3f1c'
    const app = createApp()
    const answers = await Promise.all([
      app.post({ id: 1, method: canary, params: {} }),
      app.post({ id: 1, method: 'listTools', params: { sessionId: [canary] } }),
      app.post(`{"${canary}`),
      app.post({ id: 1, method: 'connect', params: { serverUrl: `http://user:${canary}@example.com` } }),
      app.post({
        id: 1,
        method: 'connect',
        params: { serverUrl: 'https://example.com', headers: { 'x-key': `${canary}\r\nx: y` } },
      }),
    ])
    for (const answer of answers) {
      const text = await answer.text()
      expect(text).toContain('"error"')
      expect(text).not.toContain(canary)
    }
  })

  it('shows nothing of what the app threw', async () => {
    const logged: unknown[] = []
    const log = (facts: object, message: string) => void logged.push([facts, message])
    const app = createApp({
      authenticate: () => {
        throw new Error('canary: database password')
      },
      logger: { debug: log, info: log, warn: log, error: log },
    })
    expect(await codeOf(app.post(GET_SESSIONS))).toBe('unauthenticated')
    expect(JSON.stringify(logged)).toMatch(/`authenticate` threw/)
    expect(JSON.stringify(logged)).toMatch(/handler\.test\.ts:\d+:\d+/)
    expect(JSON.stringify(logged)).not.toContain('canary')
    const broken = createApp({
      servers: () => {
        throw new Error('canary: database password')
      },
    })
    const response = await broken.post({ id: 1, method: 'getServers', params: {} })
    const text = await response.text()
    expect([response.status, JSON.parse(text).error.code]).toEqual([500, 'internal'])
    expect(text).not.toContain('canary')
  })
})

describe('a body that something in front of the handler has read', () => {
  it('is said to be that', async () => {
    const request = new Request(BASE, {
      method: 'POST',
      headers: { user: 'alice', 'x-mcp-plug': '1', 'content-type': 'application/json' },
      body: JSON.stringify(GET_SESSIONS),
    })
    await request.text()
    const response = await createApp().handler.fetch(request)
    expect(response.status).toBe(400)
    expect((await response.json()).error).toMatchObject({
      code: 'invalid_json',
      message: expect.stringContaining('in front of the handler'),
    })
  })
})

describe('where a request comes from', () => {
  const plain = { 'content-type': 'application/json', user: 'alice' }
  const send = (headers: Record<string, string>, method = 'POST') =>
    createApp({ allowedOrigins: ['https://friend.example'] })
      .handler.fetch(
        new Request(BASE, {
          method,
          headers: { ...plain, ...headers },
          ...(method === 'POST' ? { body: JSON.stringify(GET_SESSIONS) } : {}),
        }),
      )
      .then(async (response) => {
        await response.body?.cancel()
        return response.status
      })

  it.each([
    ['nothing that proves it', {}, 403],
    ['a foreign page', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    ['a sister site', { origin: 'https://other.app.test', 'sec-fetch-site': 'same-site' }, 403],
    ['a prefix of a friend', { origin: 'https://friend.example.evil.example' }, 403],
    ['a login in a cookie beside a token', { authorization: 'Bearer x', cookie: 'login=1' }, 403],
    ['a login that browsers send by themselves', { authorization: 'Basic YTpi', 'sec-fetch-site': 'cross-site' }, 403],
    ['a page of this site', { 'sec-fetch-site': 'same-origin' }, 200],
    ['a friend', { origin: 'https://friend.example', 'sec-fetch-site': 'cross-site' }, 200],
    ['SSEClient', { 'x-mcp-plug': '1' }, 200],
    ['a token without cookies', { authorization: 'Bearer x' }, 200],
  ])('%s', async (_from, headers, status) => {
    expect(await send(headers)).toBe(status)
    expect(await send({ ...headers, accept: 'text/event-stream' }, 'GET')).toBe(status)
  })
})

describe('who the user is', () => {
  it('is said by the app alone', async () => {
    const store = new MemorySessionStore()
    const record = {
      sessionId: 'bobs',
      userId: 'bob',
      serverId: 's',
      serverName: 'Bob’s',
      serverUrl: 'https://example.com/mcp',
      transportType: 'auto' as const,
      state: 'CONNECTED' as const,
      active: true,
      createdAt: 1,
      toolCount: 1,
      toolsHash: 'h',
      secrets: {},
    }
    await store.create(record)
    await store.putTools('bob', 'bobs', [{ definition: { name: 't', inputSchema: { type: 'object' } }, hash: 'h' }])
    const alice = createApp({ store })
    const bob = asUser(alice.handler, 'bob')
    expect((await bob.call('getSessions', {})).sessions).toHaveLength(1)
    const request = new Request(`${BASE}?userId=bob`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-mcp-plug': '1', user: 'alice', 'x-user-id': 'bob' },
      body: JSON.stringify({ id: 1, method: 'getSessions', params: { userId: 'bob' }, userId: 'bob' }),
    })
    expect((await (await alice.handler.fetch(request)).json()).result.sessions).toEqual([])
    const own = { sessionId: 'bobs' }
    const tries = [
      ['disconnect', own],
      ['restoreSession', own],
      ['diagnose', own],
      ['listTools', own],
      ['listPrompts', own],
      ['listResources', own],
      ['listResourceTemplates', own],
      ['setToolPolicy', { ...own, name: 't', policy: 'allow' }],
      ['callTool', { ...own, name: 't' }],
      ['getPrompt', { ...own, name: 'p' }],
      ['readResource', { ...own, uri: 'a:b' }],
      ['complete', { ...own, ref: { type: 'ref/prompt', name: 'p' }, argument: { name: 'a', value: '' } }],
    ] as const
    for (const [method, params] of tries) {
      const [theirs, missing] = await Promise.all([
        alice.rpc(method, params as never),
        alice.rpc(method, { ...params, sessionId: 'none' } as never),
      ])
      const body = (answer: object) => JSON.stringify(answer).replace(/"requestId":"[^"]+"/, '')
      expect(body(theirs), method).toBe(body(missing))
      expect(body(theirs)).toContain('session_not_found')
    }
    expect((await bob.call('listTools', own)).tools).toMatchObject([{ name: 't', policy: 'ask' }])
  })

  it('may be one fixed user, with a last word on each request', async () => {
    const open = createApp({ authenticate: undefined, userId: 'me' } as never)
    expect(await (await open.post(GET_SESSIONS)).json()).toEqual({ id: 7, result: { sessions: [] } })
    const closed = createApp({
      authenticate: undefined,
      userId: 'me',
      onAuth: (userId: string, request: Request) => userId === 'me' && request.headers.has('x-ok'),
    } as never)
    expect((await closed.post(GET_SESSIONS)).status).toBe(401)
    expect((await closed.post(GET_SESSIONS, { 'x-ok': '1' })).status).toBe(200)
  })

  it('must be decidable: a handler that cannot know is not made', () => {
    expect(() => createSSEHandler({} as never)).toThrow(/`authenticate: \(request, host\) => userId`/)
    expect(() => createSSEHandler(undefined as never)).toThrow(TypeError)
    expect(() => createSSEHandler({ userId: '' })).toThrow(/userId/)
    expect(() => createSSEHandler({ userId: 'me', heartbeatInterval: -1 })).toThrow(/heartbeatInterval/)
    expect(() => createSSEHandler({ userId: 'me', limits: { resultBytes: Number.NaN } })).toThrow(/resultBytes/)
  })

  it.each([
    ['publicUrl', 'app.example.com/api/mcp'],
    ['publicUrl', '/api/mcp'],
    ['publicUrl', 'ftp://app.example.com/api/mcp'],
    ['allowedOrigins', 'https://app.example.com'],
    ['allowedCallbackUrls', 'https://app.example.com/callback'],
    ['allowPrivateNetwork', 'localhost'],
    ['servers', { id: 'docs' }],
  ])('must be clear: no handler is made with a %s of %j', (name, value) => {
    expect(() => createSSEHandler({ userId: 'me', [name]: value })).toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(`\`${name}\``) }),
    )
  })
})

describe('a handler is', () => {
  const ask = async (url: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-mcp-plug': '1', ...headers },
      body: JSON.stringify(GET_SESSIONS),
    })
    return [response.status, await response.json()]
  }
  const listen = async (server: ReturnType<typeof createServer>) => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const create = (seen: unknown[] = []) =>
    createSSEHandler({
      authenticate: (_request, host) => {
        seen.push(host)
        return host.req?.user?.id ?? 'nobody in particular'
      },
      store: new MemorySessionStore(),
    })

  it('an h3 event handler', async () => {
    const seen: unknown[] = []
    const app = new H3()
    app.all('/api/mcp/**', create(seen))
    app.all('/api/mcp', create(seen))
    const server = serve(app, { port: 0, hostname: '127.0.0.1', silent: true })
    closers.push(() => server.close(true))
    await server.ready()
    expect(await ask(`${server.url}api/mcp`)).toEqual([200, { id: 7, result: { sessions: [] } }])
    expect(seen[0]).toHaveProperty('context')
  })

  it('Node’s (req, res)', async () => {
    const url = await listen(createServer(create()))
    expect(await ask(url)).toEqual([200, { id: 7, result: { sessions: [] } }])
    const bad = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-mcp-plug': '1' },
      body: '{',
    })
    expect([bad.status, (await bad.json()).error.code]).toEqual([400, 'invalid_json'])
  })

  it.each([
    ['on its own', false],
    ['behind express.json()', true],
  ])('a route of Express %s, with its req.user', async (_where, parsed) => {
    const app = express()
    const users: unknown[] = []
    if (parsed) app.use(express.json())
    app.use((req, _res, next) => {
      Object.assign(req, { user: { id: req.headers['x-login'] } })
      next()
    })
    const handler = createSSEHandler({
      authenticate: (_request, host) => {
        users.push(host.req.user.id)
        return host.req.user.id ?? null
      },
      store: new MemorySessionStore(),
    })
    app.all('/api/mcp{/*rest}', parsed ? toNodeHandler(handler) : handler)
    const url = await listen(createServer(app))
    expect(await ask(`${url}/api/mcp`, { 'x-login': 'ada' })).toEqual([200, { id: 7, result: { sessions: [] } }])
    expect(users).toEqual(['ada'])
    expect((await ask(`${url}/api/mcp`))[0]).toBe(401)
  })

  it.each<[string, (app: express.Express, handler: SSEHandler) => unknown]>([
    ['app.use', (app, handler) => app.use('/shop/api/mcp', handler)],
    ['a router', (app, handler) => app.use('/shop', express.Router().all('/api/mcp{/*rest}', handler))],
    ['an app', (app, handler) => app.use('/shop', express().use('/api', express().all('/mcp{/*rest}', handler)))],
  ])('mounted by %s, which takes a part of the path off: sign-ins know the whole', async (_how, mount) => {
    const app = express()
    mount(app, create())
    const url = await listen(createServer(app))
    const metadata = await fetch(`${url}/shop/api/mcp/oauth/client-metadata`)
    expect(await metadata.json()).toMatchObject({ redirect_uris: [`${url}/shop/api/mcp/oauth/callback`] })
  })

  it('not Fastify’s, Hono’s or SvelteKit’s own function, and says what to mount there', async () => {
    const handler = createSSEHandler({ userId: 'me' }) as (...args: unknown[]) => unknown
    const request = new Request(BASE)
    const reply = { raw: {}, hijack() {} }
    for (const args of [
      [{ raw: {}, url: '/' }, reply],
      [{ req: { raw: request, url: BASE } }, () => {}],
      [{ request }],
      [request, {}],
    ])
      expect(() => handler(...args)).toThrow(/handler\.fetch\(request\)/)
  })

  it('made per request, as in the seed, and all of them share one store', async () => {
    const store = new MemorySessionStore()
    const url = await listen(createServer((req, res) => createSSEHandler({ userId: 'me', store })(req, res)))
    const controller = new AbortController()
    const stream = await fetch(url, {
      headers: { accept: 'text/event-stream', 'x-mcp-plug': '1' },
      signal: controller.signal,
    })
    const reader = stream.body!.getReader()
    const next = async () => new TextDecoder().decode((await reader.read()).value)
    expect(await next()).toContain('event: connected')
    await ask(url)
    await store.append('me', 'connection', {
      type: 'tools_changed',
      sessionId: 's',
      serverId: 's',
      timestamp: 1,
      toolCount: 3,
      toolsHash: 'h',
    })
    expect(await next()).toContain('tools_changed')
    controller.abort()
  })
})
