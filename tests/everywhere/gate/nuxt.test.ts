import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { start as startVault } from '../../../examples/demo/servers/vault.ts'
import type { Vault } from '../../../examples/demo/servers/vault.ts'
import { launch } from '../../e2e/browser.ts'
import { waitFor } from '../../servers/wait-for.ts'
import { describeRuntime } from '../describe-runtime.ts'
import { connectAddress, openDesk, rowOf } from '../desk.ts'
import { startExample } from '../running-app.ts'
import { Visitor } from '../visitor.ts'

describeRuntime('Nuxt', { example: 'nuxt' }, (stage) => {
  it('passes its own type check', { timeout: 300_000 }, () => stage().app.run(['npm', 'run', 'typecheck']))

  it('serves an app that is not at the root of its site', async () => {
    const { app, workshop } = stage()
    const apart = await startExample(app, () => ({ NUXT_APP_BASE_URL: '/planner/' }))
    try {
      const grace = await Visitor.login(`${apart.url}/planner`)
      await grace.connect(workshop.url)
      expect((await grace.call('getSessions', {})).sessions).toHaveLength(1)
    } finally {
      await apart.stop()
    }
  })

  describe('in a browser', () => {
    let vault: Vault
    let browser: Browser
    let context: BrowserContext

    beforeAll(async () => {
      vault = await startVault()
      browser = await launch()
    })

    afterAll(async () => {
      await browser?.close()
      await vault?.close()
    })

    beforeEach(async () => {
      context = await browser.newContext({ viewport: { width: 1_280, height: 900 } })
    })

    afterEach(() => context.close())

    /** The vault's pages, as a person goes through them; the end is a window that is gone, or says that it is done. */
    async function signIn(popup: Page): Promise<void> {
      await popup.getByRole('button', { name: 'alice' }).click()
      await popup.getByText('wants to use the vault as alice').waitFor()
      const closed = popup.waitForEvent('close')
      await popup.getByRole('button', { name: 'Allow' }).click()
      await Promise.race([closed, popup.getByText('You are signed in. You can close this window.').waitFor()])
      if (!popup.isClosed()) await popup.close()
    }

    it('signs in to a server in a window of its own, and runs a tool of it', async () => {
      const desk = await openDesk(context, stage().running.url)
      await connectAddress(desk, vault.url)
      const row = rowOf(desk, vault.url)
      await row.getByText('Needs sign-in').waitFor()
      const [popup] = await Promise.all([
        context.waitForEvent('page'),
        row.getByRole('link', { name: /^Sign in to / }).click(),
      ])
      await signIn(popup)

      // By the event stream: nobody reloads the page. And Vue hears the element's event.
      await row.filter({ hasText: /Connected[^]*3 tools/ }).waitFor()
      await desk.page.getByRole('status').filter({ hasText: 'is connected.' }).waitFor()
      await desk.call('Who am I', {}, 'alice')
      expect(vault.state().requests['tools/call']).toBe(1)
      expect(desk.errors).toEqual([])
    })

    it('cancels a call so that the server stops', async () => {
      const { workshop } = stage()
      const running = (): number => workshop.state().running['count_to'] ?? 0
      const cancelled = (): number => workshop.state().cancelled['count_to'] ?? 0
      const desk = await openDesk(context, stage().running.url)
      await connectAddress(desk, workshop.url)
      await rowOf(desk, workshop.url)
        .filter({ hasText: /Connected[^]*\d+ tools/ })
        .waitFor()
      await desk.choose('Count')
      await desk.fillIn({ steps: 5_000, delayMs: 50 })
      const before = cancelled()
      await desk.run()
      await desk.progress.waitFor()
      await waitFor(running, (count) => count === 1)
      await desk.runner.getByRole('button', { name: 'Cancel' }).click()
      await desk.result.getByText('Cancelled.').waitFor()
      await waitFor(running, (count) => count === 0)
      expect(cancelled()).toBe(before + 1)
      expect(desk.errors).toEqual([])
    })
  })
})
