import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ServerContext } from '../../server/context.ts'
import { Announcer } from '../../server/mcp/announcer.ts'
import type { ObservabilityEvent } from '../../shared/events.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A call, and what other tabs are told of it. */
function telling() {
  const told: ObservabilityEvent[] = []
  const context = { store: { announce: async (_user: string, event: ObservabilityEvent) => void told.push(event) } }
  const call = { sessionId: 's', callId: 'c', name: 'count' }
  return { told, announcer: new Announcer(context as unknown as ServerContext, 'ada', call) }
}

const stepsOf = (told: readonly ObservabilityEvent[]) =>
  told.flatMap((event) => (event.type === 'call_progress' ? [event.progress] : []))

it('a call that says steadily how far it is, is told of while it runs, thinned out', async () => {
  const { told, announcer } = telling()
  for (let progress = 1; progress <= 40; progress++) {
    announcer.progress({ callId: 'c', progress })
    await vi.advanceTimersByTimeAsync(50)
  }
  const steps = stepsOf(told)
  expect(steps.length).toBeGreaterThan(5)
  expect(steps.length).toBeLessThan(20)
  expect(steps).toEqual(steps.toSorted((a, b) => a - b))
  await announcer.finish({ duration: 2_000, outcome: 'result' })
  expect(stepsOf(told).at(-1), 'the last word is told in any case').toBe(40)
})

it('of several words that come together only the last one is told', async () => {
  const { told, announcer } = telling()
  announcer.progress({ callId: 'c', progress: 1 })
  await vi.advanceTimersByTimeAsync(0)
  for (const progress of [2, 3, 4]) announcer.progress({ callId: 'c', progress })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(stepsOf(told)).toEqual([1, 4])
  await announcer.finish({ duration: 1_000, outcome: 'result' })
})
