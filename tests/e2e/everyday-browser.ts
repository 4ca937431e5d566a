/**
 * A Chromium as a person has it: its tabs hide one another, go to sleep, and are kept for the back button. Playwright's own
 * way to start one shows every tab at once, so it is started here and joined.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { BrowserContext, Page } from 'playwright-core'
import { CHROMIUM, CHROMIUM_ARGUMENTS, findProgram } from '../setup/programs.ts'

const START_TIMEOUT = 30_000

export interface EverydayBrowser {
  /** The person's profile: what they are signed in to, in all tabs. */
  readonly context: BrowserContext
  close(): Promise<void>
}

export async function startEverydayBrowser(): Promise<EverydayBrowser> {
  const program = findProgram(CHROMIUM)
  if (program === undefined) throw new Error(`Chromium is not installed; name it in ${CHROMIUM.variable}.`)
  const profile = await mkdtemp(join(tmpdir(), 'mcp-plug-profile-'))
  const child = spawn(
    program,
    [
      '--headless',
      ...CHROMIUM_ARGUMENTS,
      '--lang=en-US',
      '--window-size=1280,900',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const reap = (): boolean => child.kill('SIGKILL')
  process.once('exit', reap)
  const exited = once(child, 'exit').then(() => void process.off('exit', reap))
  const end = async () => {
    reap()
    await exited
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
  try {
    const browser = await chromium.connectOverCDP(await addressOf(child.stderr!, exited), { noDefaults: true })
    const close = async () => {
      await browser.close().catch(() => {})
      await end()
    }
    return { context: browser.contexts()[0]!, close }
  } catch (error) {
    await end()
    throw error
  }
}

function addressOf(output: NodeJS.ReadableStream, exited: Promise<void>): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const fail = () => reject(new Error(`Chromium did not start: ${text}`))
    const timer = setTimeout(fail, START_TIMEOUT)
    void exited.then(fail)
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const [, address] = /^DevTools listening on (\S+)$/m.exec(text) ?? []
      if (address === undefined) return
      clearTimeout(timer)
      resolve(address)
    })
  })
}

/** Puts a tab to sleep, as browsers do with one that was not looked at for long. It must not be in front. */
export const sleep = (page: Page): Promise<void> => setState(page, 'frozen')

export const wake = (page: Page): Promise<void> => setState(page, 'active')

async function setState(page: Page, state: 'frozen' | 'active'): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Page.setWebLifecycleState', { state })
  await session.detach()
}
