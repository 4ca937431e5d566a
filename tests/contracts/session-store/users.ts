import { expect, it, vi } from 'vitest'
import { call, dataOf, newSession, openWithSession, tool, user, type Open } from './fixtures.ts'

/** What one user may know of another: nothing. */
export function usersContract(open: Open): void {
  it('shows nothing of one user to another, by any method', async () => {
    const { store, userId, sessionId } = await openWithSession(open)
    const mallory = user()
    await store.putTools(userId, sessionId, [tool('a')])
    await store.admitCall(userId, call('c1', { sessionId, name: 'a' }), 60)
    const before = await store.cursor(userId)
    await store.append(userId, 'connection', 'private')
    const wake = vi.fn()
    store.subscribe(mallory, wake, wake)
    await store.announce(userId, {
      type: 'call_started',
      sessionId,
      callId: 'c1',
      name: 'private',
      timestamp: Date.now(),
    })

    expect(await store.get(mallory, sessionId)).toBeNull()
    expect(await store.update(mallory, sessionId, 1, { active: false })).toBeNull()
    expect(await store.list(mallory)).toEqual([])
    expect(await store.delete(mallory, sessionId)).toBe(false)
    await store.putTools(mallory, sessionId, [tool('b')])
    expect(await store.getTools(mallory, sessionId)).toEqual([])
    expect(await store.getTool(mallory, sessionId, 'a')).toBeNull()
    expect(await store.setToolPolicy(mallory, sessionId, 'a', 'allow')).toBe('missing')
    expect(await store.getCall(mallory, 'c1')).toBeNull()
    expect(await store.updateCall(mallory, 'c1', { state: 'finished' }, 60)).toBe(false)
    await store.deleteCall(mallory, 'c1')
    expect(await store.claimCall(mallory, 'c1', 'r1', 'r2')).toBe(false)
    await store.endCall(mallory, 'c1', { change: { state: 'finished' }, ttlSeconds: 60 })
    expect(await store.admitCall(mallory, call('c1', { sessionId, name: 'a' }), 60)).toEqual({
      session: null,
      tool: null,
      created: false,
    })
    expect(await store.read(mallory, before)).toEqual({ gap: true })
    expect((await store.create(newSession(mallory, sessionId, { serverName: 'Mine' }))).serverName).toBe('Mine')

    expect(await store.get(userId, sessionId)).toMatchObject({ serverName: 'Notes', active: true, generation: 1 })
    expect(await store.getTools(userId, sessionId)).toEqual([tool('a')])
    expect((await store.getCall(userId, 'c1'))?.state).toBe('running')
    expect(dataOf(await store.read(userId, before))).toEqual(['private'])
  })
}
