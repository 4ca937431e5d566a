/** What others see of a process. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Replica } from '../../server/replica.ts'
import { SEAT_SECONDS } from '../../server/seats.ts'
import { MemorySessionStore } from '../../server/sessions/memory.ts'

const MINUTE = 60_000

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the seats of a replica', () => {
  it('are kept for as long as they are taken there, and free half a minute after it died', async () => {
    const store = new MemorySessionStore()
    const replica = new Replica(store)
    const leave = replica.admit('streams', 'ann', 'a page', 1)
    const limit = { seats: 1, seconds: SEAT_SECONDS }
    await store.takeSeat('ann', 'streams', 'a page', limit)
    await replica.beat()
    const isFree = () => store.takeSeat('ann', 'streams', 'another page', limit)
    for (let minute = 0; minute < 10; minute++) {
      await vi.advanceTimersByTimeAsync(MINUTE)
      expect(await isFree()).toBe(false)
    }
    // As by a death: nobody leaves in the store.
    leave()
    expect(await isFree()).toBe(false)
    await vi.advanceTimersByTimeAsync(SEAT_SECONDS * 1_000)
    expect(await isFree()).toBe(true)
    await store.close()
  })

  it('are as many as the limit says, and one that is left twice is left once', () => {
    const replica = new Replica(new MemorySessionStore())
    const leave = replica.admit('streams', 'ann', 'one', 2)
    replica.admit('streams', 'ann', 'two', 2)
    expect(() => replica.admit('streams', 'ann', 'three', 2)).toThrow(
      expect.objectContaining({ code: 'too_many_streams' }),
    )
    replica.admit('running', 'ann', 'call', 1)
    expect(() => replica.admit('running', 'ann', 'more', 1)).toThrow(expect.objectContaining({ code: 'rate_limited' }))
    leave()
    leave()
    replica.admit('streams', 'ann', 'three', 2)
    expect(() => replica.admit('streams', 'ann', 'four', 2)).toThrow()
  })
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
