/** What people do with a handler, on two replicas that share a store. */
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { ConnectionEvent, ObservabilityEvent } from '../../shared/events.ts'
import type { ObservableServer } from '../../examples/demo/servers/host.ts'
import { waitFor } from '../servers/wait-for.ts'
import { type App, codeOf } from './harness.ts'

/** One person on a replica. */
type Person = Pick<App, 'call' | 'rpc' | 'events'>

/**
 * The person connects the workshop on the one, sees and uses it on the other, and is told there of what happens here:
 * also of what is kept nowhere, and so is heard only by pub/sub.
 */
export async function expectSharedService(one: Person, other: Person, workshop: ObservableServer): Promise<void> {
  const page = await other.events()
  await page.until(({ event }) => event === 'connected')
  const { sessionId } = await one.call('connect', { serverUrl: workshop.url })
  await page.connection('tools_discovered' satisfies ConnectionEvent['type'], { sessionId })
  expect((await other.call('getSessions', {})).sessions).toMatchObject([{ sessionId, state: 'CONNECTED' }])

  const count = (steps: number, delayMs: number) => ({ sessionId, name: 'count_to', arguments: { steps, delayMs } })
  expect(await other.call('callTool', count(1, 0))).toMatchObject({ content: [{ type: 'text' }] })
  const callId = randomUUID()
  await one.call('callTool', { ...count(3, 10), callId })
  await page.until(({ event, data }) => {
    const { type, ...about } = data as ObservabilityEvent
    return event === 'observability' && type === 'call_finished' && 'callId' in about && about.callId === callId
  })

  const stopped = randomUUID()
  const running = one.rpc('callTool', { ...count(100, 200), callId: stopped })
  await waitFor(
    () => workshop.state().running.count_to ?? 0,
    (calls) => calls > 0,
  )
  expect(await other.call('cancelCall', { callId: stopped })).toEqual({ cancelled: true })
  expect(await codeOf(running)).toBe('call_interrupted')

  await one.call('disconnect', { sessionId })
  await page.connection('disconnected' satisfies ConnectionEvent['type'], { sessionId })
  expect((await other.call('getSessions', {})).sessions).toEqual([])
  await page.close()
}
