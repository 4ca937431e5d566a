import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { SessionStore } from '../../../server/sessions/store.ts'
import { eventually, times, user, type Open } from './fixtures.ts'

/** What lasts a while: sign-in states, locks, uses, seats. */
export function leasesContract(open: Open): void {
  describe('state', () => {
    it('is claimed once, by one of 50', async () => {
      const store = await open()
      const state = randomUUID()
      await store.putState(state, { verifier: 'v', list: [] }, 60)
      const claims = await times(50, () => store.claimState(state))
      expect(claims.filter((claim) => claim !== null)).toEqual([{ verifier: 'v', list: [] }])
      expect(await store.claimState(state)).toBeNull()
      expect(await store.claimState('never put')).toBeNull()
    })

    it('ends by its time', async () => {
      const store = await open()
      const state = randomUUID()
      // Claiming would end it, so each round asks for one that was put with the others.
      await times(100, (n) => store.putState(`${state} ${n}`, n, 0.2))
      let round = 0
      await eventually(async () => expect(await store.claimState(`${state} ${round++}`)).toBeNull())
      expect(round).toBeLessThan(100)
    })
  })

  describe('locks', () => {
    it('are held by one of 50', async () => {
      const store = await open()
      const userId = user()
      const locks = await times(50, () => store.lock(userId, 'refresh', 5_000))
      expect(locks.filter((lock) => lock !== null)).toHaveLength(1)
      expect(await store.lock(userId, 'other', 5_000)).not.toBeNull()
      expect(await store.lock(user(), 'refresh', 5_000)).not.toBeNull()
    })

    it('are free after their release', async () => {
      const store = await open()
      const userId = user()
      const first = await store.lock(userId, 'refresh', 5_000)
      await first?.release()
      expect(await store.lock(userId, 'refresh', 5_000)).not.toBeNull()
    })

    it('end by themselves, and are then not released by who held them before', async () => {
      const store = await open()
      const userId = user()
      const late = await store.lock(userId, 'refresh', 100)
      let next: Awaited<ReturnType<SessionStore['lock']>> = null
      await eventually(async () => {
        next = await store.lock(userId, 'refresh', 60_000)
        expect(next).not.toBeNull()
      })
      await late?.release()
      expect(await store.lock(userId, 'refresh', 60_000)).toBeNull()
      await next!.release()
      expect(await store.lock(userId, 'refresh', 60_000)).not.toBeNull()
    })

    it('are renewed by who holds them, and tell who that is', async () => {
      const store = await open()
      const userId = user()
      expect(await store.lockOwner(userId, 'listen')).toBeNull()
      const lock = await store.lock(userId, 'listen', 100, 'replica-1')
      expect(await store.lockOwner(userId, 'listen')).toBe('replica-1')
      expect(await lock!.renew(60_000)).toBe(true)
      const short = await store.lock(userId, 'short', 100)
      expect(await store.lockOwner(userId, 'short')).toBe('')
      await eventually(async () => expect(await store.lockOwner(userId, 'short')).toBeNull())
      expect(await short!.renew(60_000), 'too late').toBe(false)
      expect(await store.lock(userId, 'listen', 60_000), 'the renewed one is still held').toBeNull()
      await lock!.release()
      expect(await lock!.renew(60_000)).toBe(false)
      expect(await store.lockOwner(userId, 'listen')).toBeNull()
    })
  })

  describe('uses', () => {
    it('are counted to the limit, for each user and name', async () => {
      const store = await open()
      const [userId, other] = [user(), user()]
      const waits = await times(5, () => store.consume(userId, 'calls', 3, 60))
      expect(waits.filter((wait) => wait === 0)).toHaveLength(3)
      for (const wait of waits.filter((one) => one > 0)) expect(wait).toBeLessThanOrEqual(60)
      expect(await store.consume(userId, 'other', 3, 60)).toBe(0)
      expect(await store.consume(other, 'calls', 3, 60)).toBe(0)
    })

    it('are free again when the window is over', async () => {
      const store = await open()
      const userId = user()
      expect(await store.consume(userId, 'calls', 1, 1)).toBe(0)
      expect(await store.consume(userId, 'calls', 1, 1)).toBe(1)
      await eventually(async () => expect(await store.consume(userId, 'calls', 1, 1)).toBe(0))
    })
  })

  describe('seats', () => {
    const limit = { seats: 3, seconds: 60 }

    it('are taken by as many as there are, of each user and kind', async () => {
      const store = await open()
      const [userId, other] = [user(), user()]
      const taken = await times(10, (n) => store.takeSeat(userId, 'streams', `s${n}`, limit))
      expect(taken.filter(Boolean)).toHaveLength(3)
      expect(await store.takeSeat(userId, 'streams', `s${taken.indexOf(true)}`, limit), 'has one already').toBe(true)
      expect(await store.takeSeat(userId, 'streams', 'more', { ...limit, seats: 4 })).toBe(true)
      expect(await store.takeSeat(userId, 'running', 's', limit)).toBe(true)
      expect(await store.takeSeat(other, 'streams', 's', limit)).toBe(true)
    })

    it('are free when they are left', async () => {
      const store = await open()
      const userId = user()
      await times(3, (n) => store.takeSeat(userId, 'streams', `s${n}`, limit))
      await store.leaveSeat(userId, 'streams', 's1')
      await store.leaveSeat(userId, 'streams', 'none')
      expect(await store.takeSeat(userId, 'streams', 's3', limit)).toBe(true)
      expect(await store.takeSeat(userId, 'streams', 's4', limit)).toBe(false)
    })

    it('end by themselves, but for those that are kept, and are back when they are kept', async () => {
      const store = await open()
      const userId = user()
      const brief = { seats: 3, seconds: 0.2 }
      await times(3, (n) => store.takeSeat(userId, 'streams', `s${n}`, brief))
      await store.keepSeats(userId, 'streams', ['s0'], 60)
      await store.keepSeats(userId, 'streams', [], 60)
      await eventually(async () => expect(await store.takeSeat(userId, 'streams', 'next', limit)).toBe(true))
      expect(await store.takeSeat(userId, 'streams', 'last', limit)).toBe(true)
      expect(await store.takeSeat(userId, 'streams', 'none', limit)).toBe(false)
      await store.leaveSeat(userId, 'streams', 'last')
      await store.keepSeats(userId, 'streams', ['s1'], 60)
      expect(await store.takeSeat(userId, 'streams', 'none', limit)).toBe(false)
    })
  })
}
