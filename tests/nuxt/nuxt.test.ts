import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ObservableServer } from '../../examples/demo/servers/host.ts'
import { start as startVault } from '../../examples/demo/servers/vault.ts'
import type { Vault } from '../../examples/demo/servers/vault.ts'
import { start as startWorkshop } from '../../examples/demo/servers/workshop.ts'
import { LIMITS } from '../../shared/limits.ts'
import type { ConnectResult } from '../../shared/rpc.ts'
import { launch, openPage } from '../e2e/browser.ts'
import { DemoPage } from '../e2e/demo-page.ts'
import { ROOT } from '../package/pack.ts'
import { waitFor } from '../servers/wait-for.ts'
import { AppUser } from './app-user.ts'
import { installNuxtApp, startNuxtApp } from './nuxt-app.ts'
import type { NuxtApp, RunningApp } from './nuxt-app.ts'

let app: NuxtApp
let workshop: ObservableServer

beforeAll(async () => {
  workshop = await startWorkshop()
  app = await installNuxtApp()
})

afterAll(async () => {
  app?.remove()
  await workshop?.close()
})

const COUNT = { name: 'count_to', arguments: { steps: 5_000, delayMs: 50 } }
const countsRunning = (): number => workshop.state().running['count_to'] ?? 0
const countsCancelled = (): number => workshop.state().cancelled['count_to'] ?? 0

/** The user whom the browser is signed in as, without the browser. */
async function userOf(context: BrowserContext, site: string): Promise<AppUser> {
  const cookies = await context.cookies(site)
  return new AppUser(site, cookies.map(({ name, value }) => `${name}=${value}`).join('; '))
}

/** Opens streams until the user may open no more. */
async function fillStreams(user: AppUser, room: number): Promise<void> {
  for (let n = 0; n < room; n += 1) expect(await user.openStream()).toBe(200)
  expect(await user.openStream()).toBe(429)
}

/** Goes away while a call runs, and sees it end at the MCP server. */
async function leaveDuringCall(user: AppUser): Promise<void> {
  const { sessionId } = await user.call<ConnectResult>('connect', { serverUrl: workshop.url })
  const before = countsCancelled()
  const abort = new AbortController()
  const call = user.post('callTool', { sessionId, ...COUNT }, abort.signal).then((answer) => answer.text())
  const gone = expect(call).rejects.toThrow('aborted')
  await waitFor(countsRunning, (count) => count === 1)
  abort.abort()
  await gone
  await waitFor(countsRunning, (count) => count === 0)
  expect(countsCancelled()).toBe(before + 1)
}

describe('the Nuxt example, built for Node', () => {
  let running: RunningApp
  let vault: Vault
  let browser: Browser
  let context: BrowserContext

  beforeAll(async () => {
    await app.run(['npm', 'run', 'build'])
    vault = await startVault()
    running = await startNuxtApp(app)
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    await running?.stop()
    await vault?.close()
  })

  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1_280, height: 900 } })
  })

  afterEach(() => context.close())

  async function open(): Promise<DemoPage & { readonly errors: readonly string[] }> {
    const { page, errors } = await openPage(context, running.url)
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ada')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('banner').getByText('Ada').waitFor()
    return Object.assign(new DemoPage(page), { errors })
  }

  async function connect(desk: DemoPage, url: string): Promise<void> {
    const address = desk.connections.getByRole('textbox', { name: /address/ })
    const add = desk.connections.getByRole('button', { name: 'Add', exact: true })
    await address.or(add).first().waitFor()
    if (!(await address.isVisible())) await add.click()
    await address.fill(url)
    await desk.connections.getByRole('button', { name: 'Connect', exact: true }).click()
  }

  const rowOf = ({ connections }: DemoPage, url: string) =>
    connections.getByRole('listitem').filter({ hasText: new URL(url).host })

  /** The vault's pages, as a person goes through them; the end is a window that is gone, or says that it is done. */
  async function signIn(popup: Page): Promise<void> {
    await popup.getByRole('button', { name: 'alice' }).click()
    await popup.getByText('wants to use the vault as alice').waitFor()
    const closed = popup.waitForEvent('close')
    await popup.getByRole('button', { name: 'Allow' }).click()
    await Promise.race([closed, popup.getByText('You are signed in. You can close this window.').waitFor()])
    if (!popup.isClosed()) await popup.close()
  }

  it('passes its own type check', () => app.run(['npm', 'run', 'typecheck']))

  it('signs in to a server in a window of its own, and runs a tool of it', async () => {
    const desk = await open()
    await connect(desk, vault.url)
    const row = rowOf(desk, vault.url)
    await row.getByText('Needs sign-in').waitFor()
    const [popup] = await Promise.all([
      context.waitForEvent('page'),
      row.getByRole('link', { name: /^Sign in to / }).click(),
    ])
    await signIn(popup)

    // By the event stream: nobody reloads the page. And Vue hears the element's event.
    await row.filter({ hasText: /Connected[^]*3 tools/ }).waitFor()
    await desk.page.getByRole('status').filter({ hasText: 'is connected.' }).waitFor()
    await desk.call('Who am I', {}, 'alice')
    expect(vault.state().requests['tools/call']).toBe(1)
    expect(desk.errors).toEqual([])
  })

  it('cancels a call so that the server stops', async () => {
    const desk = await open()
    await connect(desk, workshop.url)
    await rowOf(desk, workshop.url)
      .filter({ hasText: /Connected[^]*\d+ tools/ })
      .waitFor()
    await desk.choose('Count')
    await desk.fillIn(COUNT.arguments)
    const before = countsCancelled()
    await desk.run()
    await desk.progress.waitFor()
    await waitFor(countsRunning, (count) => count === 1)
    await desk.runner.getByRole('button', { name: 'Cancel' }).click()
    await desk.result.getByText('Cancelled.').waitFor()
    await waitFor(countsRunning, (count) => count === 0)
    expect(countsCancelled()).toBe(before + 1)
    expect(desk.errors).toEqual([])
  })

  it('ends the stream of a page that is closed', async () => {
    const desk = await open()
    await desk.connections.getByRole('textbox', { name: /address/ }).waitFor()
    const user = await userOf(context, running.url)
    await fillStreams(user, LIMITS.streamsPerUser - 1)
    await desk.page.close()
    await waitFor(
      () => user.openStream(),
      (status) => status === 200,
    )
    user.closeStreams()
  })

  it('ends the call of a client that has gone', async () => {
    await leaveDuringCall(await AppUser.login(running.url))
  })

  it('serves an app that is not at the root of its site', async () => {
    const apart = await startNuxtApp(app, { NUXT_APP_BASE_URL: '/planner/' })
    try {
      const user = await AppUser.login(`${apart.url}/planner`)
      const { authUrl } = await user.call<ConnectResult>('connect', { serverUrl: vault.url })
      expect(new URL(authUrl!, apart.url).href).toMatch(`${apart.url}/planner/api/mcp/oauth/start?session=`)
    } finally {
      await apart.stop()
    }
  })
})

describe('the Nuxt example, built by Bun for Bun', () => {
  const bun = join(ROOT, 'node_modules/.bin/bun')
  let running: RunningApp

  beforeAll(async () => {
    // Bun runs the build as well: what it finds in packages by its own conditions must not spoil the output.
    await app.run([bun, '--bun', 'run', 'build'], { NITRO_PRESET: 'bun' })
    running = await startNuxtApp(app, {}, bun)
  })

  afterAll(() => running?.stop())

  it('runs a tool', async () => {
    const user = await AppUser.login(running.url)
    const { sessionId } = await user.call<ConnectResult>('connect', { serverUrl: workshop.url })
    expect(await user.call('callTool', { sessionId, name: 'greet', arguments: { name: 'Ada' } })).toMatchObject({
      content: [{ type: 'text', text: 'Hello, Ada!' }],
    })
  })

  it('ends the streams and calls of clients that have gone', async () => {
    const user = await AppUser.login(running.url)
    await fillStreams(user, LIMITS.streamsPerUser)
    user.closeStreams(1)
    await waitFor(
      () => user.openStream(),
      (status) => status === 200,
    )
    user.closeStreams()
    await leaveDuringCall(user)
  })
})
