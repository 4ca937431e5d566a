/** A site with mcp-plug's handler and a page for the runner, and MCP servers that have apps. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { BrowserContext, Frame, Locator, Page } from 'playwright-core'
import { createSSEHandler, MemorySessionStore } from '../../server/index.ts'
import type { RpcMethod, RpcParams, RpcResult } from '../../shared/rpc.ts'
import { waitFor } from '../servers/wait-for.ts'
import { freePort } from '../setup/free-port.ts'
import { openPage } from './browser.ts'

const ELEMENTS = new URL('../../dist/cdn/', import.meta.url)
/** Strict, but for the frame: what a page with apps has to allow. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self' blob:; frame-src 'self'; base-uri 'none'; require-trusted-types-for 'script'"

export interface Site {
  readonly url: string
  /** Requests to the handler, `method path`, with the cookie that came along. */
  readonly requests: readonly { readonly line: string; readonly cookie: string | undefined }[]
  close(): Promise<void>
}

const START_TIMEOUT = 50_000
/** An app is a quarter of a megabyte of scripts. */
const APP_TIMEOUT = 45_000
const QUIET = { debug() {}, info() {}, warn() {}, error() {} }

/** `servers`: id → address. */
export async function startSite(servers: Readonly<Record<string, string>>, policy = POLICY): Promise<Site> {
  const requests: { line: string; cookie: string | undefined }[] = []
  const handler = createSSEHandler({
    userId: 'ada',
    store: new MemorySessionStore(),
    servers: Object.entries(servers).map(([id, url]) => ({ id, name: id, url })),
    allowPrivateNetwork: true,
    logger: QUIET,
  })
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (pathname === '/api/mcp' || pathname.startsWith('/api/mcp/')) {
      requests.push({ line: `${request.method} ${request.url}`, cookie: request.headers.cookie })
      return void handler(request, response)
    }
    void sendFile(pathname, policy, response)
  })
  const url = await listen(server)
  return {
    url,
    requests,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Apps</title><link rel="stylesheet" href="/page.css"><script type="module" src="/mcp-plug/mcp-plug.js"></script>
<h1>Apps</h1><label>Note <input id="note"></label><mcp-tool-runner endpoint="/api/mcp"></mcp-tool-runner>`
const CSS = ':root{color-scheme:light}.dark{color-scheme:dark}body{margin:1rem;font:16px/1.5 system-ui,sans-serif}'

async function sendFile(pathname: string, policy: string, response: ServerResponse): Promise<void> {
  const [type, body] =
    pathname === '/'
      ? ['text/html; charset=utf-8', PAGE]
      : pathname === '/page.css'
        ? ['text/css', CSS]
        : [
            'text/javascript',
            await readFile(new URL(pathname.replace('/mcp-plug/', ''), ELEMENTS)).catch(() => undefined),
          ]
  if (body === undefined) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': type, 'content-security-policy': policy, 'set-cookie': 'login=secret' })
  response.end(body)
}

export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export interface ExampleServer {
  readonly url: string
  stop(): Promise<void>
}

/** An example server of ext-apps, as its package starts it over HTTP. */
export async function startExample(name: string): Promise<ExampleServer> {
  const main = createRequire(import.meta.url).resolve(`@modelcontextprotocol/${name}`)
  const port = await freePort()
  const child = spawn(process.execPath, [join(dirname(main), 'index.js')], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  let output = ''
  const read = (chunk: Buffer) => void (output += chunk.toString())
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  await waitFor(
    () => output,
    (text) => /listening|\/mcp/.test(text) || child.exitCode !== null,
    START_TIMEOUT,
  )
  if (child.exitCode !== null) throw new Error(`${name} did not start: ${output}`)
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    stop: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** The page in the words of the person who uses it. */
export class AppsPage {
  readonly page: Page
  readonly errors: string[]
  readonly site: Site
  /** The app with its bar. */
  readonly app: Locator

  constructor(page: Page, errors: string[], site: Site) {
    this.page = page
    this.errors = errors
    this.site = site
    this.app = page.locator('mcp-app-frame dialog')
  }

  static async open(context: BrowserContext, site: Site, server?: string): Promise<AppsPage> {
    const { page, errors } = await openPage(context, site.url)
    const apps = new AppsPage(page, errors, site)
    if (server !== undefined) await apps.connect(server)
    return apps
  }

  /** Calls the handler from elsewhere, as the same user. */
  async rpc<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<RpcResult<M>> {
    const answer = await fetch(`${this.site.url}/api/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-mcp-plug': '1' },
      body: JSON.stringify({ id: 1, method, params }),
    })
    return ((await answer.json()) as { result: RpcResult<M> }).result
  }

  async connect(serverId: string): Promise<string> {
    const { sessionId } = await this.rpc('connect', { serverId })
    return sessionId
  }

  async run(tool: string): Promise<void> {
    await this.page.getByRole('option', { name: tool }).first().click()
    await this.page.getByRole('button', { name: 'Run', exact: true }).click()
    const confirm = this.page.getByRole('button', { name: 'Run it', exact: true }).first()
    await confirm.or(this.app).first().waitFor({ timeout: APP_TIMEOUT })
    if (await confirm.isVisible()) await confirm.click()
  }

  button(name: string): Locator {
    return this.app.getByRole('button', { name, exact: true })
  }

  /** What the person is asked for the app. */
  get question(): Locator {
    return this.app.locator('#question')
  }

  /** The app's own document, once it has started. */
  async guest(): Promise<Frame> {
    await this.app.getByText('The app is running').waitFor({ state: 'attached', timeout: APP_TIMEOUT })
    return waitFor(
      () => this.page.frames().find((frame) => frame.url().startsWith('about:srcdoc'))!,
      (frame) => frame !== undefined,
    )
  }
}
