/** What a page does while its network is gone, is another one, or only seems to be there. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { waitFor } from '../servers/wait-for.ts'
import { openDesk, WORKSHOP } from './demo-page.ts'
import type { Desk } from './demo-page.ts'
import { startEverydayBrowser } from './everyday-browser.ts'
import type { EverydayBrowser } from './everyday-browser.ts'
import { reconnectElsewhere, startLoginSite } from './login-site.ts'
import type { LoginSite, LoginSiteOptions } from './login-site.ts'

/** What the connection is called that was made elsewhere. */
const SECOND = 'Second workshop'

let browser: EverydayBrowser
let site: LoginSite
let desk: Desk

beforeAll(async () => {
  browser = await startEverydayBrowser()
})

afterAll(() => browser.close())

async function open(options?: LoginSiteOptions): Promise<void> {
  site = await startLoginSite(options)
  desk = await openDesk(browser.context, site.signInUrl('ada'))
  await desk.connect(WORKSHOP)
}

afterEach(async () => {
  await browser.context.setOffline(false)
  await desk.page.close()
  await site.close()
})

/** The browser knows that it has no network, and what was open is broken. */
async function goOffline(): Promise<void> {
  await browser.context.setOffline(true)
  site.network.unreachable = true
}

async function comeBack(): Promise<void> {
  site.network.unreachable = false
  await browser.context.setOffline(false)
}

/** From now on the page's clock can be put forward: all that it waits for has begun by it. */
async function listenByClock(): Promise<void> {
  await desk.page.clock.install()
  await desk.page.reload()
  await desk.waitUntilConnected(WORKSHOP)
}

const offlineAlert = () => desk.connections.getByRole('alert').filter({ hasText: 'No connection to this site.' })
const runButton = () => desk.runner.getByRole('button', { name: 'Run', exact: true })
const calls = () => site.workshop.state().requests['tools/call'] ?? 0

describe('a page without a network', () => {
  beforeEach(() => open())

  it('says so, keeps what was typed, and is right again without a reload', async () => {
    await desk.page.evaluate(() => Object.assign(globalThis, { sameDocument: true }))
    await desk.choose('Write a greeting')
    await desk.fillIn({ name: 'Ada' })
    await goOffline()
    await offlineAlert().waitFor()
    await desk.runner.getByText('There is no connection to this site now.').first().waitFor()
    expect(await runButton().isDisabled()).toBe(true)
    expect(await desk.runner.getByRole('status').allInnerTexts()).toContain(
      'There is no connection to this site now. What you entered is kept.',
    )

    await reconnectElsewhere(site, 'ada', SECOND)
    await comeBack()
    await desk.waitUntilConnected(SECOND)
    expect(await desk.row(WORKSHOP).count()).toBe(0)
    expect(await offlineAlert().count()).toBe(0)
    expect(await desk.runner.getByRole('textbox', { name: 'name', exact: true }).inputValue()).toBe('Ada')
    await desk.call('Count', { steps: 3, delayMs: 1 }, 'Counted to 3.')
    expect(await desk.page.evaluate(() => 'sameDocument' in globalThis)).toBe(true)
  })

  it('says at each control that a request could not be made', async () => {
    await desk.connections.getByRole('button', { name: 'Add', exact: true }).click()
    await goOffline()
    await offlineAlert().waitFor()
    await desk.connections.getByRole('textbox', { name: /address/ }).fill(site.workshop.url)
    await desk.connections.getByRole('button', { name: 'Connect', exact: true }).click()
    await desk.connections.getByText('This site could not be reached.').waitFor()
  })

  it('says of a call that it did not start', async () => {
    await goOffline()
    await offlineAlert().waitFor()
    // The part of the page that makes calls may not be there yet.
    const code = await desk.page.evaluate(`import('/mcp-plug/mcp-plug.js').then(async ({ SSEClient }) => {
      const client = new SSEClient({ url: '/api/mcp' })
      return client.callTool('any', 'count_to').catch(({ code }) => code)
    })`)
    expect(code).toBe('not_started')
  })
})

describe('a page that was away for five minutes', () => {
  it('begins anew, once, where more has happened than is kept', async () => {
    await open({ limits: { eventsKept: 10 }, redis: ['--stream-node-max-entries', '5'] })
    let resets = 0
    site.network.drop = (data) => {
      resets += data.toString().split('event: reset').length - 1
      return false
    }
    await listenByClock()
    await goOffline()
    await offlineAlert().waitFor()
    for (let i = 0; i < 6; i++) await reconnectElsewhere(site, 'ada', SECOND)
    await desk.page.clock.fastForward(300_000)
    expect(resets).toBe(0)
    await comeBack()
    await desk.waitUntilConnected(SECOND)
    expect(await desk.connections.getByRole('listitem').count()).toBe(1)
    // What comes after it is told by events again.
    await reconnectElsewhere(site, 'ada', SECOND)
    await waitFor(
      () => desk.connections.getByRole('listitem').allInnerTexts(),
      (rows) => rows.length === 1 && /Connected/.test(rows[0]!),
    )
    expect(resets).toBe(1)
  })
})

describe('a call in the middle of which the network changes', () => {
  beforeEach(() => open())

  /** Runs a tool that counts, and waits until it has begun to. */
  async function counting(steps: number): Promise<void> {
    await desk.choose('Count')
    await desk.fillIn({ steps, delayMs: 100 })
    await desk.run()
    await desk.runner.getByText(/\d+ of \d+/).waitFor()
  }

  /** How far the page says the call is, in steps. */
  const position = async () =>
    Number(/(\d+) of \d+/.exec((await desk.runner.locator('.progress-facts').allInnerTexts()).join(' '))?.[1] ?? -1)

  async function expectToGoOn(steps: number, from: number): Promise<void> {
    await waitFor(position, (now) => now > from + 3, 20_000)
    await desk.result.getByText(`Counted to ${steps}.`).waitFor({ timeout: 60_000 })
    expect(calls()).toBe(1)
    expect(site.workshop.state().cancelled).toEqual({})
  }

  it('is found again where its line is cut, goes on telling how far it is, and has run once', async () => {
    await counting(100)
    const from = await position()
    site.network.cutAll()
    await expectToGoOn(100, from)
  })

  it('is found again on another network', async () => {
    await counting(120)
    const from = await position()
    await goOffline()
    await desk.runner.getByText('The connection broke off; asking what became of the call').first().waitFor()
    await comeBack()
    await expectToGoOn(120, from)
  })

  it('gives its result where it ended while there was no network', async () => {
    await counting(15)
    await goOffline()
    await waitFor(
      () => site.workshop.state().running['count_to'],
      (running) => running === 0,
    )
    await comeBack()
    await desk.result.getByText('Counted to 15.').waitFor()
    expect(calls()).toBe(1)
  })

  it('is found again where the line only falls silent', async () => {
    await listenByClock()
    await counting(150)
    const from = await position()
    site.network.hushAll()
    await desk.page.clock.fastForward(31_000)
    await expectToGoOn(150, from)
  })

  it('gives its result where nothing of its answer arrived', async () => {
    await desk.choose('Write a greeting')
    await desk.fillIn({ name: 'Ada' })
    site.network.cutAnswerTo('"callTool"')
    await desk.run()
    await desk.result.getByText('Hello, Ada!').waitFor()
    expect(calls()).toBe(1)
  })

  it('is found again where the browser has sent it twice', async () => {
    await desk.choose('Count')
    await desk.fillIn({ steps: 20, delayMs: 100 })
    site.network.cutAnswerTo('"callTool"')
    await desk.run()
    await desk.result.getByText('Counted to 20.').waitFor()
    expect(calls()).toBe(1)
  })

  it('did not start where its request was lost on the way', async () => {
    await desk.choose('Write a greeting')
    await desk.fillIn({ name: 'Ada' })
    // More than once: browsers send a request again whose connection broke before an answer.
    site.network.lose = (data) => data.includes('"callTool"')
    await desk.run()
    await desk.result.getByText('The call did not start: this site could not be reached.').waitFor()
    expect(calls()).toBe(0)
    site.network.lose = () => false
    await desk.run()
    await desk.result.getByText('Hello, Ada!').waitFor()
  })

  it('ends when the person cancels it meanwhile', async () => {
    await counting(500)
    site.network.cutAll()
    await desk.runner.getByRole('button', { name: 'Cancel' }).click()
    const state = await waitFor(
      () => site.workshop.state(),
      ({ running }) => running['count_to'] === 0,
    )
    expect(state.cancelled).toEqual({ count_to: 1 })
  })

  it('ends when its page is left', async () => {
    await counting(500)
    await desk.page.reload()
    const state = await waitFor(
      () => site.workshop.state(),
      ({ running }) => running['count_to'] === 0,
    )
    expect(state.cancelled).toEqual({ count_to: 1 })
  })
})

describe('a line that falls silent', () => {
  it('is given up, and what happened meanwhile is told', async () => {
    await open()
    await listenByClock()
    site.network.hushAll()
    await reconnectElsewhere(site, 'ada', SECOND)
    await desk.page.clock.fastForward(31_000)
    await desk.waitUntilConnected(SECOND)
    expect(await desk.row(WORKSHOP).count()).toBe(0)
    expect(site.opened.at(-1)!.lastEventId).toBeDefined()
  })
})
