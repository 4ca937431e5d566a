import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCatalogue } from '../../examples/demo/catalogue.ts'
import type { Catalogue } from '../../examples/demo/catalogue.ts'
import { createSessionStore, createSSEHandler, toNodeHandler } from '../../server/index.ts'
import { launch } from './browser.ts'
import { openDesk, WORKSHOP } from './demo-page.ts'
import type { Desk } from './demo-page.ts'

/** As it would be published twice: what differs is the address, and with it every module in it. */
const VERSIONS = ['1.0.0', '1.1.0']

let browser: Browser
let catalogue: Catalogue
let cdn: Server
let site: Server
let cdnUrl: string
let siteUrl: string
/** What the CDN was asked for. */
let asked: string[]
const store = createSessionStore({ env: {}, logger: { debug() {}, info() {}, warn() {}, error() {} } })

async function listen(listener: RequestListener): Promise<[Server, string]> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`]
}

/** A page with these scripts, and the strictest policy that lets them come from there. */
const pageOf = (scripts: readonly string[]): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Elements of another origin</title>
    ${scripts.map((src) => `<script type="module" src="${src}"></script>`).join('\n    ')}
  </head>
  <body>
    <mcp-connections endpoint="/api/mcp"></mcp-connections>
    <mcp-tool-runner endpoint="/api/mcp"></mcp-tool-runner>
    <mcp-schema-form id="form"></mcp-schema-form>
  </body>
</html>`

beforeAll(async () => {
  browser = await launch()
  ;[cdn, cdnUrl] = await listen(async ({ url = '' }, response) => {
    asked.push(url)
    const [, version, name] = /^\/mcp-plug@([\d.]+)\/([\w-]+\.js)$/.exec(url) ?? []
    const file = new URL(`../../dist/cdn/${name}`, import.meta.url)
    const content = VERSIONS.includes(version ?? '') ? await readFile(file).catch(() => undefined) : undefined
    // As CDNs do: anybody may read it.
    const headers = { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' }
    response.writeHead(content ? 200 : 404, headers).end(content)
  })
  const handler = toNodeHandler(
    createSSEHandler({
      authenticate: (request) => /user=(\w+)/.exec(request.headers.get('cookie') ?? '')?.[1] ?? null,
      store,
      allowPrivateNetwork: ['127.0.0.1'],
      servers: () => catalogue.servers,
    }),
  )
  ;[site, siteUrl] = await listen((request, response) => {
    if (request.url?.startsWith('/api/mcp')) return void handler(request, response)
    const { pathname, searchParams } = new URL(request.url ?? '/', siteUrl)
    const scripts = searchParams.getAll('version').map((version) => `${cdnUrl}/mcp-plug@${version}/mcp-plug.js`)
    response.writeHead(pathname === '/' ? 200 : 404, {
      'content-type': 'text/html',
      'content-security-policy': [
        "default-src 'none'",
        `script-src ${cdnUrl}`,
        "style-src 'self'",
        "connect-src 'self'",
        'worker-src blob:',
        "require-trusted-types-for 'script'",
        // Each copy brings a Lit, and each Lit its policy.
        `trusted-types lit-html mcp-plug${scripts.length > 1 ? " 'allow-duplicates'" : ''}`,
      ].join('; '),
    })
    response.end(pageOf(scripts))
  })
  catalogue = await startCatalogue(0, { redirectUris: [`${siteUrl}/api/mcp/oauth/callback`], registered: () => {} })
})

afterAll(async () => {
  await browser?.close()
  for (const server of [cdn, site]) {
    server?.close()
    server?.closeAllConnections()
  }
  await Promise.all([catalogue?.close(), store.close()])
})

/** Opens the page as a new person. */
async function open(user: string, versions: readonly string[]): Promise<Desk> {
  asked = []
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 }, locale: 'en-US' })
  await context.addCookies([{ name: 'user', value: user, url: siteUrl }])
  return openDesk(context, `${siteUrl}/?${versions.map((version) => `version=${version}`).join('&')}`)
}

/** What a person does: connects, runs a tool, and is told of a mistake that only the worker finds. */
async function use(desk: Desk): Promise<void> {
  const { page } = desk
  await desk.connect(WORKSHOP)
  await desk.call('Write a greeting', { name: 'Ada' }, 'Hello, Ada!')
  await page.evaluate(() => {
    const form = document.querySelector('#form') as HTMLElement & { schema: unknown }
    form.schema = { type: 'object', required: ['code'], properties: { code: { type: 'string', pattern: '^[a-z]+$' } } }
  })
  const form = page.locator('#form')
  await form.getByRole('textbox', { name: 'code' }).fill('123')
  await form.evaluate((element) => (element as HTMLElement & { requestSubmit(): void }).requestSubmit())
  await form.getByRole('alert').getByText('[a-z]').waitFor()
  expect(desk.errors).toEqual([])
}

describe('the CDN folder on another origin', () => {
  it('serves a strict page: elements, lazy parts and the worker', async () => {
    const desk = await open('ada', ['1.0.0'])
    await use(desk)
    expect(asked.some((url) => url.includes('/validation-worker-'))).toBe(true)
    expect(asked.filter((url) => !url.startsWith('/mcp-plug@1.0.0/'))).toEqual([])
    expect(asked.length).toBeGreaterThan(5)
    await desk.page.context().close()
  })

  it('stands twice in one page without a clash', async () => {
    const desk = await open('bob', VERSIONS)
    await use(desk)
    // As text: the test runner would make something else of `import()`.
    const loaded = await desk.page.evaluate(`(async () => {
      const urls = ${JSON.stringify(VERSIONS.map((version) => `${cdnUrl}/mcp-plug@${version}/mcp-plug.js`))}
      const [first, second] = await Promise.all(urls.map((url) => import(url)))
      const defined = customElements.get('mcp-connections')
      return {
        areTwo: first.McpConnections !== second.McpConnections,
        isOne: [first, second].filter(({ McpConnections }) => McpConnections === defined).length === 1,
        isUpgraded: document.querySelector('mcp-connections') instanceof defined,
      }
    })()`)
    expect(loaded).toEqual({ areTwo: true, isOne: true, isUpgraded: true })
    // The copy that came second has nothing to do: lazy parts are of the other.
    const lazy = asked.filter((url) => !/\/(mcp-plug|core-.*|rolldown-runtime-.*)\.js$/.test(url))
    expect(lazy.length).toBeGreaterThan(5)
    expect(new Set(lazy.map((url) => url.split('/')[1])).size).toBe(1)
    expect(desk.errors).toEqual([])
    await desk.page.context().close()
  })
})
