/** SIGTERM. */
import { expect, it } from 'vitest'
import { waitFor } from '../../servers/wait-for.ts'
import type { Stage } from '../describe-runtime.ts'

const PATIENCE = 30_000

export function describeShutdown(stage: () => Stage): void {
  it('is told to stop: its streams end at once, its calls may end, then the process does', async () => {
    const { running, workshop } = stage()
    const ada = await stage().login()
    const sessionId = await ada.connect(workshop.url)
    const page = await ada.listen()
    const call = await ada.stream('callTool', {
      sessionId,
      name: 'count_to',
      arguments: { steps: 20, delayMs: 250 },
    })
    await call.until(({ event }) => event === 'progress')
    const ended = running.terminate()
    await waitFor(() => page.ended, Boolean, PATIENCE)
    expect(call.events.map(({ event }) => event)).not.toContain('rpc-response')
    expect(await call.answer()).toMatchObject({ result: { content: [{ text: 'Counted to 20.' }] } })
    // Next.js ends its process with 128 + SIGTERM.
    expect([0, 143], running.output()).toContain(await ended)
  })
}
