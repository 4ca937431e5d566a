/** One person signs out and another one signs in, at the same browser: nothing of the first is shown to the second. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { waitFor } from '../servers/wait-for.ts'
import { openDesk, WORKSHOP } from './demo-page.ts'
import type { Desk } from './demo-page.ts'
import { startEverydayBrowser } from './everyday-browser.ts'
import type { EverydayBrowser } from './everyday-browser.ts'
import { PLAIN_PAGE, startLoginSite } from './login-site.ts'
import type { LoginSite, LoginSiteOptions } from './login-site.ts'

/** What only Ada knows. */
const SECRET = 'Ada’s Zebra'

let browser: EverydayBrowser
let site: LoginSite
let desk: Desk

beforeAll(async () => {
  browser = await startEverydayBrowser()
})

afterAll(() => browser.close())

async function start(options?: LoginSiteOptions): Promise<void> {
  site = await startLoginSite(options)
  desk = await openDesk(browser.context, site.signInUrl('ada'))
}

beforeEach(() => start())

afterEach(async () => {
  for (const page of browser.context.pages().slice(1)) await page.close()
  await site.close()
})

/** Ada connects a server, types, runs a tool, and has begun to type something else. */
async function use(desk: Desk): Promise<void> {
  const row = desk.row(WORKSHOP)
  await desk.connections.getByRole('button').first().waitFor()
  if ((await row.count()) === 0) await desk.connect(WORKSHOP)
  await desk.call('Write a greeting', { name: SECRET }, `Hello, ${SECRET}!`)
  await desk.choose('Find notes')
  await desk.fillIn({ query: SECRET })
  await desk.connections.getByRole('button', { name: 'Add', exact: true }).click()
  await desk.connections.getByRole('textbox', { name: /address/ }).fill(SECRET)
  await waitFor(
    () => storage(desk),
    (text) => /draft:[^"]*find_notes/.test(text) && /history:[^}]*greet/.test(text),
  )
}

/** All that the tab keeps. */
const storage = ({ page }: Desk): Promise<string> =>
  page.evaluate(async () => {
    const databases = await indexedDB.databases()
    return JSON.stringify([{ ...sessionStorage }, { ...localStorage }, databases, document.cookie])
  })

/** All that is in the elements, values of fields as well, seen or not. */
const contents = ({ page }: Desk): Promise<string> =>
  page.evaluate(() => {
    const read = (node: Node): string => {
      const value = node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement ? node.value : ''
      const text = node instanceof Text ? node.data : ''
      const children = node instanceof Element && node.shadowRoot ? node.shadowRoot.childNodes : node.childNodes
      return [text, value, ...[...children].map(read)].join(' ')
    }
    return [...document.querySelectorAll('mcp-connections, mcp-tool-runner')].map(read).join(' ')
  })

/** That nothing of Ada's is in the page, nor kept in the tab. */
async function expectNothingOfAda(desk: Desk): Promise<void> {
  await waitFor(
    () => contents(desk),
    (text) => !text.includes(SECRET) && !/10 tools/.test(text),
    20_000,
  )
  expect(await storage(desk)).not.toContain(SECRET)
}

/** That it is Bob's page, who has connected nothing, and has no history. */
async function expectBobs(desk: Desk): Promise<void> {
  await desk.connections.getByText('Connect a server, and its tools are yours to run here.').waitFor()
  await desk.runner.getByText('Connect a server first').waitFor()
  await expectNothingOfAda(desk)
  await desk.runner.getByRole('button', { name: 'History', exact: true }).click()
  await desk.runner.getByText('Nothing has been run here yet').waitFor()
  await desk.page.keyboard.press('Escape')
}

/** From now on it is noted what of Ada's can be seen at the moment when the tab comes back into sight. */
const watchReturns = ({ page }: Desk): Promise<void> =>
  page.evaluate(() => {
    const seen: string[] = []
    const look = () => {
      for (const { shadowRoot } of document.querySelectorAll('mcp-connections, mcp-tool-runner'))
        for (const one of shadowRoot!.querySelectorAll('li.row:not(.skeleton), textarea, .result, [part~=search]'))
          if (one.checkVisibility({ visibilityProperty: true })) seen.push(one.outerHTML.slice(0, 200))
    }
    addEventListener('pageshow', ({ persisted }) => {
      Object.assign(globalThis, { kept: persisted })
      look()
    })
    document.addEventListener('visibilitychange', () => document.hidden || look())
    Object.assign(globalThis, { seen })
  })

const seenOnReturn = ({ page }: Desk): Promise<unknown> => page.evaluate('seen')

/** Signs in or out without leaving the page, as apps of one page do. */
const request = ({ page }: Desk, path: string) => page.evaluate((to) => fetch(to, { redirect: 'manual' }), path)

const tellPages = ({ page }: Desk) =>
  page.evaluate(`import('/mcp-plug/mcp-plug.js').then(({ userChanged }) => userChanged())`)

it('in the same tab', async () => {
  await use(desk)
  await desk.page.goto(`${site.url}/sign-out`)
  await desk.page.goto(site.signInUrl('bob'))
  await expectBobs(desk)
  // She finds what she had connected, and nothing else.
  await desk.page.goto(site.signInUrl('ada'))
  await desk.waitUntilConnected(WORKSHOP)
  expect(await contents(desk)).not.toContain(SECRET)
})

it('in another tab, as soon as that one is open', async () => {
  await use(desk)
  const other = await openDesk(browser.context, site.url)
  await use(other)
  await watchReturns(desk)
  await other.page.goto(`${site.url}/sign-out`)
  await other.page.goto(site.signInUrl('bob'))
  await expectBobs(other)
  await desk.page.bringToFront()
  await expectBobs(desk)
  expect(await seenOnReturn(desk)).toEqual([])
  expect([...site.streams].map(({ user }) => user)).not.toContain('ada')
})

it('where nobody has signed in yet', async () => {
  await use(desk)
  const other = await openDesk(browser.context, site.url)
  await other.page.goto(`${site.url}/sign-out`)
  await other.page.goto(site.url)
  await other.connections.getByText('You are not signed in to this site.').waitFor()
  await desk.page.bringToFront()
  await desk.connections.getByText('You are not signed in to this site.').waitFor()
  await expectNothingOfAda(desk)
})

it('as soon as the page that comes after a sign-out says so', async () => {
  await use(desk)
  const other = await openDesk(browser.context, site.url)
  await watchReturns(desk)
  await other.page.goto(`${site.url}/sign-out`)
  await other.page.evaluate(() => new BroadcastChannel('mcp-plug').postMessage(''))
  await desk.page.bringToFront()
  await desk.connections.getByText('You are not signed in to this site.').waitFor()
  await expectNothingOfAda(desk)
  expect(await seenOnReturn(desk)).toEqual([])
})

it('in a tab that was told nothing, when somebody looks at it again', async () => {
  await use(desk)
  const other = await browser.context.newPage()
  await other.goto(site.url + PLAIN_PAGE)
  await waitFor(
    () => site.streams.size,
    (open) => open === 0,
    30_000,
  )
  await other.goto(`${site.url}/sign-out`)
  await other.evaluate((to) => fetch(to, { redirect: 'manual' }), '/sign-in?as=bob')
  await desk.page.bringToFront()
  await expectBobs(desk)
})

it('without leaving the page, where the app says so', async () => {
  await use(desk)
  const other = await openDesk(browser.context, site.url)
  await use(other)
  await request(other, '/sign-out')
  await request(other, '/sign-in?as=bob')
  await tellPages(other)
  await expectBobs(other)
  await desk.page.bringToFront()
  await expectBobs(desk)
})

it('while a call runs, whose result the second person does not see', async () => {
  await use(desk)
  await desk.choose('Count')
  await desk.fillIn({ steps: 40, delayMs: 100 })
  await desk.run()
  await desk.progress.waitFor()
  await request(desk, '/sign-out')
  await request(desk, '/sign-in?as=bob')
  await tellPages(desk)
  await expectBobs(desk)
  await waitFor(
    () => site.workshop.state().running['count_to'],
    (running) => running === 0,
  )
  expect(await contents(desk)).not.toContain('Counted')
  await expectBobs(desk)
})

it('at the next request, where the app says nothing and her login has ended', async () => {
  await use(desk)
  site.endLogins('ada')
  await desk.run()
  await desk.connections.getByText('You are not signed in to this site.').waitFor()
  await expectNothingOfAda(desk)
})

it('by the back button: the page that was kept shows nothing until it is known who is there', async () => {
  await use(desk)
  await watchReturns(desk)
  await desk.page.goto(site.url + PLAIN_PAGE)
  // Its stream is let go: the server does not talk to somebody who has left.
  await waitFor(
    () => site.streams.size,
    (open) => open === 0,
  )
  await request(desk, '/sign-out')
  await request(desk, '/sign-in?as=bob')
  await desk.page.goBack({ waitUntil: 'commit' })
  await expectBobs(desk)
  expect(await desk.page.evaluate('kept')).toBe(true)
  expect(await seenOnReturn(desk)).toEqual([])
})

it('but who comes back by the back button finds the page as it was', async () => {
  await use(desk)
  await desk.page.goto(site.url + PLAIN_PAGE)
  await desk.page.goBack({ waitUntil: 'commit' })
  await desk.waitUntilConnected(WORKSHOP)
  await expect.poll(() => desk.runner.getByRole('textbox', { name: 'query', exact: true }).inputValue()).toBe(SECRET)
})

it('in a page that only shows, when its stream is opened anew', async () => {
  await desk.page.close()
  await site.close()
  await start({ limits: { streamLife: 1_500 } })
  await use(desk)
  site.endLogins('ada')
  await desk.connections.getByText('You are not signed in to this site.').waitFor()
  await expectNothingOfAda(desk)
})
