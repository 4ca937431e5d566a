import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { startCatalogue } from '../../examples/demo/catalogue.ts'
import type { Catalogue } from '../../examples/demo/catalogue.ts'
import { createSessionStore, createSSEHandler, toNodeHandler } from '../../server/index.ts'
import { launch } from './browser.ts'
import { EVERYTHING, OBSERVATORY, openDesk, WORKSHOP } from './demo-page.ts'
import type { Desk } from './demo-page.ts'

/** Nothing but what the elements are said to need: no pictures, no sound, no inline style, no plain text as a script. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "require-trusted-types-for 'script'",
].join('; ')

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>A strict page</title>
    <script type="module" src="/mcp-plug/mcp-plug.js"></script>
  </head>
  <body>
    <mcp-connections endpoint="/api/mcp"></mcp-connections>
    <mcp-tool-runner endpoint="/api/mcp"></mcp-tool-runner>
  </body>
</html>`
const FORM_PAGE = PAGE.replace(/ *<mcp-connections[^]*runner>/, '<mcp-schema-form></mcp-schema-form>')

/** A PNG of one pixel, as the operator of the site serves it. */
const ICON = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

let browser: Browser
let catalogue: Catalogue
let site: Server
let desk: Desk
let close: () => Promise<void>
/** What browsers have reported. */
let reports: string[]
let told: Set<string>

beforeAll(async () => {
  browser = await launch()
})

afterAll(() => browser.close())

beforeEach(async () => {
  reports = []
  told = new Set()
  const store = createSessionStore()
  const handler = toNodeHandler(
    createSSEHandler({
      userId: 'ada',
      store,
      allowPrivateNetwork: ['127.0.0.1'],
      servers: () => catalogue.servers.map((server) => ({ ...server, icon: '/icon.png' })),
    }),
  )
  site = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (pathname.startsWith('/api/mcp')) return void handler(request, response)
    if (pathname === '/report') {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      reports.push(body)
      return void response.writeHead(204).end()
    }
    const headers = { 'Content-Security-Policy': `${POLICY}; report-uri /report` }
    if (pathname === '/icon.png') return void response.writeHead(200, { 'Content-Type': 'image/png' }).end(ICON)
    if (pathname === '/' || pathname === '/form')
      return void response
        .writeHead(200, { ...headers, 'Content-Type': 'text/html; charset=utf-8' })
        .end(pathname === '/' ? PAGE : FORM_PAGE)
    const file = new URL(`../../dist/cdn/${pathname.split('/').pop() ?? ''}`, import.meta.url)
    const content = await readFile(file).catch(() => undefined)
    const type = extname(pathname) === '.js' ? 'text/javascript' : 'application/octet-stream'
    response.writeHead(content ? 200 : 404, { ...headers, 'Content-Type': type }).end(content)
  })
  site.listen(0, '127.0.0.1')
  await once(site, 'listening')
  const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  catalogue = await startCatalogue(0, { redirectUris: [`${url}/api/mcp/oauth/callback`], registered: () => {} })
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 }, locale: 'en-US' })
  desk = await openDesk(context, url)
  close = async () => {
    await context.close()
    site.close()
    site.closeAllConnections()
    await Promise.all([catalogue.close(), store.close()])
  }
})

afterEach(() => close())

/** Whether the policy is in force: a page without one would pass as well. */
async function proveStrict(): Promise<void> {
  const before = desk.errors.length
  await desk.page.evaluate(() => {
    const picture = document.createElement('img')
    picture.src = '/canary.png'
    document.body.append(picture)
    picture.remove()
  })
  await expect.poll(() => desk.errors.slice(before).join('\n')).toContain('/canary.png')
  await expect.poll(() => reports.join('\n')).toContain('/canary.png')
}

/** What was violated since it was last asked, and by what; each once. */
function violations(): string[] {
  const lines = [...desk.errors, ...reports].map((line) =>
    line.replace(/127\.0\.0\.1:\d+/g, 'site').replace(/blob:\S*?[\w-]{36}/g, 'blob:'),
  )
  const fresh = [...new Set(lines)].filter((line) => !told.has(line) && !line.includes('/canary.png'))
  for (const line of fresh) told.add(line)
  return fresh
}

it('connects, runs, asks, shows each kind of result and disconnects', async () => {
  await proveStrict()
  for (const server of [WORKSHOP, OBSERVATORY, EVERYTHING]) await desk.connect(server)
  await desk.call('Write a greeting', { name: 'Ada' }, 'Hello, Ada!')
  expect.soft(violations(), 'after a text').toEqual([])

  await desk.choose('Book a course')
  await desk.run()
  await desk.answer(WORKSHOP, 'Who comes to', { 'Your name': 'Ada' })
  await desk.result.getByText('Booked').first().waitFor()
  expect.soft(violations(), 'after a question').toEqual([])

  await desk.choose('Draw a chart')
  await desk.run()
  await desk.result.getByRole('img').first().waitFor()
  expect.soft(violations(), 'after a picture').toEqual([])

  await desk.choose('Play a tone')
  await desk.run()
  await desk.result
    .getByText(/\d+ items?/)
    .first()
    .waitFor()
  expect.soft(violations(), 'after a sound').toEqual([])

  await desk.choose('Star catalogue')
  await desk.run()
  await desk.result.getByRole('table').or(desk.result.getByRole('tree')).first().waitFor()
  expect.soft(violations(), 'after a table').toEqual([])

  await desk.choose('Find notes')
  await desk.run()
  await desk.result
    .getByRole('button', { name: /^Read / })
    .first()
    .click()
  expect.soft(violations(), 'after a resource').toEqual([])

  await desk.choose('Make a sales report')
  await desk.run()
  await desk.result
    .getByText(/\d+ items?/)
    .first()
    .waitFor({ timeout: 30_000 })
  await desk.result.getByRole('button', { name: 'JSON', exact: true }).click()
  expect.soft(violations(), 'after progress').toEqual([])

  await desk.disconnect(EVERYTHING)
  expect.soft(violations(), 'after a disconnect').toEqual([])
})

it('refuses what was filled in wrongly, in its worker', async () => {
  await desk.page.goto(new URL('/form', desk.page.url()).href)
  await proveStrict()
  await desk.page.evaluate(() => {
    const form = document.querySelector('mcp-schema-form') as HTMLElement & { schema: unknown; requestSubmit(): void }
    form.schema = { type: 'object', required: ['code'], properties: { code: { type: 'string', pattern: '^[a-z]+$' } } }
  })
  const form = desk.page.locator('mcp-schema-form').last()
  await form.getByRole('textbox', { name: 'code' }).fill('123')
  await form.evaluate((element) => (element as HTMLElement & { requestSubmit(): void }).requestSubmit())
  await form.getByRole('alert').getByText('[a-z]').waitFor()
  expect.soft(violations(), 'after a check').toEqual([])
})
