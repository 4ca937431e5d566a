/** What others see of a process. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Replica } from '../../server/replica.ts'
import { MemorySessionStore } from '../../server/sessions/memory.ts'

const MINUTE = 60_000

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a replica shows that it is alive', () => {
  it.each([
    [
      'a call runs there',
      (replica: Replica) => {
        replica.startCall('ann', 'c')
        return () => replica.endCall('ann', 'c')
      },
    ],
    ['a question waits there', (replica: Replica) => replica.onAnswer('ann', 'c.1', () => {})],
  ])('for as long as %s, and not for ever after', async (_what, begin) => {
    const store = new MemorySessionStore()
    const [one, other] = [new Replica(store), new Replica(store)]
    await one.beat()
    const end = begin(one)
    await vi.advanceTimersByTimeAsync(9 * MINUTE)
    expect(await other.isAlive(one.id)).toBe(true)
    end()
    await vi.advanceTimersByTimeAsync(2 * MINUTE)
    expect(await other.isAlive(one.id)).toBe(false)
    await store.close()
  })
})
