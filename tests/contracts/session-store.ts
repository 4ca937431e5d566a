import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { CallRecord, NewSession, SessionStore, StoredTool, StoreOptions } from '../../server/sessions/store.ts'

/** A new session of a user, complete but for what a test adds. */
export function newSession(userId: string, sessionId: string, more: Partial<NewSession> = {}): NewSession {
  return {
    sessionId,
    userId,
    serverId: 'notes',
    serverName: 'Notes',
    serverUrl: 'https://notes.example/mcp',
    transportType: 'auto',
    state: 'CONNECTING',
    active: true,
    createdAt: Date.now(),
    toolCount: 0,
    toolsHash: '',
    secrets: { headers: { Authorization: 'Bearer one' } },
    ...more,
  }
}

const tool = (name: string, hash = `hash of ${name}`): Omit<StoredTool, 'policy'> =>
  ({ definition: { name, description: `Does ${name}`, inputSchema: { type: 'object', required: [], properties: {} } }, hash })

const call = (callId: string, more: Partial<CallRecord> = {}): CallRecord =>
  ({ callId, sessionId: 's', tool: 'echo', replica: 'r1', state: 'running', ...more })

const times = <T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)))

/** The data of the events read, or that there was a gap. */
const dataOf = (slice: Awaited<ReturnType<SessionStore['read']>>): unknown =>
  'gap' in slice ? 'gap' : slice.events.map((event) => event.data)

const eventually = (assertion: () => unknown): Promise<unknown> => vi.waitFor(assertion, { timeout: 8_000, interval: 20 })

/**
 * What every `SessionStore` must do. `makeStore` gives a store of its own for each test; it may share its data with
 * others, since each test has users of its own.
 */
export function sessionStoreContract(name: string, makeStore: (options?: StoreOptions) => SessionStore | Promise<SessionStore>): void {
  describe(`${name} keeps the contract of a session store`, () => {
    const opened: SessionStore[] = []
    const open = async (options?: StoreOptions): Promise<SessionStore> => {
      const store = await makeStore(options)
      opened.push(store)
      return store
    }
    const user = (): string => `user ${randomUUID()}`
    /** A store with one session of a user. */
    const withSession = async (more: Partial<NewSession> = {}) => {
      const store = await open()
      const userId = user()
      const record = await store.create(newSession(userId, store.generateSessionId(), more))
      return { store, userId, sessionId: record.sessionId, record }
    }
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((store) => store.close()))
    })

    it('is ready, and has a name', async () => {
      const store = await open()
      await store.ready()
      expect(store.name).not.toBe('')
    })

    it('makes session ids that are long, URL-safe and never the same', async () => {
      const store = await open()
      const ids = Array.from({ length: 1_000 }, () => store.generateSessionId())
      expect(new Set(ids).size).toBe(1_000)
      // 22 characters of base64url carry 128 bits.
      for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22,}$/)
    })

    describe('sessions', () => {
      it('gives back what was created, with generation 1 and an end', async () => {
        const store = await open({ sessionTtl: 600 })
        const given = newSession(user(), store.generateSessionId(), {
          account: 'work',
          callbackUrl: 'https://app.example/done',
          error: { code: 'upstream_timeout', message: 'Too late.', retryable: true },
          handshake: {
            era: 'legacy', at: 1, protocolVersion: '2025-11-25', transport: 'streamable-http', mcpSessionId: 'm',
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
        const { store, userId, sessionId } = await withSession({ serverName: 'First' })
        await expect(store.create(newSession(userId, sessionId, { serverName: 'Second' }))).rejects.toThrow()
        expect((await store.get(userId, sessionId))?.serverName).toBe('First')
      })

      it('creates one session of 20 created with one id', async () => {
        const store = await open()
        const [userId, sessionId] = [user(), store.generateSessionId()]
        const results = await Promise.allSettled(Array.from({ length: 20 }, () => store.create(newSession(userId, sessionId))))
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
        const { store, userId, sessionId, record } = await withSession()
        record.secrets.headers!.Authorization = 'Bearer other'
        const got = await store.get(userId, sessionId)
        got!.serverName = 'Other'
        const [listed] = await store.list(userId)
        listed!.secrets.headers!.Authorization = 'Bearer third'
        expect(await store.get(userId, sessionId)).toMatchObject({
          serverName: 'Notes', secrets: { headers: { Authorization: 'Bearer one' } },
        })
      })

      it('changes fields, counts the change, and takes away what is undefined', async () => {
        const { store, userId, sessionId, record } = await withSession({ account: 'work' })
        const updated = await store.update(userId, sessionId, 1, {
          state: 'DISCOVERING', account: undefined, toolCount: 2, secrets: { headers: { 'X-Key': 'two' } },
        })
        const { account: _account, ...rest } = record
        const expected = {
          ...rest, state: 'DISCOVERING', toolCount: 2, secrets: { headers: { 'X-Key': 'two' } }, generation: 2, expiresAt: expect.any(Number),
        }
        expect(updated).toEqual(expected)
        expect(await store.get(userId, sessionId)).toEqual(expected)
      })

      it('keeps the secrets of a record whose other fields change', async () => {
        const { store, userId, sessionId } = await withSession()
        await store.update(userId, sessionId, 1, { state: 'DISCOVERING' })
        await store.update(userId, sessionId, 2, { serverUrl: 'https://notes.example/v2' })
        expect((await store.get(userId, sessionId))?.secrets).toEqual({ headers: { Authorization: 'Bearer one' } })
      })

      it('never lets a change touch who and when', async () => {
        const { store, userId, sessionId, record } = await withSession()
        const change = { userId: 'mallory', sessionId: 'x', createdAt: 0, generation: 99, state: 'FAILED' } as object
        await store.update(userId, sessionId, 1, change)
        expect(await store.get(userId, sessionId)).toEqual({
          ...record, state: 'FAILED', generation: 2, expiresAt: expect.any(Number),
        })
      })

      it('refuses a change to a record that has moved on', async () => {
        const { store, userId, sessionId } = await withSession()
        await store.update(userId, sessionId, 1, { serverName: 'Two' })
        expect(await store.update(userId, sessionId, 1, { serverName: 'Three' })).toBeNull()
        expect(await store.update(userId, sessionId, 9, { serverName: 'Three' })).toBeNull()
        expect((await store.get(userId, sessionId))?.serverName).toBe('Two')
      })

      it('lets one of 20 concurrent changes win', async () => {
        const { store, userId, sessionId } = await withSession()
        const results = await times(20, (n) => store.update(userId, sessionId, 1, { toolCount: n }))
        const won = results.filter((result) => result !== null)
        expect(won).toHaveLength(1)
        expect(await store.get(userId, sessionId)).toMatchObject({ generation: 2, toolCount: won[0]!.toolCount })
      })

      it('does not bring a deleted session back', async () => {
        const { store, userId, sessionId } = await withSession()
        const [, updated] = await Promise.all([
          store.delete(userId, sessionId), store.update(userId, sessionId, 1, { serverName: 'Back' }),
        ])
        expect(await store.get(userId, sessionId)).toBeNull()
        expect(await store.update(userId, sessionId, updated?.generation ?? 1, { serverName: 'Back' })).toBeNull()
        expect(await store.list(userId)).toEqual([])
      })

      it('deletes a session with its tools, once', async () => {
        const { store, userId, sessionId } = await withSession()
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
          store.create(newSession(userId, store.generateSessionId(), { createdAt: 1_000 + ((n * 7) % 12), serverName: `Server ${n}` })))
        await store.create(newSession(other, store.generateSessionId()))
        const listed = await store.list(userId)
        expect(listed.map((record) => record.createdAt)).toEqual(Array.from({ length: 12 }, (_, n) => 1_000 + n))
        expect(listed).toEqual(made.sort((a, b) => a.createdAt - b.createdAt).map((record) => ({ ...record, expiresAt: expect.any(Number) })))
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

    describe('tools', () => {
      it('are kept as given, in order', async () => {
        const { store, userId, sessionId } = await withSession()
        const definition = {
          name: 'say "hi"\n{x}', inputSchema: { type: 'object', required: [], properties: { b: {}, a: { enum: [1, null, 0.5] } } }, _meta: {},
        }
        const tools = [tool('zeta'), { definition, hash: 'h h' }, tool('alpha'), tool('10'), tool('9')]
        await store.putTools(userId, sessionId, tools)
        expect(await store.getTools(userId, sessionId)).toEqual(tools)
        const one = await store.getTool(userId, sessionId, definition.name)
        expect(JSON.stringify(one?.definition)).toBe(JSON.stringify(definition))
        expect(await store.getTool(userId, sessionId, 'unknown')).toBeNull()
      })

      it('keep the decisions on them when the list is replaced, and lose what is no longer listed', async () => {
        const { store, userId, sessionId } = await withSession()
        await store.putTools(userId, sessionId, [tool('a'), tool('b'), tool('c')])
        expect(await store.setToolPolicy(userId, sessionId, 'b', 'allow')).toBe(true)
        expect(await store.setToolPolicy(userId, sessionId, 'c', 'block')).toBe(true)
        await store.putTools(userId, sessionId, [tool('d'), tool('c', 'changed'), tool('b')])
        expect(await store.getTools(userId, sessionId)).toEqual([
          tool('d'), { ...tool('c', 'changed'), policy: 'block' }, { ...tool('b'), policy: 'allow' },
        ])
        expect(await store.getTool(userId, sessionId, 'a')).toBeNull()
        await store.putTools(userId, sessionId, [])
        expect(await store.getTools(userId, sessionId)).toEqual([])
      })

      it('take another decision, and none where the tool is unknown', async () => {
        const { store, userId, sessionId } = await withSession()
        await store.putTools(userId, sessionId, [tool('a')])
        await store.setToolPolicy(userId, sessionId, 'a', 'allow')
        await store.setToolPolicy(userId, sessionId, 'a', 'ask')
        expect(await store.getTool(userId, sessionId, 'a')).toEqual({ ...tool('a'), policy: 'ask' })
        expect(await store.setToolPolicy(userId, sessionId, 'b', 'allow')).toBe(false)
        expect(await store.setToolPolicy(userId, 'none', 'a', 'allow')).toBe(false)
        expect(await store.getTools(userId, sessionId)).toHaveLength(1)
      })

      it('are not written where the session is gone', async () => {
        const { store, userId, sessionId } = await withSession()
        await store.delete(userId, sessionId)
        await store.putTools(userId, sessionId, [tool('a')])
        await store.create(newSession(userId, sessionId))
        expect(await store.getTools(userId, sessionId)).toEqual([])
      })

      it('are kept once where the server names one twice', async () => {
        const { store, userId, sessionId } = await withSession()
        await store.putTools(userId, sessionId, [tool('a', 'first'), tool('b'), tool('a', 'last')])
        expect(await store.getTools(userId, sessionId)).toEqual([tool('a', 'last'), tool('b')])
      })

      it('may be 10,000', async () => {
        const { store, userId, sessionId } = await withSession()
        const names = Array.from({ length: 10_000 }, (_, n) => `tool ${(n * 7_919) % 10_000}`)
        await store.putTools(userId, sessionId, names.map((one) => tool(one)))
        await store.setToolPolicy(userId, sessionId, names[5_000]!, 'block')
        await store.putTools(userId, sessionId, names.map((one) => tool(one, 'new')))
        const tools = await store.getTools(userId, sessionId)
        expect(tools.map(({ definition }) => definition.name)).toEqual(names)
        expect(tools.filter(({ policy }) => policy)).toEqual([{ ...tool(names[5_000]!, 'new'), policy: 'block' }])
      })
    })

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
        const finished = { state: 'finished' as const, result: { content: [{ type: 'text' as const, text: 'ü' }], structuredContent: { list: [] } } }
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

    describe('the event log', () => {
      it('continues from its cursor with nothing lost and nothing twice', async () => {
        const store = await open()
        const userId = user()
        await store.append(userId, 'connection', { n: 0 })
        const cursor = await store.cursor(userId)
        expect(await store.read(userId, cursor)).toEqual({ events: [], cursor })
        const appended: string[] = []
        for (let n = 1; n <= 3; n++) appended.push(await store.append(userId, 'connection', { n, list: [] }))
        const slice = await store.read(userId, cursor)
        expect(slice).toEqual({
          events: appended.map((id, n) => ({ id, name: 'connection', data: { n: n + 1, list: [] } })),
          cursor: appended[2],
        })
        expect(dataOf(await store.read(userId, appended[1]!))).toEqual([{ n: 3, list: [] }])
        expect(await store.cursor(userId)).toBe(appended[2])
      })

      it('has ids of the form <epoch>.<ms>-<seq>, all different', async () => {
        const store = await open()
        const userId = user()
        const made = await times(50, (n) => store.append(userId, 'observability', n))
        expect(new Set(made).size).toBe(50)
        for (const id of made) expect(id).toMatch(/^[A-Za-z0-9_-]+\.\d+-\d+$/)
      })

      it('reads in pages', async () => {
        const store = await open()
        const userId = user()
        await store.append(userId, 'connection', 0)
        let cursor = await store.cursor(userId)
        for (let n = 1; n <= 5; n++) await store.append(userId, 'connection', n)
        const seen: unknown[] = []
        for (let page = 0; page < 4; page++) {
          const slice = await store.read(userId, cursor, 2)
          if ('gap' in slice) throw new Error('There was a gap.')
          seen.push(slice.events.map((event) => event.data))
          cursor = slice.cursor
        }
        expect(seen).toEqual([[1, 2], [3, 4], [5], []])
      })

      it('stays readable from the cursor of an empty log while nothing is written', async () => {
        const store = await open()
        const userId = user()
        const cursor = await store.cursor(userId)
        expect(await store.read(userId, cursor)).toEqual({ events: [], cursor })
      })

      it('says that there is a gap where it cannot continue', async () => {
        const store = await open()
        const userId = user()
        const first = await store.append(userId, 'connection', 1)
        const [epoch] = first.split('.')
        for (const cursor of [`${epoch}.1-1`, `other.${first.split('.')[1]}`, 'nonsense', '', `${epoch}.`, `${epoch}.99999999999999999999-0`]) {
          expect(await store.read(userId, cursor), cursor).toEqual({ gap: true })
        }
        expect(await store.read(user(), first)).toEqual({ gap: true })
      })

      it('drops the oldest entries, and says so to who still needs them', async () => {
        const store = await open({ eventsKept: 10 })
        const userId = user()
        const first = await store.append(userId, 'connection', 0)
        // A store may trim in blocks: several times what is kept must go.
        let last = ''
        for (let n = 1; n <= 500; n++) last = await store.append(userId, 'connection', n)
        expect(await store.read(userId, first)).toEqual({ gap: true })
        expect(await store.read(userId, last)).toEqual({ events: [], cursor: last })
      })

      it('wakes the subscribers of the user, until they stop', async () => {
        const store = await open()
        const userId = user()
        const [wake, stopped] = [vi.fn(), vi.fn()]
        const stop = store.subscribe(userId, wake)
        store.subscribe(userId, stopped)()
        await store.append(userId, 'connection', 1)
        await eventually(() => expect(wake).toHaveBeenCalled())
        stop()
        wake.mockClear()
        const probe = vi.fn()
        store.subscribe(userId, probe)
        await store.append(userId, 'connection', 2)
        await eventually(() => expect(probe).toHaveBeenCalled())
        expect(wake).not.toHaveBeenCalled()
        expect(stopped).not.toHaveBeenCalled()
      })

      it('delivers everything to a subscriber that reads when it is woken', async () => {
        const store = await open()
        const userId = user()
        const seen: unknown[] = []
        let cursor = await store.append(userId, 'connection', -1)
        let reading = Promise.resolve()
        store.subscribe(userId, () => {
          reading = reading.then(async () => {
            const slice = await store.read(userId, cursor)
            if ('gap' in slice) return void seen.push('gap')
            cursor = slice.cursor
            seen.push(...slice.events.map((event) => event.data))
          })
        })
        for (let n = 0; n < 100; n++) await store.append(userId, 'connection', n)
        await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(100))
        await reading
        expect(seen).toEqual(Array.from({ length: 100 }, (_, n) => n))
      })
    })

    it('carries messages to the listeners of one replica', async () => {
      const store = await open()
      const [here, there] = [randomUUID(), randomUUID()]
      const [onHere, onThere] = [vi.fn(), vi.fn()]
      const stop = store.listen(here, onHere)
      store.listen(there, onThere)
      await store.ready()
      await eventually(async () => {
        await store.send(here, { type: 'cancel', userId: 'u', callId: 'c' })
        expect(onHere).toHaveBeenCalledWith({ type: 'cancel', userId: 'u', callId: 'c' })
      })
      stop()
      onHere.mockClear()
      await store.send(here, { type: 'cancel', userId: 'u', callId: 'late' })
      await eventually(async () => {
        await store.send(there, { type: 'cancel', userId: 'u', callId: 'd' })
        expect(onThere).toHaveBeenCalled()
      })
      expect(onThere).not.toHaveBeenCalledWith(expect.objectContaining({ callId: 'c' }))
      expect(onHere).not.toHaveBeenCalled()
    })

    it('shows nothing of one user to another, by any method', async () => {
      const { store, userId, sessionId } = await withSession()
      const mallory = user()
      await store.putTools(userId, sessionId, [tool('a')])
      await store.createCall(userId, call('c1'), 60)
      const before = await store.cursor(userId)
      await store.append(userId, 'connection', 'private')
      const wake = vi.fn()
      store.subscribe(mallory, wake)

      expect(await store.get(mallory, sessionId)).toBeNull()
      expect(await store.update(mallory, sessionId, 1, { active: false })).toBeNull()
      expect(await store.list(mallory)).toEqual([])
      expect(await store.delete(mallory, sessionId)).toBe(false)
      await store.putTools(mallory, sessionId, [tool('b')])
      expect(await store.getTools(mallory, sessionId)).toEqual([])
      expect(await store.getTool(mallory, sessionId, 'a')).toBeNull()
      expect(await store.setToolPolicy(mallory, sessionId, 'a', 'allow')).toBe(false)
      expect(await store.getCall(mallory, 'c1')).toBeNull()
      expect(await store.updateCall(mallory, 'c1', { state: 'finished' }, 60)).toBe(false)
      await store.deleteCall(mallory, 'c1')
      expect(await store.createCall(mallory, call('c1'), 60)).toBe(true)
      expect(await store.read(mallory, before)).toEqual({ gap: true })
      expect((await store.create(newSession(mallory, sessionId, { serverName: 'Mine' }))).serverName).toBe('Mine')

      expect(await store.get(userId, sessionId)).toMatchObject({ serverName: 'Notes', active: true, generation: 1 })
      expect(await store.getTools(userId, sessionId)).toEqual([tool('a')])
      expect((await store.getCall(userId, 'c1'))?.state).toBe('running')
      expect(dataOf(await store.read(userId, before))).toEqual(['private'])
    })
  })
}
