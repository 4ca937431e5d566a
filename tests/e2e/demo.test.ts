import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { RedisServer } from '../server/redis-server.ts'
import { waitFor } from '../servers/wait-for.ts'
import { launch } from './browser.ts'
import { EVERYTHING, OBSERVATORY, openDesk, VAULT, WORKSHOP } from './demo-page.ts'
import type { Desk } from './demo-page.ts'
import { freePorts, startDemo, stateOf } from './demo-process.ts'
import type { DemoProcess } from './demo-process.ts'

let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  browser = await launch()
})

afterAll(() => browser.close())

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1_280, height: 900 } })
})

afterEach(() => context.close())

const open = (demo: DemoProcess): Promise<Desk> => openDesk(context, demo.url)

describe('the demo', () => {
  let demo: DemoProcess

  beforeEach(async () => {
    demo = await startDemo({ PORT: 0 })
  })

  afterEach(async () => {
    expect(await demo.stop()).toBe(0)
  })

  it('connects each server by one click and runs its tools', async () => {
    const desk = await open(demo)
    await desk.connect(WORKSHOP)
    await desk.connect(OBSERVATORY)
    await desk.connect(EVERYTHING)
    await desk.call('Write a greeting', { name: 'Ada' }, 'Hello, Ada!')
    await desk.call('Echo off the moon', { message: 'one small step', delayMs: 0 }, 'one small step')
    await desk.call('Echo Tool', { message: 'hi' }, 'Echo: hi')
    expect(desk.errors).toEqual([])
  })

  it('signs in to a server behind a login page, in every tab at once', async () => {
    const desk = await open(demo)
    const other = await open(demo)
    await desk.page.bringToFront()
    await desk.askToConnect(VAULT)
    await desk.row(VAULT).filter({ hasText: 'Needs sign-in' }).waitFor()
    await desk.signIn(VAULT, 'ada')
    await desk.waitUntilConnected(VAULT)
    await desk.call('Who am I', {}, 'ada')
    await other.page.bringToFront()
    await other.waitUntilConnected(VAULT)
    expect(
      await desk.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])),
    ).not.toMatch(/token|flow/)
    expect([...desk.errors, ...other.errors]).toEqual([])
  })

  it('shows how far a call is, then its result', async () => {
    const desk = await open(demo)
    await desk.connect(WORKSHOP)
    await desk.choose('Count')
    await desk.fillIn({ steps: 8, delayMs: 250 })
    await desk.run()
    await desk.progress.waitFor()
    const seen = new Set<number>()
    await waitFor(
      async () => {
        const [value] = await desk.progress.evaluateAll((bars) =>
          bars.map((bar) => (bar as HTMLProgressElement).position),
        )
        if (value !== undefined && value > 0) seen.add(value)
        return value
      },
      (value) => value === undefined,
    )
    const advanced = [...seen]
    expect(advanced.length).toBeGreaterThan(2)
    expect(advanced).toEqual(advanced.toSorted((a, b) => a - b))
    await desk.result.getByText('Counted to 8.').waitFor()
    expect(desk.errors).toEqual([])
  })

  it('runs a call again from the history, and shares it as a link that runs nothing', async () => {
    const desk = await open(demo)
    await desk.connect(WORKSHOP)
    await desk.call('Count', { steps: 3, delayMs: 1 }, 'Counted to 3.')
    await desk.fillIn({ steps: 4 })
    await desk.runner.getByRole('button', { name: 'History', exact: true }).click()
    await desk.runner.getByRole('button', { name: /^Run again: Count/ }).click()
    await desk.result.getByText('Counted to 3.').waitFor()
    const runs = () => desk.runner.getByRole('button', { name: /^Edit and run: Count/ }).count()
    await desk.runner.getByRole('button', { name: 'History', exact: true }).click()
    await desk.runner
      .getByRole('button', { name: /^Edit and run: Count/ })
      .first()
      .waitFor()
    expect(await runs()).toBe(2)
    await desk.page.keyboard.press('Escape')

    const link = new URLSearchParams({ 'mcp-server': 'workshop', 'mcp-tool': 'count_to', 'mcp-args': '{"steps":7}' })
    await desk.page.evaluate((hash) => void (location.hash = hash), `#${link}`)
    await desk.runner.getByText('A link has filled in this form.').first().waitFor()
    expect(await desk.runner.getByRole('textbox', { name: 'steps', exact: true }).inputValue()).toBe('7')
    expect(await desk.result.getByText('Counted to 7.').count()).toBe(0)
    expect(desk.errors).toEqual([])
  })

  it.each([
    [WORKSHOP, 'workshop', 'Count', { steps: 5_000, delayMs: 50 }, 'count_to'],
    [OBSERVATORY, 'observatory', 'Track a satellite', { positions: 5_000, delayMs: 50 }, 'track_satellite'],
  ])('cancels a call of the %s so that the server stops', async (server, serverId, tool, values, name) => {
    const desk = await open(demo)
    await desk.connect(server)
    await desk.choose(tool)
    await desk.fillIn(values)
    await desk.run()
    await desk.progress.waitFor()
    await waitFor(
      () => stateOf(demo, serverId),
      ({ running }) => running[name] === 1,
    )
    await desk.runner.getByRole('button', { name: 'Cancel' }).click()
    await desk.result.getByText('Cancelled.').waitFor()
    const state = await waitFor(
      () => stateOf(demo, serverId),
      ({ running }) => running[name] === 0,
    )
    expect(state.cancelled).toEqual({ [name]: 1 })
    expect(desk.errors).toEqual([])
  })

  it('shows tables, pictures and sound, and reads links', async () => {
    const desk = await open(demo)
    await desk.connect(WORKSHOP)
    await desk.connect(OBSERVATORY)

    await desk.call('Star catalogue', {}, 'Beta Andromeda')
    const table = desk.result.getByRole('table')
    await table.getByRole('button', { name: 'name' }).waitFor()
    expect(await table.getByRole('row').count()).toBe(1 + 100)
    await desk.result.getByRole('button', { name: 'Show 100 more' }).click()
    expect(await table.getByRole('row').count()).toBe(1 + 200)

    await desk.call('Draw a chart', {}, 'A chart of 5 values.')
    const image = desk.result.getByRole('img')
    expect(await image.evaluate((element) => (element as HTMLCanvasElement).width)).toBe(480)

    await desk.choose('Play a tone')
    await desk.fillIn({ seconds: 2 })
    await desk.run()
    const position = desk.result.getByRole('slider', { name: 'Position' })
    expect(await position.getAttribute('aria-valuetext')).toBe('0:00 of 0:02')
    await desk.result.getByRole('button', { name: 'Play', exact: true }).click()
    // It ends by itself, and can be heard again.
    await desk.result.getByText('0:02 of 0:02').waitFor()
    await desk.result.getByRole('button', { name: 'Play', exact: true }).waitFor()

    await desk.call('Find notes', { query: 'kiln' }, '1 note.')
    await desk.result.getByRole('button', { name: 'Read Kiln log' }).click()
    await desk.result.getByText('1,240 °C').waitFor()
    expect(desk.errors).toEqual([])
  })

  it('asks before it destroys, and shows failures as such', async () => {
    const desk = await open(demo)
    await desk.connect(WORKSHOP)
    await desk.choose('Delete a note')
    await desk.fillIn({ id: 'open-day' })
    await desk.run()
    await desk.runner.getByRole('button', { name: 'Do not run' }).click()
    expect((await stateOf(demo, 'workshop')).requests['tools/call']).toBeUndefined()
    await desk.run()
    await desk.runner.getByRole('button', { name: 'Run it' }).click()
    await desk.result.getByText('Deleted “open-day”.').waitFor()

    await desk.call('Fail', { reason: 'Out of clay.' }, 'Out of clay.')
    await desk.result.getByRole('alert').waitFor()
    expect(desk.errors).toEqual([])
  })

  it('shows the same in two tabs, and after a reload', async () => {
    const first = await open(demo)
    const second = await open(demo)
    // The tab in front: Chromium draws others about once a second.
    await first.page.bringToFront()
    await first.connect(WORKSHOP)
    await second.waitUntilConnected(WORKSHOP)
    await second.page.bringToFront()
    await second.connect(OBSERVATORY)
    await first.waitUntilConnected(OBSERVATORY)

    await first.page.bringToFront()
    await first.page.reload()
    await first.waitUntilConnected(WORKSHOP)
    await first.waitUntilConnected(OBSERVATORY)
    await first.call('Write a greeting', { name: 'Grace' }, 'Hello, Grace!')

    await first.disconnect(WORKSHOP)
    await second.row(WORKSHOP).waitFor({ state: 'detached' })
    await second.runner.getByRole('option', { name: 'Write a greeting' }).waitFor({ state: 'detached' })
    await second.row(OBSERVATORY).waitFor()
    await second.page.reload()
    await second.waitUntilConnected(OBSERVATORY)
    expect(await second.row(WORKSHOP).count()).toBe(0)
    expect([...first.errors, ...second.errors]).toEqual([])
  })

  it('says why a server cannot be connected', async () => {
    const desk = await open(demo)
    await desk.connections.getByRole('textbox', { name: /address/ }).fill('http://127.0.0.1:1/mcp')
    await desk.connections.getByRole('button', { name: 'Connect', exact: true }).click()
    await desk.connections.getByText(/cannot be reached/).waitFor()
    expect(desk.errors).toEqual([])
  })
})

describe('the demo on Redis', () => {
  let redis: RedisServer
  let demo: DemoProcess | undefined

  beforeAll(async () => {
    redis = await RedisServer.start()
  })

  afterEach(() => demo?.stop())

  afterAll(() => redis.stop())

  it('finds everything again after a restart', async () => {
    const settings = {
      PORT: await freePorts(),
      REDIS_URL: redis.url,
      MCP_PLUG_KEYS: `test:${Buffer.alloc(32, 7).toString('base64url')}`,
    }
    demo = await startDemo(settings)
    const desk = await open(demo)
    for (const server of [WORKSHOP, OBSERVATORY, EVERYTHING]) await desk.connect(server)
    await desk.call('Write a greeting', { name: 'Ada' }, 'Hello, Ada!')
    expect(desk.errors).toEqual([])

    expect(await demo.stop()).toBe(0)
    demo = await startDemo(settings)

    // The page that stayed open comes back by itself …
    await desk.call('Write a greeting', { name: 'Grace' }, 'Hello, Grace!')
    // … and a new one begins where it was.
    const fresh = await open(demo)
    for (const server of [WORKSHOP, OBSERVATORY, EVERYTHING]) await fresh.waitUntilConnected(server)
    await fresh.call('Write a greeting', { name: 'Ada' }, 'Hello, Ada!')
    await fresh.call('Echo off the moon', { message: 'one small step', delayMs: 0 }, 'one small step')
    await fresh.call('Echo Tool', { message: 'hi' }, 'Echo: hi')
    expect(fresh.errors).toEqual([])
  })
})
