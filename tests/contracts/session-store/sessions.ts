import { describe, expect, it } from 'vitest'
import { eventually, newSession, openWithSession, times, tool, user, type Open } from './fixtures.ts'

/** Records: created, changed by one, listed, ended. */
export function sessionsContract(open: Open): void {
  describe('sessions', () => {
    it('gives back what was created, with generation 1 and an end', async () => {
      const store = await open({ sessionTtl: 600 })
      const given = newSession(user(), store.generateSessionId(), {
        account: 'work',
        callbackUrl: 'https://app.example/done',
        error: { code: 'upstream_timeout', message: 'Too late.', retryable: true },
        handshake: {
          era: 'legacy',
          at: 1,
          protocolVersion: '2025-11-25',
          transport: 'streamable-http',
          mcpSessionId: 'm',
          result: { capabilities: { tools: {} }, list: [], nothing: null, text: 'a " \n \u2028 ü' },
        },
        serverInfo: { name: 'notes', version: '1', icons: [] },
        capabilities: { tools: {}, experimental: [] },
        instructions: 'Write.',
      })
      const before = Date.now()
      const created = await store.create(given)
      expect(created).toEqual({ ...given, generation: 1, expiresAt: expect.any(Number) })
      expect(created.expiresAt).toBeGreaterThan(before + 590_000)
      expect(created.expiresAt).toBeLessThan(Date.now() + 610_000)
      expect(await store.get(given.userId, given.sessionId)).toEqual({ ...created, expiresAt: expect.any(Number) })
    })

    it('refuses an id that exists, and leaves the record alone', async () => {
      const { store, userId, sessionId } = await openWithSession(open, { serverName: 'First' })
      await expect(store.create(newSession(userId, sessionId, { serverName: 'Second' }))).rejects.toThrow()
      expect((await store.get(userId, sessionId))?.serverName).toBe('First')
    })

    it('creates one session of 20 created with one id', async () => {
      const store = await open()
      const [userId, sessionId] = [user(), store.generateSessionId()]
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, () => store.create(newSession(userId, sessionId))),
      )
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    })

    it('finds nothing where there is nothing', async () => {
      const store = await open()
      expect(await store.get(user(), 'none')).toBeNull()
      expect(await store.update(user(), 'none', 1, { active: false })).toBeNull()
      expect(await store.list(user())).toEqual([])
      expect(await store.delete(user(), 'none')).toBe(false)
      expect(await store.getTools(user(), 'none')).toEqual([])
    })

    it('hands out copies: what a caller does to them changes nothing', async () => {
      const { store, userId, sessionId, record } = await openWithSession(open)
      record.secrets.headers!.Authorization = 'Bearer other'
      const got = await store.get(userId, sessionId)
      got!.serverName = 'Other'
      const [listed] = await store.list(userId)
      listed!.secrets.headers!.Authorization = 'Bearer third'
      expect(await store.get(userId, sessionId)).toMatchObject({
        serverName: 'Notes',
        secrets: { headers: { Authorization: 'Bearer one' } },
      })
    })

    it('changes fields, counts the change, and takes away what is undefined', async () => {
      const { store, userId, sessionId, record } = await openWithSession(open, { account: 'work' })
      const updated = await store.update(userId, sessionId, 1, {
        state: 'DISCOVERING',
        account: undefined,
        toolCount: 2,
        secrets: { headers: { 'X-Key': 'two' } },
      })
      const { account: _account, ...rest } = record
      const expected = {
        ...rest,
        state: 'DISCOVERING',
        toolCount: 2,
        secrets: { headers: { 'X-Key': 'two' } },
        generation: 2,
        expiresAt: expect.any(Number),
      }
      expect(updated).toEqual(expected)
      expect(await store.get(userId, sessionId)).toEqual(expected)
    })

    it('keeps the secrets of a record whose other fields change', async () => {
      const { store, userId, sessionId } = await openWithSession(open)
      await store.update(userId, sessionId, 1, { state: 'DISCOVERING' })
      await store.update(userId, sessionId, 2, { serverUrl: 'https://notes.example/v2' })
      expect((await store.get(userId, sessionId))?.secrets).toEqual({ headers: { Authorization: 'Bearer one' } })
    })

    it('never lets a change touch who and when', async () => {
      const { store, userId, sessionId, record } = await openWithSession(open)
      const change = { userId: 'mallory', sessionId: 'x', createdAt: 0, generation: 99, state: 'FAILED' } as object
      await store.update(userId, sessionId, 1, change)
      expect(await store.get(userId, sessionId)).toEqual({
        ...record,
        state: 'FAILED',
        generation: 2,
        expiresAt: expect.any(Number),
      })
    })

    it('refuses a change to a record that has moved on', async () => {
      const { store, userId, sessionId } = await openWithSession(open)
      await store.update(userId, sessionId, 1, { serverName: 'Two' })
      expect(await store.update(userId, sessionId, 1, { serverName: 'Three' })).toBeNull()
      expect(await store.update(userId, sessionId, 9, { serverName: 'Three' })).toBeNull()
      expect((await store.get(userId, sessionId))?.serverName).toBe('Two')
    })

    it('lets one of 20 concurrent changes win', async () => {
      const { store, userId, sessionId } = await openWithSession(open)
      const results = await times(20, (n) => store.update(userId, sessionId, 1, { toolCount: n }))
      const won = results.filter((result) => result !== null)
      expect(won).toHaveLength(1)
      expect(await store.get(userId, sessionId)).toMatchObject({ generation: 2, toolCount: won[0]!.toolCount })
    })

    it('does not bring a deleted session back', async () => {
      const { store, userId, sessionId } = await openWithSession(open)
      const [, updated] = await Promise.all([
        store.delete(userId, sessionId),
        store.update(userId, sessionId, 1, { serverName: 'Back' }),
      ])
      expect(await store.get(userId, sessionId)).toBeNull()
      expect(await store.update(userId, sessionId, updated?.generation ?? 1, { serverName: 'Back' })).toBeNull()
      expect(await store.list(userId)).toEqual([])
    })

    it('deletes a session with its tools, once', async () => {
      const { store, userId, sessionId } = await openWithSession(open)
      await store.putTools(userId, sessionId, [tool('echo')])
      expect(await store.delete(userId, sessionId)).toBe(true)
      expect(await store.delete(userId, sessionId)).toBe(false)
      expect(await store.get(userId, sessionId)).toBeNull()
      expect(await store.getTools(userId, sessionId)).toEqual([])
      expect(await store.getTool(userId, sessionId, 'echo')).toBeNull()
    })

    it('lists the sessions of the user, oldest first', async () => {
      const store = await open()
      const [userId, other] = [user(), user()]
      const made = await times(12, (n) =>
        store.create(
          newSession(userId, store.generateSessionId(), {
            createdAt: 1_000 + ((n * 7) % 12),
            serverName: `Server ${n}`,
          }),
        ),
      )
      await store.create(newSession(other, store.generateSessionId()))
      const listed = await store.list(userId)
      expect(listed.map((record) => record.createdAt)).toEqual(Array.from({ length: 12 }, (_, n) => 1_000 + n))
      expect(listed).toEqual(
        made.sort((a, b) => a.createdAt - b.createdAt).map((record) => ({ ...record, expiresAt: expect.any(Number) })),
      )
      for (const record of listed) expect(record.expiresAt).toBeGreaterThan(Date.now())
    })

    it('ends a session that nobody uses, with its tools', async () => {
      const store = await open({ sessionTtl: 0.2 })
      const userId = user()
      const { sessionId } = await store.create(newSession(userId, store.generateSessionId()))
      await store.putTools(userId, sessionId, [tool('echo')])
      // Listing does not count as use.
      await eventually(async () => expect(await store.list(userId)).toEqual([]))
      await eventually(async () => expect(await store.getTool(userId, sessionId, 'echo')).toBeNull())
      expect(await store.get(userId, sessionId)).toBeNull()
      expect(await store.update(userId, sessionId, 1, { active: false })).toBeNull()
    })
  })
}
