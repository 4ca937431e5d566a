import { describe, expect, it } from 'vitest'
import type { InputRound } from '../../../server/sessions/store.ts'
import { call, eventually, openWithTool, times, tool, type Open } from './fixtures.ts'

const ROUND: InputRound = {
  name: 'echo',
  arguments: { list: [], n: 1 },
  keys: { 'c1.a': 'a' },
  requestState: 'ü',
  count: 1,
}

/** Calls in flight or just ended. */
export function callsContract(open: Open): void {
  describe('calls', () => {
    it('are let in once of 50, with the session and the tool', async () => {
      const { store, userId } = await openWithTool(open)
      const all = await times(50, (n) => store.admitCall(userId, call('c1', { replica: `r${n}` }), 60))
      expect(all.filter(({ created }) => created)).toHaveLength(1)
      expect((await store.getCall(userId, 'c1'))?.replica).toBe(`r${all.findIndex(({ created }) => created)}`)
      for (const { session, tool: found } of all) {
        expect(session).toMatchObject({ userId, secrets: { headers: { Authorization: 'Bearer one' } } })
        expect(found).toEqual(tool('echo'))
      }
    })

    it('of prompts and resources need no tool', async () => {
      const { store, userId } = await openWithTool(open)
      const prompt = call('c1', { method: 'prompts/get', name: 'echo' })
      expect(await store.admitCall(userId, prompt, 60)).toMatchObject({ tool: null, created: true })
      expect(await store.getCall(userId, 'c1')).toEqual(prompt)
    })

    it('are not let in without their session or tool', async () => {
      const { store, userId } = await openWithTool(open)
      expect(await store.admitCall(userId, call('c1', { sessionId: 'none' }), 60)).toEqual({
        session: null,
        tool: null,
        created: false,
      })
      expect(await store.admitCall(userId, call('c1', { name: 'none' }), 60)).toMatchObject({
        session: { sessionId: 's' },
        tool: null,
        created: false,
      })
      expect(await store.getCall(userId, 'c1')).toBeNull()
    })

    it('take a seat until they end, and are not let in where there is none', async () => {
      const { store, userId } = await openWithTool(open)
      const limit = { seats: 3, seconds: 60 }
      const admit = (callId: string) => store.admitCall(userId, call(callId), 60, limit)
      const all = await times(10, (n) => admit(`c${n}`))
      expect(all.filter(({ created }) => created)).toHaveLength(3)
      for (const { created, crowded } of all) expect(crowded === true).toBe(!created)
      const inside = all.flatMap(({ created }, n) => (created ? [`c${n}`] : []))
      const outside = all.findIndex(({ created }) => !created)
      expect(await store.getCall(userId, `c${outside}`)).toBeNull()
      expect((await admit(inside[0]!)).crowded, 'its id is taken, which is no matter of seats').toBeUndefined()
      expect(await store.takeSeat(userId, 'running', 'other', limit)).toBe(false)
      await store.endCall(userId, inside[0]!, { change: { state: 'finished' }, ttlSeconds: 60 })
      expect((await admit('after an end')).created).toBe(true)
      await store.deleteCall(userId, inside[1]!)
      expect((await admit('after a removal')).created).toBe(true)
      expect((await admit('one more')).crowded).toBe(true)
      expect((await store.admitCall(userId, call('not counted'), 60)).created).toBe(true)
    })

    it('renew the life of their session', async () => {
      const { store, userId } = await openWithTool(open)
      const endOf = async () => (await store.list(userId))[0]!.expiresAt
      const before = await endOf()
      let calls = 0
      await eventually(async () => {
        await store.admitCall(userId, call(`c${calls++}`), 60)
        expect(await endOf()).toBeGreaterThan(before)
      })
    })

    it('are given back as they were put, and changed', async () => {
      const { store, userId } = await openWithTool(open)
      await store.admitCall(userId, call('c1'), 60)
      expect(await store.getCall(userId, 'c1')).toEqual(call('c1'))
      expect(await store.updateCall(userId, 'c1', { state: 'waiting', round: ROUND }, 60)).toBe(true)
      expect(await store.getCall(userId, 'c1')).toEqual(call('c1', { state: 'waiting', round: ROUND }))
    })

    it('that wait are gone on with by one of 50, and by none when they do not wait', async () => {
      const { store, userId } = await openWithTool(open)
      await store.admitCall(userId, call('c1'), 60)
      expect(await store.claimCall(userId, 'c1', 'r1', 'r2'), 'it runs').toBe(false)
      await store.updateCall(userId, 'c1', { state: 'waiting', round: ROUND }, 60)
      expect(await store.claimCall(userId, 'c1', 'other', 'r2'), 'it is another’s').toBe(false)
      const claims = await times(50, (n) => store.claimCall(userId, 'c1', 'r1', `taker${n}`))
      expect(claims.filter(Boolean)).toHaveLength(1)
      expect(await store.getCall(userId, 'c1')).toEqual(call('c1', { replica: `taker${claims.indexOf(true)}` }))
      expect(await store.claimCall(userId, 'none', 'r1', 'r2')).toBe(false)
    })

    it('end, with their result or their error', async () => {
      const { store, userId } = await openWithTool(open)
      const result = { content: [{ type: 'text' as const, text: 'ü' }], structuredContent: { list: [] } }
      const error = { code: 'upstream_timeout' as const, message: 'Too late.', retryable: true }
      for (const callId of ['c1', 'c2']) {
        await store.admitCall(userId, call(callId), 60)
        await store.updateCall(userId, callId, { state: 'waiting', round: ROUND }, 60)
      }
      await store.endCall(userId, 'c1', { change: { state: 'finished', result }, ttlSeconds: 60 })
      await store.endCall(userId, 'c2', { change: { state: 'finished', error }, ttlSeconds: 60 })
      expect(await store.getCall(userId, 'c1')).toEqual(call('c1', { state: 'finished', result }))
      expect(await store.getCall(userId, 'c2')).toEqual(call('c2', { state: 'finished', error }))
      expect((await store.admitCall(userId, call('c1'), 60)).created, 'the id is taken').toBe(false)
      await store.endCall(userId, 'none', { change: { state: 'finished' }, ttlSeconds: 60 })
      expect(await store.getCall(userId, 'none')).toBeNull()
    })

    it('that end approve their tool, if it is still the same', async () => {
      const { store, userId } = await openWithTool(open)
      const end = (hash: string) =>
        store.endCall(userId, 'c1', {
          change: { state: 'finished' },
          ttlSeconds: 60,
          approve: { sessionId: 's', name: 'echo', hash },
        })
      await end('of another')
      expect(await store.getTool(userId, 's', 'echo')).toEqual(tool('echo'))
      await end(tool('echo').hash)
      expect(await store.getTool(userId, 's', 'echo')).toEqual({ ...tool('echo'), approved: tool('echo') })
      await store.putTools(userId, 's', [tool('echo', 'changed')])
      expect(await store.getTool(userId, 's', 'echo')).toEqual({ ...tool('echo', 'changed'), approved: tool('echo') })
    })

    it('are gone when they are deleted, and not brought back by a change', async () => {
      const { store, userId } = await openWithTool(open)
      await store.admitCall(userId, call('c1'), 60)
      await store.deleteCall(userId, 'c1')
      expect(await store.getCall(userId, 'c1')).toBeNull()
      expect(await store.updateCall(userId, 'c1', { state: 'finished' }, 60)).toBe(false)
      expect(await store.getCall(userId, 'c1')).toBeNull()
      expect((await store.admitCall(userId, call('c1'), 60)).created).toBe(true)
    })

    it('end by their time, which a change sets anew', async () => {
      const { store, userId } = await openWithTool(open)
      await store.admitCall(userId, call('short'), 0.2)
      await store.admitCall(userId, call('long'), 0.2)
      await store.updateCall(userId, 'long', { state: 'finished' }, 60)
      await eventually(async () => expect(await store.getCall(userId, 'short')).toBeNull())
      expect((await store.getCall(userId, 'long'))?.state).toBe('finished')
    })
  })
}
