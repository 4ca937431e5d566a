/** A person before a page of the built app, and what goes wrong there. */
import { randomUUID } from 'node:crypto'
import type { Browser, BrowserContext } from 'playwright-core'
import { openPage } from '../e2e/browser.ts'
import { DemoPage, WORKSHOP } from '../e2e/demo-page.ts'
import type { PagePath, Site } from './site.ts'

/** A busy machine may miss the deadline of the validator's answer. */
const TRIES = 20
/** What only the validator looks at is the pattern. */
const SCHEMA = { type: 'object', required: ['code'], properties: { code: { type: 'string', pattern: '^[a-z]+$' } } }

type Form = HTMLElement & { schema: unknown; requestSubmit(): void }

export class Visit {
  /** Addresses of all scripts that were loaded. */
  readonly scripts: string[] = []
  /** Addresses of all workers that were started. */
  readonly workers: string[] = []
  /** Warnings and errors of the console, requests that failed, exceptions: nothing of these is right. */
  readonly wrong: string[] = []
  readonly #context: BrowserContext

  private constructor(context: BrowserContext) {
    this.#context = context
    context.on('page', (page) => page.on('worker', (worker) => this.workers.push(worker.url())))
    context.on('console', (message) => {
      if (['warning', 'error'].includes(message.type())) this.wrong.push(`console: ${message.text()}`)
    })
    context.on('weberror', (error) => this.wrong.push(`uncaught: ${error.error().message}`))
    context.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText
      // What the page itself has ended did not fail.
      if (reason !== 'net::ERR_ABORTED') this.wrong.push(`failed: ${request.url()} ${reason}`)
    })
    context.on('response', (response) => {
      if (response.status() >= 400) this.wrong.push(`${response.status()}: ${response.url()}`)
      if (response.request().resourceType() === 'script') this.scripts.push(response.url())
    })
  }

  /** Opens a page as a new person. */
  static async begin(browser: Browser, site: Site, path: PagePath): Promise<Visit & { readonly desk: DemoPage }> {
    const context = await browser.newContext({ viewport: { width: 1_280, height: 900 }, locale: 'en-US' })
    await context.addCookies([{ name: 'user', value: randomUUID(), url: site.url }])
    const visit = new Visit(context)
    const { page } = await openPage(context, site.url + path)
    return Object.assign(visit, { desk: new DemoPage(page) })
  }

  close(): Promise<void> {
    return this.#context.close()
  }
}

/** Connects a server, runs a tool by its form, and reads the result. */
export async function useTool(desk: DemoPage): Promise<void> {
  await desk.connect(WORKSHOP)
  await desk.call('Write a greeting', { name: 'Ada' }, 'Hello, Ada!')
}

/** Leaves the German form empty; whether it then says so in German. */
export async function speaksGerman({ page }: DemoPage): Promise<void> {
  const form = page.locator('mcp-schema-form[lang=de]')
  await form.evaluate((element, schema) => ((element as Form).schema = schema), SCHEMA)
  await form.getByRole('textbox').focus()
  await form.evaluate((element) => (element as Form).requestSubmit())
  await form.getByText('Bitte ausfüllen.').first().waitFor()
}

/** Fills in what only the validator refuses. True where it was refused, false where the form was sent. */
export async function findsMistake({ page }: DemoPage, tries = TRIES): Promise<boolean> {
  const form = page.locator('mcp-schema-form[lang=de]')
  const complaint = form.getByText('Hat nicht die Form').first()
  await form.getByRole('textbox').fill('123')
  for (let tried = 0; tried < tries; tried += 1) {
    const sent = form.evaluate(
      (element) =>
        new Promise((resolve) => {
          element.addEventListener('mcp-submit', resolve, { once: true })
          ;(element as Form).requestSubmit()
        }),
    )
    const isRefused = await Promise.race([sent.then(() => false), complaint.waitFor().then(() => true)])
    if (isRefused) return true
  }
  return false
}
