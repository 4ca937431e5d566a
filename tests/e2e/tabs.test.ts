/** What tabs do that nobody looks at: they let the network go, sleep, and are right when they are looked at again. */
import { Redis } from 'ioredis'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { waitFor } from '../servers/wait-for.ts'
import { openDesk, WORKSHOP } from './demo-page.ts'
import type { Desk } from './demo-page.ts'
import { sleep, startEverydayBrowser, wake } from './everyday-browser.ts'
import type { EverydayBrowser } from './everyday-browser.ts'
import { PLAIN_PAGE, reconnectElsewhere, startLoginSite } from './login-site.ts'
import type { LoginSite, LoginSiteOptions } from './login-site.ts'

/** What the connection is called that was made elsewhere. */
const SECOND = 'Second workshop'
const HOUR = 3_600_000

let browser: EverydayBrowser
let site: LoginSite

beforeAll(async () => {
  browser = await startEverydayBrowser()
})

afterAll(() => browser.close())

afterEach(async () => {
  for (const page of browser.context.pages().slice(1)) await page.close()
  await site.close()
})

const open = () => openDesk(browser.context, site.url)

/** The person looks at something else. */
async function lookAway(): Promise<Page> {
  const page = await browser.context.newPage()
  await page.goto(site.url + PLAIN_PAGE)
  return page
}

const untilStreams = (count: number) =>
  waitFor(
    () => site.streams.size,
    (open) => open === count,
    30_000,
  )

/** That a tab shows this one connection and no other. */
async function expectOnly(desk: Desk, server: string): Promise<void> {
  await desk.waitUntilConnected(server)
  expect(await desk.connections.getByRole('listitem').count()).toBe(1)
}

describe('a tab that slept for an hour', () => {
  let desk: Desk

  async function fallAsleep(options?: LoginSiteOptions): Promise<void> {
    site = await startLoginSite(options)
    desk = await openDesk(browser.context, site.signInUrl('ada'))
    await desk.page.clock.install()
    await desk.page.reload()
    await desk.connect(WORKSHOP)
  }

  async function awake(): Promise<void> {
    await desk.page.bringToFront()
    await wake(desk.page)
    await desk.page.clock.fastForward(HOUR)
  }

  it('replays what happened meanwhile, and shows nothing twice', async () => {
    await fallAsleep()
    await desk.choose('Write a greeting')
    await desk.fillIn({ name: 'Ada' })
    await lookAway()
    await sleep(desk.page)
    await reconnectElsewhere(site, 'ada', 'One')
    await reconnectElsewhere(site, 'ada', SECOND)
    await awake()
    await expectOnly(desk, SECOND)
    expect(await desk.runner.getByRole('textbox', { name: 'name', exact: true }).inputValue()).toBe('Ada')
    await desk.call('Count', { steps: 2, delayMs: 1 }, 'Counted to 2.')
    expect(await desk.runner.getByRole('option').count()).toBe(10)
  })

  it('is right where the log has run out meanwhile', async () => {
    await fallAsleep()
    await lookAway()
    await untilStreams(0)
    await sleep(desk.page)
    await reconnectElsewhere(site, 'ada', SECOND)
    // What an hour does to it.
    const redis = new Redis(site.redis.url)
    await redis.del(...(await redis.keys('mcp:events:*')))
    redis.disconnect()
    await awake()
    await expectOnly(desk, SECOND)
  })

  it('asks nothing any more that has run out', async () => {
    await fallAsleep({ limits: { questionTimeout: 2_000 } })
    await desk.choose('Book a course')
    await desk.run()
    await desk.question(WORKSHOP).waitFor()
    await lookAway()
    await sleep(desk.page)
    await waitFor(
      () => site.elsewhere('ada').call('getSessions', {}),
      ({ questions = [] }) => questions.length === 0,
    )
    await awake()
    await desk.question(WORKSHOP).waitFor({ state: 'detached' })
    await desk.runner.getByRole('button', { name: 'Run', exact: true }).waitFor()
    await expectOnly(desk, WORKSHOP)
  })

  it('says that nobody is signed in, where that has run out, and shows nothing of before', async () => {
    await fallAsleep()
    await desk.call('Write a greeting', { name: 'Ada' }, 'Hello, Ada!')
    await lookAway()
    await untilStreams(0)
    await sleep(desk.page)
    site.endLogins('ada')
    await awake()
    await desk.connections.getByRole('alert').getByText('You are not signed in to this site.').waitFor()
    await desk.runner.getByText('You are not signed in to this site.').waitFor()
    expect(await desk.page.getByText(/Hello, Ada|Write a greeting|10 tools/).count()).toBe(0)

    // Signing in again, in any tab, is enough.
    const other = await openDesk(browser.context, site.signInUrl('ada'))
    await expectOnly(other, WORKSHOP)
    await desk.page.bringToFront()
    await expectOnly(desk, WORKSHOP)
  })
})

describe('many tabs on HTTP/1.1', () => {
  beforeEach(async () => {
    site = await startLoginSite()
  })

  it('are all of use, and only the one that is looked at holds a stream', { timeout: 300_000 }, async () => {
    const first = await openDesk(browser.context, site.signInUrl('ada'))
    await first.connect(WORKSHOP)
    const tabs = [first]
    while (tabs.length < 20) {
      const tab = await open()
      tabs.push(tab)
      await expectOnly(tab, WORKSHOP)
    }
    await untilStreams(1)
    await tabs.at(-1)!.call('Write a greeting', { name: 'Ada' }, 'Hello, Ada!')

    await reconnectElsewhere(site, 'ada', SECOND)
    const before = site.opened.length
    for (const tab of tabs) {
      await tab.page.bringToFront()
      await expectOnly(tab, SECOND)
    }
    // Each went on where it stood.
    const again = site.opened.slice(before)
    expect(again.length).toBeGreaterThanOrEqual(tabs.length - 1)
    expect(again.filter(({ lastEventId }) => lastEventId === undefined)).toEqual([])
    await untilStreams(1)
    expect(tabs.flatMap(({ errors }) => errors)).toEqual([])
  })

  it('ask nothing of the server that were opened in the background, until they are looked at', async () => {
    const desk = await openDesk(browser.context, site.signInUrl('ada'))
    await desk.connect(WORKSHOP)
    const session = await browser.context.newCDPSession(desk.page)
    const opening = browser.context.waitForEvent('page')
    await session.send('Target.createTarget', { url: site.url, background: true })
    const page = await opening
    await page.waitForLoadState()
    await page.locator('mcp-connections').getByRole('region', { name: 'Connections' }).waitFor({ state: 'attached' })
    expect(await page.evaluate(() => document.visibilityState)).toBe('hidden')
    expect(site.opened).toHaveLength(1)
    await page.bringToFront()
    await page
      .getByText(/10 tools/)
      .first()
      .waitFor()
    expect(site.opened).toHaveLength(2)
  })

  it('go on with a call while they are hidden, and show its result', async () => {
    const desk = await openDesk(browser.context, site.signInUrl('ada'))
    await desk.connect(WORKSHOP)
    await desk.choose('Count')
    await desk.fillIn({ steps: 200, delayMs: 100 })
    await desk.run()
    await desk.progress.waitFor()
    await lookAway()
    await untilStreams(0)
    expect(site.workshop.state().running).toEqual({ count_to: 1 })
    await waitFor(
      () => site.workshop.state().running['count_to'],
      (running) => running === 0,
      60_000,
    )
    await desk.page.bringToFront()
    await desk.result.getByText('Counted to 200.').waitFor()
    expect(site.workshop.state().requests['tools/call']).toBe(1)
    expect(site.workshop.state().cancelled).toEqual({})
  })
})
