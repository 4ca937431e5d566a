import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { waitFor } from '../servers/wait-for.ts'
import { launch } from './browser.ts'
import { OBSERVATORY, openDesk, WORKSHOP } from './demo-page.ts'
import type { Desk } from './demo-page.ts'
import { rpc, startDemo, stateOf } from './demo-process.ts'
import type { DemoProcess } from './demo-process.ts'

/** A tool that asks, what it asks, and what it says in the end. */
interface Asking {
  readonly era: string
  readonly server: string
  readonly serverId: string
  readonly tool: string
  readonly name: string
  readonly rounds: readonly { readonly message: string; readonly values: Readonly<Record<string, string>> }[]
  readonly result: string
  readonly declined: string
}

const ASKING: readonly Asking[] = [
  {
    era: 'legacy',
    server: WORKSHOP,
    serverId: 'workshop',
    tool: 'Book a course',
    name: 'book_course',
    rounds: [{ message: 'Who comes to “Throwing on the wheel”?', values: { 'Your name': 'Ada', Places: '2' } }],
    result: 'Booked 2 places in “Throwing on the wheel” for Ada (beginner).',
    declined: 'Nothing was booked.',
  },
  {
    era: 'modern',
    server: OBSERVATORY,
    serverId: 'observatory',
    tool: 'Reserve a night',
    name: 'reserve_night',
    rounds: [
      { message: 'For which night do you want the 40 cm reflector?', values: { Night: '2026-11-14' } },
      { message: 'for 3 hours in the night of 2026-11-14. Is that right?', values: {} },
    ],
    result: 'Reserved the 40 cm reflector for the night of 2026-11-14, 3 hours.',
    declined: 'Nothing was reserved.',
  },
]

let browser: Browser
let context: BrowserContext
let demo: DemoProcess

beforeAll(async () => {
  browser = await launch()
})

afterAll(() => browser.close())

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1_280, height: 900 }, locale: 'en-US' })
  demo = await startDemo({ PORT: 0 })
})

afterEach(async () => {
  await context.close()
  expect(await demo.stop()).toBe(0)
})

const open = (): Promise<Desk> => openDesk(context, demo.url)

describe.each(ASKING)('what a server of the $era era asks', (asking) => {
  const { server, serverId, tool, name, rounds, result, declined } = asking

  /** A tab that waits for an answer. */
  async function asked(): Promise<Desk> {
    const desk = await open()
    await desk.connect(server)
    await desk.choose(tool)
    await desk.run()
    await desk.question(server).waitFor()
    return desk
  }

  it('is answered in another tab, and the result arrives where the tool was run', async () => {
    const desk = await asked()
    await desk.runner.getByText('Waiting for your answer').waitFor()
    const other = await open()
    for (const { message, values } of rounds) await other.answer(server, message, values)
    await other.question(server).waitFor({ state: 'detached' })

    await desk.page.bringToFront()
    await desk.result.getByText(result).waitFor()
    await desk.runner.getByText(`What ${server} asked has been answered elsewhere.`).first().waitFor()
    expect(await desk.question(server).count()).toBe(0)
    expect([...desk.errors, ...other.errors]).toEqual([])
  })

  it('is there again after a reload, and the call goes on', async () => {
    const desk = await asked()
    await desk.page.reload()
    for (const { message, values } of rounds) await desk.answer(server, message, values)
    await desk.question(server).waitFor({ state: 'detached' })
    const state = await waitFor(
      () => stateOf(demo, serverId),
      ({ running }) => running[name] === 0,
    )
    expect(state.cancelled).toEqual({})
    expect(await rpc(demo, 'getSessions', {})).not.toHaveProperty('result.questions')
    await desk.page.reload()
    await desk.waitUntilConnected(server)
    await desk.runner.getByRole('button', { name: 'Run', exact: true }).waitFor()
    expect(await desk.question(server).count()).toBe(0)
    expect(desk.errors).toEqual([])
  })

  it('may be declined', async () => {
    const desk = await asked()
    await desk.question(server).getByRole('button', { name: 'Decline' }).click()
    await desk.result.getByText(declined).waitFor()
    expect(await desk.question(server).count()).toBe(0)
    expect(desk.errors).toEqual([])
  })

  it('goes when its call is cancelled', async () => {
    const desk = await asked()
    await desk.runner.getByRole('button', { name: 'Cancel', exact: true }).first().click()
    await desk.result.getByText('Cancelled.').waitFor()
    await desk.question(server).waitFor({ state: 'detached' })
    await waitFor(
      () => stateOf(demo, serverId),
      ({ running }) => running[name] === 0,
    )
    expect(desk.errors).toEqual([])
  })

  it('can be answered by the keyboard alone', async () => {
    const desk = await open()
    const { keyboard } = desk.page
    await desk.connect(server)
    await desk.choose(tool)
    await desk.runner.getByRole('button', { name: 'Run', exact: true }).press('Enter')
    for (const { message, values } of rounds) {
      const question = desk.question(server).filter({ hasText: message })
      await question.waitFor()
      // Whoever waits is taken to each question.
      await waitFor(() => question.evaluate((element) => element.matches(':focus')), Boolean)
      await keyboard.press('Tab')
      const [first] = Object.values(values)
      // A field for a date takes it as the locale writes it.
      if (first === '2026-11-14') await keyboard.type('11142026')
      else if (first !== undefined) await keyboard.type(first)
      if (values['Places']) {
        await keyboard.press('Tab')
        await keyboard.press('ControlOrMeta+a')
        await keyboard.type(values['Places'])
      }
      await keyboard.press('Control+Enter')
    }
    await desk.result.getByText(result).waitFor()
    const run = desk.runner.getByRole('button', { name: 'Run', exact: true })
    await waitFor(() => run.evaluate((element) => element.matches(':focus')), Boolean)
    expect(desk.errors).toEqual([])
  })
})

describe('a person’s word', () => {
  it.each([
    [WORKSHOP, 'Delete a note', 'delete_note', { id: 'open-day' }, 'Deleted “open-day”.'],
    [OBSERVATORY, 'Reset an instrument', 'reset_instrument', {}, 'The camera is back to its factory settings.'],
  ] as const)(
    'is asked for, and sent, before a tool of the %s destroys',
    async (server, tool, name, values, result) => {
      const desk = await open()
      await desk.connect(server)
      const sessions = await rpc(demo, 'getSessions', {})
      const [session] = 'result' in sessions ? sessions.result.sessions : []
      const { sessionId } = session!
      const listed = await rpc(demo, 'listTools', { sessionId })
      const { hash } = ('result' in listed ? listed.result.tools : []).find((one) => one.name === name)!
      const args = { id: 'open-day', instrument: 'camera' }
      expect(await rpc(demo, 'callTool', { sessionId, name, arguments: args })).toMatchObject({
        error: { code: 'tool_not_approved' },
      })

      await desk.choose(tool)
      await desk.fillIn(values)
      if (server === OBSERVATORY) await desk.runner.getByRole('radio', { name: 'camera' }).check()
      await desk.run()
      const calls = desk.page.waitForRequest((request) => request.postData()?.includes('"callTool"') === true)
      await desk.runner.getByRole('button', { name: 'Run it' }).click()
      expect((await calls).postDataJSON()).toMatchObject({ params: { name, approval: hash } })
      await desk.result.getByText(result).waitFor()
      expect(desk.errors).toEqual([])
    },
  )

  it('is asked for again once a tool has changed, with what has', async () => {
    const desk = await open()
    await desk.connect(WORKSHOP)
    await desk.choose('Book a course')
    await desk.run()
    await desk.question(WORKSHOP).getByRole('button', { name: 'Decline' }).click()
    await desk.result.getByText('Nothing was booked.').waitFor()

    await desk.call('Offer a new course', { course: 'Wood firing' }, 'can be booked now')
    await desk.choose('Book a course')
    await desk.runner.getByRole('option', { name: 'Wood firing' }).waitFor({ state: 'attached' })
    await desk.run()
    await desk.runner.getByText('This tool has changed since you approved it.').waitFor()
    const now = desk.runner.getByRole('group', { name: 'Input schema, Now' })
    expect(await now.textContent()).toContain('"Wood firing"')
    await desk.runner.getByRole('button', { name: 'Approve and run' }).click()
    await desk.answer(WORKSHOP, 'Who comes to', { 'Your name': 'Ada' })
    await desk.result.getByText('Booked 1 place').waitFor()
    expect(desk.errors).toEqual([])
  })

  it('is enough for a page that a server sends people to', async () => {
    const desk = await open()
    await desk.connect(OBSERVATORY)
    await desk.choose('Visit the dome')
    await desk.run()
    const question = desk.question(OBSERVATORY)
    const [rules] = await Promise.all([
      context.waitForEvent('page'),
      question.getByRole('link', { name: /^Open 127\.0\.0\.1/ }).click(),
    ])
    await rules.getByRole('heading', { name: 'Rules of the dome' }).waitFor()
    expect(await rules.evaluate(() => [window.opener, document.referrer])).toEqual([null, ''])
    await rules.close()
    await question.getByRole('button', { name: 'I am done' }).click()
    await desk.result.getByText('See you in the dome.').waitFor()
    expect(desk.errors).toEqual([])
  })
})
