/** A real Chromium, and pages that note every error. */
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { CHROMIUM, CHROMIUM_ARGUMENTS, findProgram } from '../setup/programs.ts'

const ACTION_TIMEOUT = 15_000

export function launch(): Promise<Browser> {
  const executablePath = findProgram(CHROMIUM)
  if (executablePath === undefined) throw new Error(`Chromium is not installed; name it in ${CHROMIUM.variable}.`)
  return chromium.launch({
    executablePath,
    args: [...CHROMIUM_ARGUMENTS],
  })
}

export interface WatchedPage {
  readonly page: Page
  /** Console errors, uncaught exceptions and violations of the content security policy, in the order they came. */
  readonly errors: string[]
}

export async function openPage(context: BrowserContext, url: string): Promise<WatchedPage> {
  const page = await context.newPage()
  page.setDefaultTimeout(ACTION_TIMEOUT)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`console: ${message.text()}`)
  })
  await page.exposeFunction('noteViolation', (violation: string) =>
    errors.push(`content security policy: ${violation}`),
  )
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      const note = (globalThis as unknown as { noteViolation(text: string): void }).noteViolation
      note(`${violatedDirective} ${blockedURI}`)
    })
  })
  await page.goto(url)
  return { page, errors }
}
