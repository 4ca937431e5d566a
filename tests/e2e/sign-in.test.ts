import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { launch } from './browser.ts'
import { openDesk, VAULT } from './demo-page.ts'
import { startDemo } from './demo-process.ts'
import type { DemoProcess } from './demo-process.ts'

let browser: Browser
let context: BrowserContext
let demo: DemoProcess

beforeAll(async () => {
  browser = await launch()
})

afterAll(() => browser.close())

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1_280, height: 900 } })
  demo = await startDemo({ PORT: 0 })
})

afterEach(async () => {
  await context.close()
  await demo.stop()
})

it('a sign-in whose window is closed says so, and is gone on with', async () => {
  const desk = await openDesk(context, demo.url)
  await desk.askToConnect(VAULT)
  const row = desk.row(VAULT)
  await row.filter({ hasText: 'Needs sign-in' }).waitFor()
  const [login] = await Promise.all([
    context.waitForEvent('page'),
    row.getByRole('link', { name: `Sign in to ${VAULT}` }).click(),
  ])
  await login.getByRole('textbox').waitFor()
  expect(await login.evaluate(() => globalThis.opener as unknown), 'it knows nothing of the page').toBe(null)
  await row.getByText('Go on in the window that was opened.').waitFor()
  await login.close()
  await desk.page.bringToFront()
  await row.getByText('the window was closed before that').waitFor()
  const [again] = await Promise.all([
    context.waitForEvent('page'),
    row.getByRole('link', { name: 'Open again' }).click(),
  ])
  await again.getByRole('textbox').fill('ada')
  await again.getByRole('button', { name: 'Sign in' }).click()
  await again.getByRole('button', { name: 'Allow' }).click()
  await desk.waitUntilConnected(VAULT)
  expect(await row.getByText('the window was closed').count()).toBe(0)
  expect(desk.errors).toEqual([])
})
