import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { launch } from './browser.ts'
import { openDesk, WORKSHOP } from './demo-page.ts'
import type { Desk } from './demo-page.ts'
import { startDemo } from './demo-process.ts'
import type { DemoProcess } from './demo-process.ts'

/** More presses of Tab than any way through this page takes. */
const MOST = 150

let browser: Browser
let context: BrowserContext
let demo: DemoProcess
let desk: Desk

beforeAll(async () => {
  browser = await launch()
})

afterAll(() => browser.close())

beforeEach(async () => {
  demo = await startDemo({ PORT: 0 })
  context = await browser.newContext({ viewport: { width: 1_280, height: 900 }, locale: 'en-US' })
  desk = await openDesk(context, demo.url)
})

afterEach(async () => {
  await context.close()
  await demo.stop()
})

interface Focus {
  readonly name: string
  /** Empty where nothing has the focus. */
  readonly role: string
  /** Whether a ring, or another edge, shows where the focus is. */
  readonly seen: boolean
  /** Whether it is on the screen and not below something that sticks. */
  readonly uncovered: boolean
}

const focusOf = (page: Page): Promise<Focus> =>
  page.evaluate(() => {
    let element = document.activeElement as HTMLElement | null
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement as HTMLElement
    if (!element || element === document.body) return { name: '', role: '', seen: true, uncovered: true }
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
    const { left, right, top, bottom } = element.getBoundingClientRect()
    const labels = [...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent ?? '')
    const name = element.getAttribute('aria-label') ?? (labels.join(' ') || element.textContent) ?? ''
    return {
      name: name.replace(/\s+/g, ' ').trim(),
      role: element.getAttribute('role') ?? element.localName,
      seen: (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none',
      uncovered: right > 0 && bottom > 0 && left < innerWidth && top < innerHeight,
    }
  })

/** Where the focus is, which must be seen. */
async function focus(): Promise<Focus> {
  const at = await focusOf(desk.page)
  expect(at, 'the focus can be seen').toEqual({ ...at, seen: true, uncovered: true })
  return at
}

/** Presses Tab until the focus is on what is named so. */
async function tabTo(name: string | RegExp, role = ''): Promise<void> {
  const passed: string[] = []
  for (let presses = 0; presses < MOST; presses += 1) {
    await desk.page.keyboard.press('Tab')
    const at = await focus()
    if ((typeof name === 'string' ? at.name === name : name.test(at.name)) && at.role.includes(role)) return
    passed.push(`${at.role} ${at.name}`.slice(0, 60))
  }
  throw new Error(`Tab does not lead to ${String(name)}, but over: ${[...new Set(passed)].join(' | ')}`)
}

const press = (key: string): Promise<void> => desk.page.keyboard.press(key)

it('does all by keyboard: connects, finds, fills, runs, answers, reads, cancels and disconnects', async () => {
  await tabTo(`Connect ${WORKSHOP}`)
  await press('Enter')
  await desk.waitUntilConnected(WORKSHOP)
  await desk.runner.getByRole('option').first().waitFor()

  await tabTo(/^Search/, 'combobox')
  await desk.page.keyboard.type('greeting')
  await press('Enter')
  await expect.poll(async () => (await focus()).name).toContain('Write a greeting')
  await tabTo(/^name/i)
  await desk.page.keyboard.type('Ada')
  await press('Control+Enter')
  await desk.result.getByText('Hello, Ada!').first().waitFor()
  await tabTo('JSON', 'button')
  await press('Enter')
  await desk.result.getByText('"content"').first().waitFor()

  await tabTo(/^Search/, 'combobox')
  await press('Control+a')
  await desk.page.keyboard.type('book a course')
  await press('Enter')
  await tabTo('Run')
  await press('Enter')
  await desk.question(WORKSHOP).waitFor()
  // Whoever waits for the call is taken to the question.
  await expect.poll(async () => (await focus()).role).toBe('group')
  await tabTo(/^Your name/)
  await desk.page.keyboard.type('Ada')
  await tabTo('Send')
  await press('Enter')
  await desk.result.getByText('Booked').first().waitFor()

  await tabTo(/^Search/, 'combobox')
  await press('Control+a')
  await desk.page.keyboard.type('Make a sales')
  await press('Enter')
  await tabTo('Run')
  await press('Enter')
  await desk.progress.waitFor()
  await expect.poll(async () => (await focus()).name).toBe('Cancel')
  await press('Escape')
  await desk.runner.getByText('Cancelled').first().waitFor()
  await expect.poll(async () => (await focus()).name).toBe('Run')

  await tabTo(`More for ${WORKSHOP}`)
  await press('Enter')
  await expect.poll(async () => (await focus()).role).toBe('menuitem')
  while ((await focus()).name !== 'Disconnect') await press('ArrowDown')
  await press('Enter')
  // What is deleted is said first.
  await desk.connections.getByRole('button', { name: `Disconnect ${WORKSHOP} now` }).waitFor()
  if ((await focus()).name !== `Disconnect ${WORKSHOP} now`) await tabTo(`Disconnect ${WORKSHOP} now`, 'button')
  await press('Enter')
  await desk.row(WORKSHOP).waitFor({ state: 'detached' })
  expect(desk.errors).toEqual([])
})

it('has no trap: Tab goes through all of the page and out, and back', async () => {
  await desk.connect(WORKSHOP)
  await desk.choose('Make a sales report')
  const leave = async (key: string): Promise<number> => {
    for (let presses = 1; presses < MOST; presses += 1) {
      await press(key)
      if ((await focus()).role === '') return presses
    }
    throw new Error(`${key} does not lead out of the page`)
  }
  expect(await leave('Tab'), 'from the tool on').toBeGreaterThan(3)
  expect(await leave('Shift+Tab'), 'from the end').toBeGreaterThan(12)
  expect(await leave('Tab'), 'from the beginning').toBeGreaterThan(12)
})
