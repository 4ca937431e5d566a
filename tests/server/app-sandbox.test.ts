/** The outer frame of MCP Apps: the same page for everybody, and a policy that holds only what is an origin. */
import { describe, expect, it } from 'vitest'
import { createSSEHandler, type HandlerOptions, MemorySessionStore } from '../../server/index.ts'

const QUIET = { debug() {}, info() {}, warn() {}, error() {} }

function get(query: string | Record<string, string[]> = '', options: Partial<HandlerOptions> = {}, init?: RequestInit) {
  const handler = createSSEHandler({
    authenticate: () => null,
    store: new MemorySessionStore(),
    allowPrivateNetwork: true,
    logger: QUIET,
    ...options,
  })
  const search =
    typeof query === 'string'
      ? query
      : new URLSearchParams(Object.entries(query).flatMap(([name, all]) => all.map((one) => [name, one]))).toString()
  return handler.fetch(new Request(`https://app.example/api/mcp/app-sandbox?${search}`, init))
}

async function policy(query: Parameters<typeof get>[0], options?: Partial<HandlerOptions>) {
  const { headers } = await get(query, options)
  const directives = headers.get('content-security-policy')!.split('; ')
  return Object.fromEntries(directives.map((one) => [one.split(' ')[0]!, one.split(' ').slice(1)]))
}

describe('the sandbox of apps', () => {
  it('is there for everybody, without a login, and is the same for all', async () => {
    const plain = await get()
    expect(plain.status).toBe(200)
    expect(plain.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(plain.headers.get('set-cookie')).toBeNull()
    expect(plain.headers.get('cache-control')).toContain('no-store')
    const body = await plain.text()
    expect(await (await get('connect=https://x.example&html=<b>')).text()).toBe(body)
    expect((await get('', {}, { method: 'POST' })).status).toBe(405)
  })

  it('allows nothing that is not declared, and never has an origin', async () => {
    const given = await policy('')
    expect(given).toMatchObject({
      'default-src': ["'none'"],
      'connect-src': ['blob:', 'data:'],
      'frame-src': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'object-src': ["'none'"],
      'frame-ancestors': ["'self'"],
      sandbox: ['allow-scripts', 'allow-forms'],
    })
    expect(Object.entries(given).filter(([, sources]) => sources.includes("'self'"))).toHaveLength(1)
  })

  it('allows what is declared, where it is declared for', async () => {
    const given = await policy({
      connect: ['https://api.example.com', 'wss://live.example.com:8443', 'http://localhost:3000'],
      resource: ['https://*.cdn.example'],
      frame: ['https://video.example/'],
      base: ['https://base.example'],
    })
    expect(given['connect-src']).toEqual([
      'blob:',
      'data:',
      'https://api.example.com',
      'wss://live.example.com:8443',
      'http://localhost:3000',
    ])
    for (const name of ['script-src', 'style-src', 'img-src', 'font-src', 'media-src'])
      expect(given[name]).toContain('https://*.cdn.example')
    expect(given['connect-src']).not.toContain('https://*.cdn.example')
    expect(given['frame-src']).toEqual(['https://video.example'])
    expect(given['base-uri']).toEqual(['https://base.example'])
  })

  it.each([
    '*',
    'https:',
    'https://*',
    'https://*.com',
    "'self'",
    "'unsafe-eval'",
    'data:',
    'javascript:alert(1)',
    'http://plain.example',
    'https://a.example; script-src *',
    'https://a.example script-src',
    'https://a.example\nx',
    'https://a.example\r\nset-cookie: a',
    'https://a.example,https://b.example',
    'https://a@b.example',
    'https://a.example/path',
    'https://a.example?x',
    'https://a.example#x',
    'https://ä.example',
    'https://a_b.example',
    'https://.example',
    'https://a..example',
    'https://a.example:',
    'https://a.example:*',
    `https://${'a'.repeat(300)}.example`,
    '',
    ' ',
    '//a.example',
    'a.example',
    'https://*.*.example',
    'https://a.*.example',
    'filesystem:https://a.example',
  ])('takes no %j for an origin', async (source) => {
    const given = await policy({ connect: [source], resource: [source], frame: [source], base: [source] })
    expect(given).toEqual(await policy(''))
  })

  it.each([
    ['https://app.example', {}],
    ['wss://app.example', {}],
    ['https://*.app.example', { publicUrl: 'https://www.app.example/api/mcp' }],
    ['https://public.example', { publicUrl: 'https://public.example/api/mcp' }],
    ['https://friend.example', { allowedOrigins: ['https://friend.example'] }],
  ] as const)('never lets apps to the site itself: %s with %j', async (source, options) => {
    expect((await policy({ connect: [source] }, options))['connect-src']).toEqual(['blob:', 'data:'])
  })

  it('may be framed by the site, and by its friends', async () => {
    const given = await policy('', { allowedOrigins: ['https://friend.example'] })
    expect(given['frame-ancestors']).toEqual(["'self'", 'https://friend.example'])
  })

  it('takes no more of each kind than an app needs', async () => {
    const many = Array.from({ length: 500 }, (_, n) => `https://a${n}.example`)
    expect((await policy({ connect: many }))['connect-src']).toHaveLength(34)
  })
})
