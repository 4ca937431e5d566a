import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { SessionStore } from '../../../server/sessions/store.ts'
import { call, eventually, times, user, type Open } from './fixtures.ts'

/** What lasts a while: sign-in states, locks, calls. */
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
  })

  describe('calls', () => {
    it('are registered once of 50', async () => {
      const store = await open()
      const userId = user()
      const made = await times(50, (n) => store.createCall(userId, call('c1', { replica: `r${n}` }), 60))
      expect(made.filter(Boolean)).toHaveLength(1)
      expect((await store.getCall(userId, 'c1'))?.replica).toBe(`r${made.indexOf(true)}`)
    })

    it('are given back as they were put, and changed', async () => {
      const store = await open()
      const userId = user()
      await store.createCall(userId, call('c1'), 60)
      expect(await store.getCall(userId, 'c1')).toEqual(call('c1'))
      const finished = {
        state: 'finished' as const,
        result: { content: [{ type: 'text' as const, text: 'ü' }], structuredContent: { list: [] } },
      }
      expect(await store.updateCall(userId, 'c1', finished, 60)).toBe(true)
      expect(await store.getCall(userId, 'c1')).toEqual({ ...call('c1'), ...finished })
      const error = { code: 'upstream_timeout' as const, message: 'Too late.', retryable: true }
      await store.createCall(userId, call('c2', { error }), 60)
      expect(await store.getCall(userId, 'c2')).toEqual(call('c2', { error }))
    })

    it('are gone when they are deleted, and not brought back by a change', async () => {
      const store = await open()
      const userId = user()
      await store.createCall(userId, call('c1'), 60)
      await store.deleteCall(userId, 'c1')
      expect(await store.getCall(userId, 'c1')).toBeNull()
      expect(await store.updateCall(userId, 'c1', { state: 'finished' }, 60)).toBe(false)
      expect(await store.getCall(userId, 'c1')).toBeNull()
      expect(await store.createCall(userId, call('c1'), 60)).toBe(true)
    })

    it('end by their time, which a change sets anew', async () => {
      const store = await open()
      const userId = user()
      await store.createCall(userId, call('short'), 0.2)
      await store.createCall(userId, call('long'), 0.2)
      await store.updateCall(userId, 'long', { state: 'finished' }, 60)
      await eventually(async () => expect(await store.getCall(userId, 'short')).toBeNull())
      expect((await store.getCall(userId, 'long'))?.state).toBe('finished')
    })
  })
}
