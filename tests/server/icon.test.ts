import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Icon } from '../../shared/connection.ts'
import { isOwnPicture } from '../../server/net/picture.ts'
import { sniffRaster } from '../../server/net/raster.ts'
import { type HandlerOptions, MemorySessionStore } from '../../server/index.ts'
import { asUser, BASE, createApp } from './harness.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const padded = (...bytes: (number | string)[]): Buffer =>
  Buffer.concat([
    ...bytes.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from([part]))),
    Buffer.alloc(64),
  ])
const png = (side: number): Buffer => {
  const bytes = padded(0x89, 'PNG\r\n\u001a\n')
  bytes.writeUInt32BE(13, 8)
  bytes.write('IHDR', 12)
  bytes.writeUInt32BE(side, 16)
  bytes.writeUInt32BE(side, 20)
  return bytes
}
const PNG = png(32)
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'.padEnd(200))

/** A host of pictures, which notes what it is asked. */
async function startHost(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const serve = (body: Buffer, type = 'image/png') =>
  startHost((_request, response) => response.writeHead(200, { 'content-type': type }).end(body))

const ask = (app: ReturnType<typeof createApp>, query: string, user = 'alice', headers: Record<string, string> = {}) =>
  app.handler.fetch(new Request(`${BASE}/icon?${query}`, { headers: { 'x-mcp-plug': '1', user, ...headers } }))

const withIcon = (icon: string, options: Partial<HandlerOptions> = {}) =>
  createApp({ servers: [{ id: 'notes', name: 'Notes', url: 'https://notes.example/mcp', icon }], ...options })

/** A stored session whose server gives these pictures of itself, and of its one tool. */
async function withSession(serverUrl: string, icons: unknown, options: Partial<HandlerOptions> = {}) {
  const store = new MemorySessionStore()
  await store.create({
    sessionId: 's',
    userId: 'alice',
    serverId: 'x',
    serverName: 'X',
    serverUrl,
    transportType: 'auto',
    state: 'CONNECTED',
    active: true,
    createdAt: 1,
    toolCount: 1,
    toolsHash: 'h',
    serverInfo: { name: 'x', version: '1', icons: icons as Icon[] },
    secrets: {},
  })
  const definition = { name: 't', inputSchema: { type: 'object' as const }, icons: icons as Icon[] }
  await store.putTools('alice', 's', [{ definition, hash: 'h' }])
  return createApp({ store, ...options })
}

async function expectNone(response: Response) {
  expect([response.status, await response.text()]).toEqual([404, ''])
}

describe('the picture of a catalogue’s entry', () => {
  it('is fetched here, without anybody’s credentials, and is nothing but a picture', async () => {
    const host = await serve(PNG)
    const response = await ask(withIcon(`${host.url}/a.png`), 'server=notes', 'alice', {
      cookie: 'login=secret',
      authorization: 'Bearer secret',
    })
    expect(response.status).toBe(200)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': expect.stringMatching(/^private, max-age=\d+$/),
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(host.asked).toHaveLength(1)
    const { cookie, authorization, referer } = host.asked[0]!.headers
    expect([cookie, authorization, referer]).toEqual([undefined, undefined, undefined])
  })

  it('is asked for once by many', async () => {
    const host = await serve(PNG)
    const app = withIcon(`${host.url}/many.png`)
    const all = await Promise.all(['alice', 'bob', 'alice'].map((user) => ask(app, 'server=notes', user)))
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(host.asked).toHaveLength(1)
  })

  it.each<[string, Buffer, string]>([
    ['an SVG', SVG, 'image/svg+xml'],
    ['an SVG that says it is a PNG', SVG, 'image/png'],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'.padEnd(100)), 'image/png'],
    ['a script', Buffer.from('alert(document.domain)'.padEnd(100)), 'image/gif'],
    ['nothing', Buffer.alloc(0), 'image/png'],
    ['too large', Buffer.concat([PNG, Buffer.alloc(200 * 1024)]), 'image/png'],
    ['a few bytes that decode to gigabytes', png(30_000), 'image/png'],
  ])('is refused where it is %s', async (_what, body, type) => {
    const host = await serve(body, type)
    await expectNone(await ask(withIcon(`${host.url}/x`), 'server=notes'))
    expect(host.asked).toHaveLength(1)
  })

  it('is of the type that its bytes say', async () => {
    const host = await serve(PNG, 'text/html')
    const response = await ask(withIcon(`${host.url}/a`), 'server=notes')
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png'])
  })

  it('is bounded where no length is told, and where nothing comes', async () => {
    const endless = await startHost((_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png' })
      response.write(PNG)
      const timer = setInterval(() => response.write(Buffer.alloc(64 * 1024)), 5)
      response.on('close', () => clearInterval(timer))
    })
    await expectNone(await ask(withIcon(`${endless.url}/x`), 'server=notes'))
    const silent = await startHost(() => {})
    await expectNone(await ask(withIcon(`${silent.url}/x`), 'server=notes'))
  }, 15_000)

  it.each([301, 302, 303, 307, 308])('is not followed to another origin (%i)', async (status) => {
    const secret = await serve(PNG)
    const host = await startHost((_request, response) =>
      response.writeHead(status, { location: `${secret.url}/metadata` }).end(),
    )
    await expectNone(await ask(withIcon(`${host.url}/x`), 'server=notes'))
    expect([host.asked.length, secret.asked.length]).toEqual([1, 0])
  })

  it.each(['http://127.0.0.1:9/x.png', 'https://169.254.169.254/x.png', 'https://[::1]/x.png', 'https://10.0.0.1/x'])(
    'is not fetched from a private network: %s',
    async (icon) => {
      const host = await serve(PNG)
      const port = new URL(host.url).port
      const app = withIcon(icon.replace(':9/', `:${port}/`), { allowPrivateNetwork: false })
      await expectNone(await ask(app, 'server=notes'))
      expect(host.asked).toHaveLength(0)
    },
  )

  it.each(['file:///etc/passwd', 'javascript:alert(1)', 'blob:https://a/b', 'ftp://127.0.0.1/a.png', '', 'a b', '//x'])(
    'is nothing at %j',
    async (icon) => expectNone(await ask(withIcon(icon), 'server=notes')),
  )

  it('may be in a data: address, as a raster picture', async () => {
    const data = (type: string, body: Buffer) => `data:${type};base64,${body.toString('base64')}`
    const app = withIcon(data('image/png', PNG))
    expect((await ask(app, 'server=notes')).headers.get('content-type')).toBe('image/png')
    for (const bad of [
      data('image/svg+xml', SVG),
      data('image/png', SVG),
      data('text/html', PNG),
      'data:image/png,abc',
      data('image/png', Buffer.concat([PNG, Buffer.alloc(200 * 1024)])),
    ])
      await expectNone(await ask(withIcon(bad), 'server=notes'))
  })

  it('is none where the entry has none, or is not this person’s', async () => {
    const host = await serve(PNG)
    const entry = { id: 'notes', name: 'Notes', url: 'https://notes.example/mcp', icon: `${host.url}/own.png` }
    const app = createApp({ servers: (userId) => (userId === 'alice' ? [entry] : []) })
    await expectNone(await ask(app, 'server=other'))
    await expectNone(await ask(app, 'server=notes', 'bob'))
    expect((await ask(app, 'server=notes')).status).toBe(200)
  })
})

describe('the picture of an MCP server or a tool', () => {
  it('is its own, nearest to the size that is drawn', async () => {
    const host = await startHost((_request, response) => response.writeHead(200).end(PNG))
    const icons = [
      { src: `${host.url}/512.png`, sizes: ['512x512'] },
      { src: `${host.url}/any.svg`, mimeType: 'image/svg+xml' },
      { src: `${host.url}/96.png`, sizes: ['96x96'] },
    ]
    const app = await withSession(`${host.url}/mcp`, icons)
    expect((await ask(app, 'session=s')).status).toBe(200)
    expect(host.asked.map(({ url }) => url)).toEqual(['/96.png'])
    expect((await ask(app, 'session=s&tool=t')).status).toBe(200)
    await expectNone(await ask(app, 'session=s&tool=none'))
  })

  it('is the next one where the first is no picture', async () => {
    const host = await startHost(({ url }, response) => response.writeHead(200).end(url === '/good' ? PNG : SVG))
    const app = await withSession(`${host.url}/mcp`, [{ src: `${host.url}/bad` }, { src: `${host.url}/good` }])
    expect((await ask(app, 'session=s')).status).toBe(200)
  })

  it('is not fetched from a host that is not the server’s', async () => {
    const host = await serve(PNG)
    const app = await withSession('https://mcp.example.com/mcp', [{ src: `${host.url}/x.png` }])
    await expectNone(await ask(app, 'session=s'))
    expect(host.asked).toHaveLength(0)
  })

  it.each([
    ['https://mcp.example.com/icon.png', true],
    ['https://static.example.com/icon.png', true],
    ['https://example.com/icon.png', true],
    ['data:image/png;base64,AAAA', true],
    ['data:text/html;base64,AAAA', false],
    ['https://evil.example/icon.png', false],
    ['https://evilexample.com/icon.png', false],
    ['https://mcp.example.com@evil.example/icon.png', false],
    ['https://me:pw@mcp.example.com/icon.png', false],
    ['https://1.2.3.4/icon.png', false],
    ['javascript://mcp.example.com/%0aalert(1)', false],
    ['/icon.png', false],
  ])('%s is the server’s own: %s', (address, own) => {
    expect(isOwnPicture(address, 'https://mcp.example.com/mcp')).toBe(own)
  })

  it('survives whatever a server calls icons', async () => {
    const data = `data:image/png;base64,${PNG.toString('base64')}`
    for (const icons of ['x', 7, null, {}, [null, 7, 'x', [], {}, { src: 7 }, { src: {} }], [{ src: 'x'.repeat(1e6) }]])
      await expectNone(await ask(await withSession('https://mcp.example.com/mcp', icons), 'session=s'))
    const odd = [
      { src: data, sizes: 'any', mimeType: { toString: 1 } },
      { src: data, sizes: [{ toString: 1 }], mimeType: 7 },
    ]
    for (const icon of odd) {
      const response = await ask(await withSession('https://mcp.example.com/mcp', [icon]), 'session=s')
      expect(response.status).toBe(200)
    }
  })

  it('of another person’s session is as none, and of a server that was withdrawn too', async () => {
    const host = await serve(PNG)
    const app = await withSession(`${host.url}/mcp`, [{ src: `${host.url}/x.png` }])
    const [theirs, missing] = [await ask(app, 'session=s', 'bob'), await ask(app, 'session=none', 'bob')]
    const facts = ({ status, headers }: Response) => {
      headers.delete('x-request-id')
      return [status, [...headers]]
    }
    expect(facts(theirs)).toEqual(facts(missing))
    const closed = await withSession(`${host.url}/mcp`, [{ src: `${host.url}/x.png` }], { allowServer: () => false })
    expect((await ask(closed, 'session=s')).status).not.toBe(200)
    expect(host.asked).toHaveLength(0)
  })
})

describe('who may ask for a picture', () => {
  it('is whoever may call', async () => {
    const host = await serve(PNG)
    const app = withIcon(`${host.url}/x.png`)
    const send = (init: RequestInit) =>
      app.handler.fetch(new Request(`${BASE}/icon?server=notes`, init)).then(({ status }) => status)
    expect(await send({ headers: { 'x-mcp-plug': '1' } })).toBe(401)
    expect(await send({ headers: { user: 'alice', 'sec-fetch-site': 'cross-site' } })).toBe(403)
    expect(await send({ headers: { user: 'alice', 'x-mcp-plug': '1' }, method: 'POST' })).toBe(405)
    expect(host.asked).toHaveLength(0)
    expect(await send({ headers: { user: 'alice', 'sec-fetch-site': 'same-origin' } })).toBe(200)
  })

  it('says which', async () => {
    const app = createApp()
    for (const query of ['', 'server=a&session=b', 'tool=t']) expect((await ask(app, query)).status).toBe(400)
  })

  it('asks 300 times a minute', async () => {
    const app = asUser(createApp().handler, 'busy')
    let last = 0
    for (let times = 0; times < 301; times++) last = (await ask(app, 'server=none', 'busy')).status
    expect(last).toBe(429)
    expect((await ask(app, 'server=none', 'another')).status).toBe(404)
  })
})

describe('a picture’s type', () => {
  it.each<[Buffer, string | undefined, number | undefined]>([
    [png(48), 'image/png', 48],
    [padded('GIF89a', 16, 0, 32, 0), 'image/gif', 32],
    [padded(0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 40, 0, 50), 'image/jpeg', 50],
    [padded('RIFF', '\0\0\0\0', 'WEBP', 'VP8X', '\0'.repeat(8), 99, 0, 0, 9, 0, 0), 'image/webp', 100],
    [padded('RIFF', '\0\0\0\0', 'WEBP', 'VP8L', '\0'.repeat(4), 0x2f, 63, 0xc0, 0x0f, 0), 'image/webp', 64],
    [padded('\0\0\0\u0020', 'ftyp', 'avif'), 'image/avif', undefined],
    [padded(0, 0, 1, 0, 1, 0), 'image/x-icon', undefined],
    [padded('<svg/>'), undefined, undefined],
    [padded('RIFF', '\0\0\0\0', 'WAVE'), undefined, undefined],
    [padded('%PDF-1.7'), undefined, undefined],
    [Buffer.from('GIF89a'), undefined, undefined],
  ])('is said by its bytes (%#)', (bytes, type, side) => {
    const raster = sniffRaster(bytes)
    expect([raster?.type, raster?.side]).toEqual([type, side])
  })
})
