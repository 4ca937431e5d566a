import { describe, expect, it } from 'vitest'
import { eventually, newSession, openWithSession, tool, type Open } from './fixtures.ts'

/** Tools of a session, and the decisions on them. */
export function toolsContract(open: Open): void {
  describe('tools', () => {
    it('are kept as given, in order', async () => {
      const { store, userId, sessionId } = await openWithSession(open)
      const definition = {
        name: 'say "hi"\n{x}',
        inputSchema: { type: 'object', required: [], properties: { b: {}, a: { enum: [1, null, 0.5] } } },
        _meta: {},
      }
      const tools = [tool('zeta'), { definition, hash: 'h h' }, tool('alpha'), tool('10'), tool('9')]
      await store.putTools(userId, sessionId, tools)
      expect(await store.getTools(userId, sessionId)).toEqual(tools)
      const one = await store.getTool(userId, sessionId, definition.name)
      expect(JSON.stringify(one?.definition)).toBe(JSON.stringify(definition))
      expect(await store.getTool(userId, sessionId, 'unknown')).toBeNull()
    })

    it('keep a decision on one that the server leaves out for a while', async () => {
      const { store, userId, sessionId } = await openWithSession(open)
      await store.putTools(userId, sessionId, [tool('a'), tool('b')])
      await store.setToolPolicy(userId, sessionId, 'b', 'block')
      await store.putTools(userId, sessionId, [tool('a')])
      expect(await store.getTool(userId, sessionId, 'b')).toBeNull()
      expect(await store.getTools(userId, sessionId)).toEqual([tool('a')])
      expect(await store.setToolPolicy(userId, sessionId, 'b', 'allow')).toBe('missing')
      await store.putTools(userId, sessionId, [])
      await store.putTools(userId, sessionId, [tool('b')])
      expect(await store.getTool(userId, sessionId, 'b')).toEqual({ ...tool('b'), policy: 'block' })
    })

    it('keep the decisions on them when the list is replaced, and lose what is no longer listed', async () => {
      const { store, userId, sessionId } = await openWithSession(open)
      await store.putTools(userId, sessionId, [tool('a'), tool('b'), tool('c')])
      expect(await store.setToolPolicy(userId, sessionId, 'b', 'allow')).toBe('set')
      expect(await store.setToolPolicy(userId, sessionId, 'c', 'block')).toBe('set')
      await store.putTools(userId, sessionId, [tool('d'), tool('c', 'changed'), tool('b')])
      expect(await store.getTools(userId, sessionId)).toEqual([
        tool('d'),
        { ...tool('c', 'changed'), policy: 'block' },
        { ...tool('b'), policy: 'allow', approved: tool('b') },
      ])
      expect(await store.getTool(userId, sessionId, 'a')).toBeNull()
      await store.putTools(userId, sessionId, [])
      expect(await store.getTools(userId, sessionId)).toEqual([])
    })

    it('take another decision, and none where the tool is unknown', async () => {
      const { store, userId, sessionId } = await openWithSession(open)
      await store.putTools(userId, sessionId, [tool('a')])
      await store.setToolPolicy(userId, sessionId, 'a', 'allow')
      await store.setToolPolicy(userId, sessionId, 'a', 'ask')
      expect(await store.getTool(userId, sessionId, 'a')).toEqual({ ...tool('a'), policy: 'ask', approved: tool('a') })
      expect(await store.setToolPolicy(userId, sessionId, 'b', 'allow')).toBe('missing')
      expect(await store.setToolPolicy(userId, 'none', 'a', 'allow')).toBe('missing')
      expect(await store.getTools(userId, sessionId)).toHaveLength(1)
    })

    it('are approved as they are when they are allowed, and only those that the person has seen', async () => {
      const { store, userId, sessionId } = await openWithSession(open)
      await store.putTools(userId, sessionId, [tool('a', 'old')])
      expect(await store.setToolPolicy(userId, sessionId, 'a', 'allow', 'other')).toBe('changed')
      expect(await store.getTool(userId, sessionId, 'a')).toEqual(tool('a', 'old'))
      expect(await store.setToolPolicy(userId, sessionId, 'a', 'allow', 'old')).toBe('set')
      await store.putTools(userId, sessionId, [tool('a', 'new')])
      const changed = { ...tool('a', 'new'), policy: 'allow', approved: tool('a', 'old') }
      expect(await store.getTool(userId, sessionId, 'a')).toEqual(changed)
      expect(await store.getTools(userId, sessionId)).toEqual([changed])
      await store.putTools(userId, sessionId, [])
      await store.putTools(userId, sessionId, [tool('a', 'new')])
      expect(await store.getTool(userId, sessionId, 'a'), 'also after a while of not being listed').toEqual(changed)
    })

    it('are not written where the session is gone', async () => {
      const { store, userId, sessionId } = await openWithSession(open)
      await store.delete(userId, sessionId)
      await store.putTools(userId, sessionId, [tool('a')])
      await store.create(newSession(userId, sessionId))
      expect(await store.getTools(userId, sessionId)).toEqual([])
    })

    it('are kept once where the server names one twice', async () => {
      const { store, userId, sessionId } = await openWithSession(open)
      await store.putTools(userId, sessionId, [tool('a', 'first'), tool('b'), tool('a', 'last')])
      expect(await store.getTools(userId, sessionId)).toEqual([tool('a', 'last'), tool('b')])
    })

    it('may be 10,000', async () => {
      const { store, userId, sessionId } = await openWithSession(open)
      const names = Array.from({ length: 10_000 }, (_, n) => `tool ${(n * 7_919) % 10_000}`)
      // On a busy machine so many may take longer than a store waits: that may be tried again.
      const put = (hash?: string) =>
        eventually(() =>
          store.putTools(
            userId,
            sessionId,
            names.map((one) => tool(one, hash)),
          ),
        )
      await put()
      await store.setToolPolicy(userId, sessionId, names[5_000]!, 'block')
      await put('new')
      const tools = await store.getTools(userId, sessionId)
      expect(tools.map(({ definition }) => definition.name)).toEqual(names)
      expect(tools.filter(({ policy }) => policy)).toEqual([{ ...tool(names[5_000]!, 'new'), policy: 'block' }])
    })
  })
}
