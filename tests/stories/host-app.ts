/** Pictures of the demo's page, as the README shows it. */
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { OBSERVATORY, openDesk, VAULT, WORKSHOP } from '../e2e/demo-page.ts'
import { startDemo } from '../e2e/demo-process.ts'

const SIZE = { width: 1_240, height: 900 }

/** Needs the built CDN files. */
export async function takeHostApp(browser: Browser, folder: string): Promise<void> {
  const demo = await startDemo({ PORT: 0 })
  const context = await browser.newContext({ viewport: SIZE, locale: 'en-US', colorScheme: 'light' })
  try {
    const desk = await openDesk(context, demo.url)
    await desk.connect(WORKSHOP)
    await desk.connect(OBSERVATORY)
    await desk.askToConnect(VAULT)
    await desk.row(VAULT).filter({ hasText: 'Needs sign-in' }).waitFor()
    await desk.call('Make a sales report', {}, 'South')
    await desk.page.evaluate(() => scrollTo(0, 0))
    for (const colorScheme of ['light', 'dark'] as const) {
      await desk.page.emulateMedia({ colorScheme })
      await desk.page.screenshot({ path: join(folder, `host-app-${colorScheme}.png`) })
    }
  } finally {
    await context.close()
    await demo.stop()
  }
}
