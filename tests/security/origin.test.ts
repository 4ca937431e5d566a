/** From where a request may come: every route and method, by what browsers and others send along. */
import { describe, expect, it } from 'vitest'
import { createSSEHandler } from '../../server/index.ts'
import { createApp } from '../server/harness.ts'

const BASE = 'http://app.test/api/mcp'
const FRIEND = 'https://friend.example'
const ALLOWED = [FRIEND, 'http://localhost:5173']

const open = () => createApp({ allowedOrigins: ALLOWED, publicUrl: 'https://app.test/api/mcp' })
const send = (method: string, path: string, headers: Record<string, string>) =>
  open().handler.fetch(
    new Request(`${BASE}${path}`, {
      method,
      headers: { user: 'alice', ...headers },
      ...(method === 'POST' && { body: '{"id":1,"method":"getSessions","params":{}}' }),
    }),
  )

/** What a request says of where it comes from, and whether it may use the person's login. */
const FROM: [string, Record<string, string>, boolean][] = [
  ['nothing', {}, false],
  ['a foreign page', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, false],
  ['a sister site', { origin: 'https://other.app.test', 'sec-fetch-site': 'same-site' }, false],
  ['a page without an origin', { origin: 'null', 'sec-fetch-site': 'cross-site' }, false],
  ['a login that browsers send by themselves', { authorization: 'Basic YTpi' }, false],
  ['a token beside a cookie', { authorization: 'Bearer x', cookie: 'login=1' }, false],
  ['a token alone', { authorization: 'Bearer x' }, true],
  ['this site', { 'sec-fetch-site': 'same-origin' }, true],
  ['an allowed origin', { origin: FRIEND, 'sec-fetch-site': 'cross-site' }, true],
  ['SSEClient', { 'x-mcp-plug': '1' }, true],
]
const STREAM = { accept: 'text/event-stream' }
const JSON_TYPE = { 'content-type': 'application/json' }
/** Method, path, headers, and the status from where it may come, and from elsewhere. */
const ROUTES: [string, string, Record<string, string>, number, number][] = [
  ['GET', '', STREAM, 200, 403],
  ['GET', '', {}, 406, 403],
  ['POST', '', JSON_TYPE, 200, 403],
  ['POST', '', { ...JSON_TYPE, ...STREAM }, 200, 403],
  ['POST', '', { 'content-type': 'text/plain' }, 415, 403],
  ['GET', '/icon?server=none', {}, 404, 403],
  ['GET', '/icon', {}, 400, 403],
  ['POST', '/icon', JSON_TYPE, 405, 405],
  // Paths that look like the navigations are none.
  ['GET', '/oauth/start/x', STREAM, 200, 403],
  ['GET', '/oauth/starter', STREAM, 200, 403],
  ['GET', '/xoauth/start', STREAM, 200, 403],
  ['GET', '/OAUTH/START', STREAM, 200, 403],
  ['GET', '/oauth%2fcallback', STREAM, 200, 403],
  ['GET', '/oauth', STREAM, 200, 403],
  ['POST', '/oauth', JSON_TYPE, 200, 403],
  // The navigations are exempt: what they need instead is the flow cookie, the state, or nothing.
  ['GET', '/oauth/start?session=s', {}, 403, 403],
  ['GET', '/oauth/callback', {}, 400, 400],
  ['GET', '/oauth/client-metadata', {}, 200, 200],
  ['POST', '/oauth/start', JSON_TYPE, 405, 405],
  ['POST', '/oauth/callback', JSON_TYPE, 405, 405],
  ['POST', '/oauth/client-metadata', JSON_TYPE, 405, 405],
  ['PUT', '', JSON_TYPE, 405, 405],
  ['DELETE', '', {}, 405, 405],
]

describe.each(FROM)('from %s', (_from, from, mayCome) => {
  it.each(ROUTES)('%s base%s with %j', async (method, path, headers, here, elsewhere) => {
    const response = await send(method, path, { ...headers, ...from })
    expect(response.status).toBe(mayCome ? here : elsewhere)
    const isEndless = response.headers.get('content-type')?.startsWith('text/event-stream') && method === 'GET'
    const text = isEndless ? '' : await response.text()
    await (isEndless ? response.body?.cancel() : undefined)
    const isExempt = /^\/oauth\/(start|callback|client-metadata)(\?|$)/.test(path)
    expect(text.includes('csrf_rejected')).toBe(!mayCome && elsewhere === 403 && !isExempt)
    if (path.startsWith('/oauth/start?')) expect(text).toContain('oauth_browser_mismatch')
    const lets = from.origin === FRIEND && !isExempt
    expect(response.headers.get('access-control-allow-origin')).toBe(lets ? FRIEND : null)
  })
})

describe('CORS', () => {
  const preflight = (headers: Record<string, string>, path = '') => {
    const { user: _, ...rest } = { user: '', ...headers }
    return open().handler.fetch(new Request(`${BASE}${path}`, { method: 'OPTIONS', headers: rest }))
  }
  const ASK = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,x-mcp-plug' }
  const corsOf = (response: Response) =>
    Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('access-control-')))

  it.each(ALLOWED)('a page of %s is told before it asks, without a login', async (origin) => {
    const response = await preflight({ origin, ...ASK })
    expect([response.status, await response.text()]).toEqual([204, ''])
    expect(response.headers.get('vary')).toBe('Origin')
    expect(corsOf(response)).toEqual({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'content-type, authorization, x-mcp-plug, last-event-id',
      'access-control-expose-headers': 'x-request-id, retry-after',
      'access-control-max-age': '600',
    })
  })

  it.each([
    ['a foreign origin', { origin: 'https://evil.example', ...ASK }, ''],
    ['an origin in other letters', { origin: 'https://FRIEND.example', ...ASK }, ''],
    ['an origin that begins like a friend', { origin: `${FRIEND}.evil.example`, ...ASK }, ''],
    ['a friend by another scheme', { origin: 'http://friend.example', ...ASK }, ''],
    ['a friend at another port', { origin: `${FRIEND}:8443`, ...ASK }, ''],
    ['no origin', { origin: 'null', ...ASK }, ''],
    ['a friend who asks nothing', { origin: FRIEND }, ''],
    ['a friend at a navigation', { origin: FRIEND, ...ASK }, '/oauth/start'],
  ])('OPTIONS from %s is answered 405', async (_from, headers, path) => {
    const response = await preflight(headers, path)
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe(path ? 'GET' : 'GET, POST')
    expect(corsOf(response)).not.toHaveProperty('access-control-allow-methods')
    if (headers.origin !== FRIEND) expect(corsOf(response)).toEqual({})
  })

  it('a page of an allowed origin may read answers, errors and streams', async () => {
    const from = { origin: FRIEND, cookie: 'login=1' }
    for (const response of [
      await send('POST', '', { ...from, ...JSON_TYPE }),
      await send('POST', '', { ...from, 'content-type': 'text/plain' }),
      await send('POST', '', { ...from, ...JSON_TYPE, user: '' }),
      await send('GET', '', { ...from, ...STREAM }),
    ]) {
      await response.body?.cancel()
      expect(response.headers.get('vary')).toBe('Origin')
      expect(corsOf(response)).toEqual({
        'access-control-allow-origin': FRIEND,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'x-request-id, retry-after',
      })
    }
  })

  it('nobody is let in where nobody is allowed', async () => {
    const request = new Request(BASE, { method: 'OPTIONS', headers: { origin: FRIEND, ...ASK } })
    const response = await createApp().handler.fetch(request)
    expect([response.status, corsOf(response), response.headers.get('vary')]).toEqual([405, {}, null])
  })

  it.each([
    '*',
    'https://friend.example/',
    'friend.example',
    'null',
    'https://*.friend.example/x',
    'https://Friend.example',
  ])('a handler with %j for an origin is not made', (origin) =>
    expect(() => createSSEHandler({ userId: 'me', allowedOrigins: [origin] })).toThrow(/allowedOrigins/),
  )
})
