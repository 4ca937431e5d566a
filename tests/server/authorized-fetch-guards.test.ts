/** What an authorized fetch sends where, and what it does not. */
import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { authorizedFetch, type AuthorizedFetchOptions, MemorySessionStore } from '../../server/index.ts'
import type { SessionSecrets } from '../../server/index.ts'
import { newSession } from '../contracts/session-store.ts'
import { connectLegacy } from '../servers/inn/clients.ts'
import { waitFor } from '../servers/wait-for.ts'
import { type Arrived, type Recorder, startRecorder } from './recorder.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function record(answer?: (response: ServerResponse, arrived: Arrived) => unknown): Promise<Recorder> {
  const recorder = await startRecorder(answer)
  closers.push(() => recorder.close())
  return recorder
}

const TOKENS: SessionSecrets = {
  tokens: { access_token: 'canary-token', token_type: 'Bearer', issuer: 'https://as.example', obtainedAt: Date.now() },
  headers: { 'X-Key': 'canary-key' },
}

async function fetchFor(serverUrl: string, secrets = TOKENS, more: Partial<AuthorizedFetchOptions> = {}) {
  const store = new MemorySessionStore()
  await store.create(newSession('alice', 's1', { serverUrl, state: 'CONNECTED', secrets }))
  return authorizedFetch({ userId: 'alice', sessionId: 's1', store, allowPrivateNetwork: ['127.0.0.1'], ...more })
}

const away = (status: number, location: () => string) => (response: ServerResponse) =>
  response.writeHead(status, { location: location() }).end()

describe('a session’s token and headers', () => {
  it('go to its server, whatever the caller says that it is', async () => {
    const server = await record()
    const fetch = await fetchFor(server.url)
    const headers = {
      Authorization: 'Bearer of-the-caller',
      'Proxy-Authorization': 'Basic of-the-caller',
      'x-key': 'of-the-caller',
      Host: 'elsewhere.example',
      'Content-Length': '7',
      'Mcp-Session-Id': 'm1',
    }
    const response = await fetch(server.url, { method: 'POST', headers, body: '{"jsonrpc":"2.0"}' })
    expect(await response.json()).toEqual({})
    const [{ headers: sent, ...rest }] = server.arrived as [Arrived]
    expect(rest).toEqual({ method: 'POST', path: '/mcp', body: '{"jsonrpc":"2.0"}' })
    expect(sent).toMatchObject({
      authorization: 'Bearer canary-token',
      'x-key': 'canary-key',
      host: new URL(server.url).host,
      'mcp-session-id': 'm1',
      'content-length': '17',
      'accept-encoding': 'identity',
    })
    expect(JSON.stringify(sent)).not.toContain('of-the-caller')
  })

  it('are none where the session has none, and the caller’s do not step in', async () => {
    const server = await record()
    const fetch = await fetchFor(server.url, {})
    await (await fetch(server.url, { headers: { authorization: 'Bearer of-the-caller' } })).text()
    expect(server.arrived[0]!.headers).not.toHaveProperty('authorization')
  })

  it('go with a string, a URL or a Request, as with any fetch', async () => {
    const server = await record()
    const fetch = await fetchFor(server.url)
    const request = new Request(server.url, { method: 'POST', body: new URLSearchParams({ a: '1' }) })
    for (const input of [server.url, new URL(server.url), request]) await (await fetch(input)).text()
    await (await fetch(new Request(server.url, { headers: { 'x-a': '1' } }), { method: 'DELETE' })).text()
    const seen = server.arrived.map(({ method, body, headers }) => [
      method,
      body,
      headers['content-type']?.split(';')[0],
    ])
    expect(seen).toEqual([
      ['GET', '', undefined],
      ['GET', '', undefined],
      ['POST', 'a=1', 'application/x-www-form-urlencoded'],
      ['DELETE', '', undefined],
    ])
    expect(server.arrived.map(({ headers }) => headers.authorization)).toEqual(
      Array.from({ length: 4 }, () => 'Bearer canary-token'),
    )
    expect(server.arrived[3]!.headers['x-a']).toBe('1')
  })

  it('go to no other origin, which is not asked at all', async () => {
    const other = await record()
    const server = await record()
    const fetch = await fetchFor(server.url)
    const others = [
      other.url,
      other.url.replace('127.0.0.1', 'localhost'),
      server.url.replace('127.0.0.1', 'localhost'),
    ]
    for (const url of [...others, 'https://mcp.example/', 'data:text/plain,x'])
      await expect(fetch(url), url).rejects.toMatchObject({ code: 'blocked_address' })
    await expect(connectLegacy(other, undefined, fetch)).rejects.toMatchObject({ code: 'blocked_address' })
    expect([...other.arrived, ...server.arrived]).toEqual([])
  })

  it.each([301, 302, 303, 307, 308])('do not follow a %i to another origin, nor does the SDK', async (status) => {
    const other = await record()
    const server = await record(away(status, () => other.url))
    const fetch = await fetchFor(server.url)
    const response = await fetch(server.url)
    expect([response.status, response.headers.get('location')]).toEqual([status, other.url])
    await expect(connectLegacy(server, undefined, fetch)).rejects.toThrow(/not followed/)
    expect(server.arrived.map(({ headers }) => headers.authorization)).toEqual(
      Array.from({ length: 2 }, () => 'Bearer canary-token'),
    )
    expect(other.arrived).toEqual([])
  })

  it('follow a redirect on the same origin', async () => {
    const server = await record((response, { path }) =>
      path === '/mcp' ? away(307, () => '/there')(response) : response.end('{}'),
    )
    const fetch = await fetchFor(server.url)
    expect((await fetch(server.url, { method: 'POST', body: '{}', redirect: 'manual' })).status).toBe(200)
    expect(server.arrived.map(({ path, method, body }) => [path, method, body])).toEqual([
      ['/mcp', 'POST', '{}'],
      ['/there', 'POST', '{}'],
    ])
  })
})

it.each<[string, string, (url: string) => string]>([
  ['plain http', 'invalid_server_url', (url) => url],
  ['its address', 'blocked_address', (url) => url.replace('http:', 'https:')],
  ['a name', 'blocked_address', (url) => url.replace('http://127.0.0.1', 'https://localhost')],
])('loopback by %s is refused where private networks are closed', async (_what, code, address) => {
  const server = await record()
  const url = address(server.url)
  const fetch = await fetchFor(url, TOKENS, { allowPrivateNetwork: false })
  await expect(fetch(url)).rejects.toMatchObject({ code })
  expect(server.arrived).toEqual([])
})

it('nothing is decompressed', async () => {
  const server = await record((response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{}')))
  const fetch = await fetchFor(server.url)
  await expect(fetch(server.url)).rejects.toMatchObject({ code: 'upstream_protocol' })
})

it('a stream may be longer than one event may be', async () => {
  const server = await record((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (let event = 0; event < 50; event++) response.write(`data: ${'x'.repeat(80)}\n\n`)
    response.end()
  })
  const fetch = await fetchFor(server.url, TOKENS, { limits: { resultBytes: 100, listBytes: 100 } })
  expect(await (await fetch(server.url)).text()).toHaveLength(50 * 88)
})

it.each(['store', 'server'])('who aborts does not wait for the %s', async (which) => {
  const server = await record(() => {})
  let asked = 0
  const slow = new (class extends MemorySessionStore {
    override get(): Promise<never> {
      asked++
      return new Promise(() => {})
    }
  })()
  const fetch = await fetchFor(server.url, TOKENS, which === 'store' ? { store: slow } : {})
  const controller = new AbortController()
  const reason = new Error('enough')
  const answer = fetch(server.url, { signal: controller.signal }).catch((caught: unknown) => caught)
  await waitFor(
    () => asked + server.arrived.length,
    (count) => count === 1,
  )
  controller.abort(reason)
  expect(await answer).toBe(reason)
  await expect(fetch(server.url, { signal: controller.signal })).rejects.toBe(reason)
  expect(asked + server.arrived.length, 'aborted before it began').toBe(1)
})

it.each<[string, unknown, RegExp]>([
  ['no options', undefined, /object of options/],
  ['no user', { sessionId: 's1' }, /needs a `userId`/],
  ['an empty user', { userId: '', sessionId: 's1' }, /needs a `userId`/],
  ['no session', { userId: 'alice' }, /needs a `sessionId`/],
  ['a session that is no name', { userId: 'alice', sessionId: 5 }, /needs a `sessionId`/],
  ['a rule that is none', { userId: 'alice', sessionId: 's1', allowServer: true }, /`allowServer` must be a function/],
  ['a limit of nothing', { userId: 'alice', sessionId: 's1', limits: { resultBytes: 0 } }, /`resultBytes` must be/],
])('%s is a TypeError that says so', (_what, options, message) => {
  expect(() => authorizedFetch(options as AuthorizedFetchOptions)).toThrow(TypeError)
  expect(() => authorizedFetch(options as AuthorizedFetchOptions)).toThrow(message)
})

it.each<[string, string, RequestInit?]>([
  ['a relative address', '/mcp'],
  ['credentials in the address', 'http://user:secret@127.0.0.1/mcp'],
  ['a method that is none', 'http://127.0.0.1/mcp', { method: 'NO GOOD' }],
])('as of any fetch, %s is a TypeError', async (_what, url, init) => {
  await expect((await fetchFor('http://127.0.0.1/mcp'))(url, init)).rejects.toThrow(TypeError)
})
