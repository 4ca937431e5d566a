/** The demo's page in the words of the person who uses it. Everything is found by its role and name. */
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { openPage } from './browser.ts'

export const WORKSHOP = 'Pottery workshop'
export const OBSERVATORY = 'Hilltop observatory'
export const EVERYTHING = 'Everything'
export const VAULT = 'Museum vault'

export type Desk = DemoPage & { readonly errors: readonly string[] }

/** Opens the demo's page in a tab. */
export async function openDesk(context: BrowserContext, url: string): Promise<Desk> {
  const { page, errors } = await openPage(context, url)
  return Object.assign(new DemoPage(page), { errors })
}

export class DemoPage {
  readonly page: Page
  readonly connections: Locator
  readonly runner: Locator
  /** The labelled part of the runner that holds what the tool returned. */
  readonly result: Locator
  readonly progress: Locator

  constructor(page: Page) {
    this.page = page
    this.connections = page.getByRole('region', { name: 'Connections' })
    this.runner = page.getByRole('region', { name: 'Run a tool' })
    this.result = this.runner.getByRole('region', { name: 'Result' })
    this.progress = this.runner.getByRole('progressbar', { name: 'Progress' })
  }

  /** What a server asks and nobody has answered yet. */
  question(server: string): Locator {
    return this.runner.getByRole('group', { name: `${server} asks` })
  }

  /** Fills in text fields of a server's question by their labels, and sends the answer. */
  async answer(server: string, message: string, values: Readonly<Record<string, string>>): Promise<void> {
    const question = this.question(server).filter({ hasText: message })
    for (const [label, value] of Object.entries(values)) await question.getByLabel(label, { exact: true }).fill(value)
    await question.getByRole('button', { name: 'Send' }).click()
  }

  /** The row of a connection. */
  row(server: string): Locator {
    return this.connections
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('button', { name: server, exact: true }) })
  }

  async connect(server: string): Promise<void> {
    await this.askToConnect(server)
    await this.waitUntilConnected(server)
  }

  /** Presses Connect in the catalogue. */
  async askToConnect(server: string): Promise<void> {
    const button = this.connections.getByRole('button', { name: `Connect ${server}` })
    const add = this.connections.getByRole('button', { name: 'Add', exact: true })
    await button.or(add).first().waitFor()
    if (!(await button.isVisible())) await add.click()
    await button.click()
  }

  /** Goes where "Sign in" leads, and is there whoever is named. */
  async signIn(server: string, user: string): Promise<void> {
    const [login] = await Promise.all([
      this.page.context().waitForEvent('page'),
      this.row(server).getByRole('link', { name: 'Sign in' }).click(),
    ])
    await login.getByRole('textbox').fill(user)
    await login.getByRole('button', { name: 'Sign in' }).click()
    await login.getByRole('button', { name: 'Allow' }).click()
    await login
      .getByText('You are signed in')
      .waitFor()
      .catch(() => {})
    if (!login.isClosed()) await login.close()
  }

  async waitUntilConnected(server: string): Promise<void> {
    await this.row(server)
      .filter({ hasText: /Connected[^]*\d+ tools/ })
      .waitFor()
  }

  async disconnect(server: string): Promise<void> {
    await this.connections.getByRole('button', { name: `More for ${server}` }).click()
    await this.connections.getByRole('menuitem', { name: 'Disconnect' }).click()
    await this.connections.getByRole('button', { name: `Disconnect ${server} now` }).click()
    await this.row(server).waitFor({ state: 'detached' })
  }

  async choose(tool: string): Promise<void> {
    await this.runner.getByRole('option', { name: tool }).click()
    await this.runner.getByRole('button', { name: 'Run', exact: true }).waitFor()
  }

  /** Fills in text fields of the form by their labels. */
  async fillIn(values: Readonly<Record<string, string | number>>): Promise<void> {
    for (const [label, value] of Object.entries(values)) {
      await this.runner.getByRole('textbox', { name: label, exact: true }).fill(String(value))
    }
  }

  async run(): Promise<void> {
    await this.runner.getByRole('button', { name: 'Run', exact: true }).click()
  }

  /** Chooses a tool, fills in its form, runs it, and waits until the text is in the result. */
  async call(
    tool: string,
    values: Readonly<Record<string, string | number>>,
    expected: string | RegExp,
  ): Promise<void> {
    await this.choose(tool)
    await this.fillIn(values)
    await this.run()
    await this.result.getByText(expected).first().waitFor()
  }
}
