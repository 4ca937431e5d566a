/** The page in a browser. */
import { expect, it } from 'vitest'
import { launch } from '../../e2e/browser.ts'
import { waitFor } from '../../servers/wait-for.ts'
import type { Stage } from '../describe-runtime.ts'
import { connectAddress, openDesk, rowOf } from '../desk.ts'

export function describePage(stage: () => Stage): void {
  it('shows both elements in a browser, by which a person runs a tool', async () => {
    const { running, workshop } = stage()
    const browser = await launch()
    try {
      const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } })
      const desk = await openDesk(context, running.url)
      await connectAddress(desk, workshop.url)
      const row = rowOf(desk, workshop.url)
      await row.filter({ hasText: /Connected[^]*\d+ tools/ }).waitFor()
      await desk.call('Count', { steps: 3, delayMs: 50 }, 'Counted to 3.')
      expect(desk.errors).toEqual([])
    } finally {
      await browser.close()
    }
    // Nothing of it is left at the MCP server.
    await waitFor(
      () => workshop.state().running['count_to'] ?? 0,
      (count) => count === 0,
    )
  })
}
