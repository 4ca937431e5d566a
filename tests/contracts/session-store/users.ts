import { expect, it, vi } from 'vitest'
import { asked, call, dataOf, newSession, openWithSession, tool, user, type Open } from './fixtures.ts'

const SEAT = { seats: 1, seconds: 60 }

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

  it('erases all of one user, and nothing of another', async () => {
    const { store, userId, sessionId } = await openWithSession(open)
    const other = user()
    const question = asked('c1.a')
    for (const one of [userId, other]) {
      if (one === other) await store.create(newSession(other, sessionId))
      await store.putTools(one, sessionId, [tool('a')])
      await store.setToolPolicy(one, sessionId, 'a', 'block')
      await store.putQuestions(one, [question])
      await store.append(one, 'connection', 'private')
      await store.consume(one, 'calls', 1, 60)
      await store.takeSeat(one, 'streams', 'a', SEAT)
      await store.takeSeat(one, 'running', 'a', SEAT)
    }
    const cursors = { [userId]: await store.cursor(userId), [other]: await store.cursor(other) }

    await store.erase(userId)

    expect(await store.list(userId)).toEqual([])
    expect(await store.get(userId, sessionId)).toBeNull()
    expect(await store.getTools(userId, sessionId)).toEqual([])
    expect(await store.getQuestions(userId)).toEqual([])
    expect(await store.read(userId, cursors[userId]!)).toEqual({ gap: true })
    expect(await store.consume(userId, 'calls', 1, 60)).toBe(0)
    expect(await store.takeSeat(userId, 'streams', 'b', SEAT)).toBe(true)
    expect(await store.takeSeat(userId, 'running', 'b', SEAT)).toBe(true)
    // Of a session of the same id nothing comes back: no decision either.
    await store.create(newSession(userId, sessionId))
    await store.putTools(userId, sessionId, [tool('a')])
    expect(await store.getTools(userId, sessionId)).toEqual([tool('a')])

    expect(await store.getTools(other, sessionId)).toEqual([{ ...tool('a'), policy: 'block' }])
    expect(await store.getQuestions(other)).toEqual([question])
    expect(dataOf(await store.read(other, cursors[other]!))).toEqual([])
    expect(await store.consume(other, 'calls', 1, 60)).toBeGreaterThan(0)
    expect(await store.takeSeat(other, 'streams', 'b', SEAT)).toBe(false)
  })

  it('erases a user of whom there is nothing', async () => {
    const store = await open()
    const userId = user()
    await store.erase(userId)
    expect(await store.list(userId)).toEqual([])
  })
}
