/** The page that all examples show, and a person before it. */
import { expect } from 'vitest'
import type { Browser, Locator, Page } from 'playwright-core'
import { openPage } from '../e2e/browser.ts'

const TIMEOUT = 60_000

export class PageOfExample {
  readonly connections: Locator
  readonly runner: Locator
  readonly page: Page
  readonly #streams: () => number
  readonly #troubles: () => readonly string[]

  private constructor(page: Page, troubles: () => readonly string[], streams: () => number) {
    page.setDefaultTimeout(TIMEOUT)
    this.page = page
    this.#troubles = troubles
    this.#streams = streams
    this.connections = page.locator('mcp-connections')
    this.runner = page.locator('mcp-tool-runner')
  }

  static async open(browser: Browser, url: string): Promise<PageOfExample> {
    const context = await browser.newContext()
    let streams = 0
    context.on('request', (request) => {
      if (request.method() === 'GET' && request.url() === `${url}/api/mcp`) streams += 1
    })
    // Where markup from the server is not what the page would make, frameworks only warn.
    const warnings: string[] = []
    context.on('console', (message) => {
      if (message.type() === 'warning') warnings.push(`warning: ${message.text()}`)
    })
    const { page, errors } = await openPage(context, url)
    const opened = new PageOfExample(
      page,
      () => [...errors, ...warnings],
      () => streams,
    )
    // The elements are there, and have heard from the server.
    await opened.connections.locator('[part=header]').waitFor()
    await page.waitForFunction(() => !document.querySelector('mcp-connections')?.matches(':state(loading)'))
    return opened
  }

  /** How many event streams the page has asked for so far. */
  get streams(): number {
    return this.#streams()
  }

  /** Ends the page, on which nothing may have gone wrong. */
  async close(): Promise<void> {
    await this.page.context().close()
    expect(this.#troubles()).toEqual([])
  }

  /** Connects an MCP server by its address. */
  async connect(url: string): Promise<void> {
    await this.connections.getByRole('textbox').first().fill(url)
    await this.connections.getByRole('button', { name: 'Connect', exact: true }).last().click()
  }

  /** Chooses the connection. Gives its session id. */
  async select(): Promise<string> {
    const name = this.connections.locator('[part=name]')
    const id = await name.getAttribute('id')
    await name.click()
    return id!.replace('connection-', '')
  }

  says(text: string | RegExp): Promise<void> {
    return this.page.getByRole('status').filter({ hasText: text }).first().waitFor()
  }

  output(): Promise<string | null> {
    return this.page.locator('output').first().textContent()
  }

  shows(text: string): Promise<void> {
    return this.page.locator('output').first().filter({ hasText: text }).waitFor()
  }

  /** Types a name into the page's own field. */
  async onlyTool(name: string): Promise<void> {
    await this.page.getByLabel('Only this tool').fill(name)
    await this.runner.locator('[part=tool-title]').waitFor()
  }

  allServers(): Promise<void> {
    return this.page.getByRole('button', { name: 'All servers' }).click()
  }

  /** Runs the tool that counts, to 1. */
  async count(): Promise<void> {
    await this.runner.getByLabel('Steps').fill('1')
    await this.runner.locator('[part=run-button]').click()
  }

  runnerHas(property: 'sessionId' | 'tool'): Promise<string> {
    return this.runner.evaluate((element, name) => (element as never)[name], property)
  }

  /** Names of the slots that the page's own headings are shown in. */
  slots(): Promise<(string | undefined)[]> {
    return this.page
      .locator('mcp-connections h2[slot], mcp-tool-runner h2[slot]')
      .evaluateAll((headings) => headings.map((heading) => heading.assignedSlot?.name))
  }
}
