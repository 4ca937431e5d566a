/** An example's page in a browser, as a person uses it. */
import type { BrowserContext } from 'playwright-core'
import { openPage } from '../e2e/browser.ts'
import { DemoPage } from '../e2e/demo-page.ts'

export type Desk = DemoPage & {
  /** What went wrong in the page. */
  readonly errors: readonly string[]
}

/** Signs in to the app, and opens its page. */
export async function openDesk(context: BrowserContext, site: string): Promise<Desk> {
  const { page: door } = await openPage(context, site)
  const button = door.getByRole('button', { name: /^Sign in/ })
  await button.waitFor()
  const name = door.getByRole('textbox', { name: 'Your name' })
  if (await name.isVisible()) await name.fill('Ada')
  const loaded = door.waitForNavigation({ waitUntil: 'load' })
  await button.click()
  await loaded
  await door.close()
  // A page of its own: the other one may have asked before, and was told that nobody is signed in.
  const { page, errors } = await openPage(context, site)
  return Object.assign(new DemoPage(page), { errors })
}

/** Types the address of an MCP server, and presses Connect. */
export async function connectAddress({ connections }: Desk, url: string): Promise<void> {
  const address = connections.getByRole('textbox', { name: /address/ })
  const add = connections.getByRole('button', { name: 'Add', exact: true })
  await address.or(add).first().waitFor()
  if (!(await address.isVisible())) await add.click()
  await address.fill(url)
  await connections.getByRole('button', { name: 'Connect', exact: true }).click()
}

/** The row of a connection that has been made by its address. */
export const rowOf = ({ connections }: Desk, url: string) =>
  connections.getByRole('listitem').filter({ hasText: new URL(url).host })
