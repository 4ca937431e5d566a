/** The example servers of ext-apps in `<mcp-app-frame>`, on a page with a strict policy. */
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { waitFor } from '../servers/wait-for.ts'
import { AppsPage, POLICY, startExample, startSite } from './apps-site.ts'
import type { ExampleServer, Site } from './apps-site.ts'
import { launch } from './browser.ts'

const NAMES = ['server-basic-vanillajs', 'server-budget-allocator', 'server-debug', 'server-map'] as const

let browser: Browser
let context: BrowserContext
const examples: ExampleServer[] = []
let site: Site

beforeAll(async () => {
  browser = await launch()
  for (const name of NAMES) examples.push(await startExample(name))
})

afterAll(async () => {
  await browser.close()
  await Promise.all(examples.map((example) => example.stop()))
})

const servers = () => Object.fromEntries(NAMES.map((name, index) => [name, examples[index]!.url]))

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1_200, height: 900 }, locale: 'en-US' })
  site = await startSite(servers())
})

afterEach(async () => {
  await context.close()
  await site.close()
})

/** The example apps try whether they may use `eval`, in their own documents. They may not, and know how to go on. */
const ofPage = ({ errors }: AppsPage) =>
  errors.filter((error) => error !== 'content security policy: script-src eval' && !error.includes('about:srcdoc'))

async function opened(server: (typeof NAMES)[number], tool: string): Promise<AppsPage> {
  const apps = await AppsPage.open(context, site, server)
  await apps.run(tool)
  return apps
}

describe('the basic app', () => {
  it('starts, gets its result, and calls its server’s tool once the person allows it', async () => {
    const apps = await opened('server-basic-vanillajs', 'Get Time')
    const guest = await apps.guest()
    const time = guest.locator('#server-time')
    const first = await waitFor(
      () => time.innerText(),
      (text) => text.startsWith('20'),
    )
    expect(await apps.page.getByRole('region', { name: 'Result' }).innerText()).toContain(first)

    await guest.getByRole('button', { name: 'Get Server Time' }).click()
    expect(await apps.question.innerText()).toContain('The app wants to run Get Time on server-basic-vanillajs')
    await apps.question.getByRole('button', { name: 'Decline' }).click()
    await guest.getByText('[ERROR]').waitFor()
    await guest.getByRole('button', { name: 'Get Server Time' }).click()
    await apps.question.getByRole('button', { name: 'Run it', exact: true }).click()
    await waitFor(
      () => time.innerText(),
      (text) => text.startsWith('20') && text !== first,
    )

    await guest.getByRole('button', { name: 'Get Server Time' }).click()
    await apps.question.getByRole('button', { name: 'do not ask again' }).click()
    const second = await time.innerText()
    await waitFor(
      async () => {
        await guest.getByRole('button', { name: 'Get Server Time' }).click()
        return time.innerText()
      },
      (text) => text !== second,
    )
    expect(await apps.question.count()).toBe(0)
    expect(ofPage(apps)).toEqual([])
  })

  it('opens a link by the person’s own click, after its address was shown', async () => {
    const apps = await opened('server-basic-vanillajs', 'Get Time')
    await context.route('https://modelcontextprotocol.io/**', (route) => route.fulfill({ body: 'hello' }))
    const guest = await apps.guest()
    await guest.getByRole('button', { name: 'Open Link' }).click()
    expect(await apps.question.innerText()).toContain('https://modelcontextprotocol.io/')
    const link = apps.question.getByRole('link', { name: 'Open in a new tab' })
    await waitFor(
      () => link.getAttribute('aria-disabled'),
      (value) => value === null,
    )
    const [page] = await Promise.all([context.waitForEvent('page'), link.click()])
    await page.waitForURL('https://modelcontextprotocol.io/')
    expect(await page.evaluate(() => [window.opener, document.referrer])).toEqual([null, ''])
    expect(ofPage(apps)).toEqual([])
  })

  it('has its messages and logs told to the page, which may take them', async () => {
    const apps = await opened('server-basic-vanillajs', 'Get Time')
    await apps.page.evaluate(() => {
      const runner = document.querySelector('mcp-tool-runner')!
      const told: unknown[] = ((globalThis as unknown as { told: unknown[] }).told = [])
      runner.addEventListener('mcp-app-message', (event) => {
        told.push(event.content)
        event.take()
      })
      runner.addEventListener('mcp-app-log', (event) => told.push(event.log))
    })
    const guest = await apps.guest()
    await guest.getByRole('button', { name: 'Send Message' }).click()
    await guest.getByRole('button', { name: 'Send Log' }).click()
    const told = () => apps.page.evaluate(() => (globalThis as unknown as { told: unknown[] }).told)
    expect(await waitFor(told, (list) => list.length >= 2)).toEqual([
      [{ type: 'text', text: 'This is message text.' }],
      { level: 'info', data: 'This is log text.' },
    ])
  })

  it('follows the colours of the page', async () => {
    const apps = await opened('server-basic-vanillajs', 'Get Time')
    const guest = await apps.guest()
    expect(await guest.evaluate(() => document.documentElement.dataset['theme'])).toBe('light')
    await apps.page.evaluate(() => document.documentElement.classList.add('dark'))
    await waitFor(
      () => guest.evaluate(() => document.documentElement.dataset['theme']),
      (theme) => theme === 'dark',
    )
    expect(ofPage(apps)).toEqual([])
  })

  it('is stopped and reloaded', async () => {
    const apps = await opened('server-basic-vanillajs', 'Get Time')
    await apps.guest()
    await apps.button('Stop').click()
    await apps.app.getByText('The app was stopped.').first().waitFor()
    expect(apps.page.frames()).toHaveLength(1)
    expect(await apps.button('Stop').count()).toBe(0)
    await waitFor(() => apps.button('Reload').evaluate((button) => button.matches(':focus')), Boolean)
    await apps.button('Reload').click()
    const guest = await apps.guest()
    await waitFor(
      () => guest.locator('#server-time').innerText(),
      (text) => text.startsWith('20'),
    )
    expect(ofPage(apps)).toEqual([])
  })
})

describe('the budget app', () => {
  it('draws what its tool returned, and is as high as it wants to be', async () => {
    const apps = await opened('server-budget-allocator', 'Budget')
    const guest = await apps.guest()
    await guest.getByText('Allocated: $100,000 / $100,000').waitFor()
    const frame = apps.app.locator('iframe')
    const height = () => frame.evaluate((element) => element.clientHeight)
    const wanted = () => guest.evaluate(() => document.documentElement.getBoundingClientRect().height)
    await waitFor(
      async () => Math.abs((await height()) - (await wanted())),
      (gap) => gap < 40,
    )
    expect(ofPage(apps)).toEqual([])
  })
})

describe('the debug app', () => {
  it('hides its own tools from people, and polls its server by them where it may', async () => {
    const apps = await opened('server-debug', 'Debug Tool')
    const options = await apps.page.getByRole('option', { name: /Debug|Log/ }).allInnerTexts()
    // Below its name stands whether it still runs.
    expect(options.map((text) => text.split('\n', 1)[0])).toEqual(['Debug Tool'])
    await apps.question.getByText('The app wants to run Log to File').waitFor({ timeout: 45_000 })
    await apps.question.getByRole('button', { name: 'do not ask again' }).click()
    const guest = await apps.guest()
    expect(await guest.locator('body').innerText()).toContain('mcp-plug v0.1.0')
    expect(await guest.locator('body').innerText()).toContain('ontoolresult')
    expect(ofPage(apps)).toEqual([])
  })

  it('fills the screen and comes back, and keeps what it shows', async () => {
    const apps = await opened('server-debug', 'Debug Tool')
    await apps.question.getByRole('button', { name: 'do not ask again' }).click({ timeout: 45_000 })
    const guest = await apps.guest()
    await guest.evaluate(() => document.body.append(Object.assign(document.createElement('p'), { id: 'mine' })))
    await apps.button('Full screen').click()
    const box = await apps.app.boundingBox()
    expect([box?.width, box?.height]).toEqual([1_200, 900])
    await guest.getByText('fullscreen', { exact: true }).first().waitFor()
    await apps.page.keyboard.press('Escape')
    await apps.button('Full screen').waitFor()
    expect((await apps.app.boundingBox())!.width).toBeLessThan(1_000)
    expect(await guest.locator('#mine').count()).toBe(1)
    expect(ofPage(apps)).toEqual([])
  })
})

describe('the map', () => {
  it('may load from the sites that it declares, and says where it has not started', async () => {
    const asked: string[] = []
    await context.route('https://cesium.com/**', (route) => {
      asked.push(route.request().url())
      return route.abort()
    })
    const apps = await opened('server-map', 'Show Map')
    await apps.app.getByText('The app has not started.').waitFor()
    expect(asked).toContainEqual(expect.stringContaining('/Cesium.js'))
    await apps.page.getByRole('region', { name: 'Result' }).getByText('Displaying globe at').waitFor()
  })
})

describe('a page that allows no frames', () => {
  it('says what its developer has to allow, and shows the result', async () => {
    await site.close()
    site = await startSite(servers(), POLICY.replace(" frame-src 'self';", ''))
    const apps = await opened('server-basic-vanillajs', 'Get Time')
    await apps.app.getByText("add frame-src 'self' to its Content-Security-Policy").waitFor()
    expect(await apps.page.getByRole('region', { name: 'Result' }).innerText()).toMatch(/20\d\d-/)
  })
})
