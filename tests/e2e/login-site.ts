/**
 * An app that people sign in to, as most are: a cookie names a login that the server knows, a link ends it. Its page has
 * both elements, and between it and the browser lies a network that can be broken.
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import type { ObservableServer } from '../../examples/demo/servers/host.ts'
import { start as startWorkshop } from '../../examples/demo/servers/workshop.ts'
import { createSSEHandler, generateKey, RedisSessionStore } from '../../server/index.ts'
import type { Limits } from '../../shared/limits.ts'
import { RedisServer } from '../server/redis-server.ts'
import { Browser as Elsewhere } from '../server/site.ts'
import { TcpProxy } from '../server/tcp-proxy.ts'
import { WORKSHOP } from './demo-page.ts'

const COOKIE = 'desk-login'
const CSS = new URL('../../examples/demo/page/desk.css', import.meta.url)
const ELEMENTS = new URL('../../dist/cdn/', import.meta.url)
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' }
/** The page that has nothing of ours in it. */
export const PLAIN_PAGE = '/plain'

const pageFor = (user: string | undefined) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Desk</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/desk.css">
    <script type="module" src="/mcp-plug/mcp-plug.js"></script>
  </head>
  <body>
    <header class="bar">
      <b>Desk</b>
      <span class="person">${user ? `Signed in as ${user}` : 'Nobody is signed in'}</span>
    </header>
    <main>
      <div class="panes">
        <mcp-connections endpoint="/api/mcp"></mcp-connections>
        <mcp-tool-runner endpoint="/api/mcp"></mcp-tool-runner>
      </div>
    </main>
  </body>
</html>`

/** An event stream that a page holds, or held, open. */
export interface Stream {
  readonly user: string
  /** What the page said it had seen last. */
  readonly lastEventId: string | undefined
}

export interface LoginSite {
  readonly url: string
  /** What lies between browsers and the app. */
  readonly network: TcpProxy
  readonly workshop: ObservableServer
  readonly redis: RedisServer
  /** Event streams that are open now. */
  readonly streams: ReadonlySet<Stream>
  /** All that were ever opened, oldest first. */
  readonly opened: readonly Stream[]
  /** Whoever goes there is signed in as this person, and at the app's page. */
  signInUrl(user: string): string
  /** Ends all logins of a person, as an app does whose logins run out. */
  endLogins(user: string): void
  /** A person at another machine, whose network is another one. */
  elsewhere(user: string): Elsewhere
  close(): Promise<void>
}

export interface LoginSiteOptions {
  readonly limits?: Partial<Limits>
  /** As on the command line of redis-server. */
  readonly redis?: readonly string[]
}

export async function startLoginSite({ limits = {}, redis: options = [] }: LoginSiteOptions = {}): Promise<LoginSite> {
  const redis = await RedisServer.start(...options)
  const workshop = await startWorkshop()
  const { eventsKept } = limits
  const store = new RedisSessionStore({ redis: redis.url, keys: generateKey(), ...(eventsKept && { eventsKept }) })
  const logins = new Map<string, string>()
  const loginOf = (cookies: string | null | undefined) =>
    new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)`).exec(cookies ?? '')?.[1] ?? ''
  const userOf = (cookies: string | null | undefined) => logins.get(loginOf(cookies))
  const handler = createSSEHandler({
    authenticate: (request) => userOf(request.headers.get('cookie')),
    store,
    allowPrivateNetwork: ['127.0.0.1'],
    servers: [{ id: 'workshop', name: WORKSHOP, url: workshop.url }],
    limits,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  })

  const streams = new Set<Stream>()
  const opened: Stream[] = []
  const watch = ({ headers }: IncomingMessage, response: ServerResponse) => {
    const user = userOf(headers.cookie)
    if (user === undefined || headers.accept !== 'text/event-stream') return
    const lastEventId = headers['last-event-id']
    const stream = { user, lastEventId: typeof lastEventId === 'string' ? lastEventId : undefined }
    streams.add(stream)
    opened.push(stream)
    response.on('close', () => streams.delete(stream))
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
    const { cookie } = request.headers
    const send = (status: number, headers: Record<string, string>, body: string | Buffer = '') =>
      void response.writeHead(status, headers).end(body)
    if (pathname.startsWith('/api/mcp')) {
      if (request.method === 'GET') watch(request, response)
      return void handler(request, response)
    }
    if (pathname === '/sign-in') {
      const login = randomUUID()
      logins.set(login, searchParams.get('as') ?? '')
      return send(303, { location: '/', 'set-cookie': `${COOKIE}=${login}; Path=/; HttpOnly; SameSite=Lax` })
    }
    if (pathname === '/sign-out') {
      logins.delete(loginOf(cookie))
      return send(303, { location: PLAIN_PAGE, 'set-cookie': `${COOKIE}=; Path=/; Max-Age=0` })
    }
    const html = { 'content-type': 'text/html; charset=utf-8' }
    if (pathname === PLAIN_PAGE) return send(200, html, '<!doctype html><title>Plain</title><p>Good-bye.</p>')
    if (pathname === '/') return send(200, html, pageFor(userOf(cookie)))
    const file = pathname === '/desk.css' ? CSS : new URL(pathname.split('/').pop() ?? '', ELEMENTS)
    const content = await readFile(file).catch(() => undefined)
    send(content ? 200 : 404, { 'content-type': TYPES[extname(file.pathname)] ?? 'text/plain' }, content)
  }

  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const network = await TcpProxy.to(port)
  const url = `http://127.0.0.1:${network.port}`
  return {
    url,
    network,
    workshop,
    redis,
    streams,
    opened,
    signInUrl: (user) => `${url}/sign-in?as=${user}`,
    endLogins(user) {
      for (const [login, name] of logins) if (name === user) logins.delete(login)
    },
    elsewhere(user) {
      const login = randomUUID()
      logins.set(login, user)
      const browser = new Elsewhere(`http://127.0.0.1:${port}/api/mcp`, undefined)
      browser.jar.set(browser.base, `${COOKIE}=${login}; Path=/`)
      return browser
    },
    async close() {
      await network.close()
      server.close()
      server.closeAllConnections()
      await workshop.close()
      await store.close()
      await redis.stop()
    },
  }
}

/** At another machine a person ends what is connected, and connects the workshop anew under another name. */
export async function reconnectElsewhere(site: LoginSite, user: string, serverName: string): Promise<void> {
  const elsewhere = site.elsewhere(user)
  const { sessions } = await elsewhere.call('getSessions', {})
  for (const { sessionId } of sessions) await elsewhere.call('disconnect', { sessionId })
  await elsewhere.call('connect', { serverUrl: site.workshop.url, serverName })
}
