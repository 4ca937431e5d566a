import { randomUUID } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { dataOf, eventually, times, user, type Open } from './fixtures.ts'

/** The log of a user, its bell, and messages between replicas. */
export function eventsContract(open: Open): void {
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

    it('continues from the cursor of an empty log', async () => {
      const store = await open()
      const userId = user()
      const cursor = await store.cursor(userId)
      expect(await store.cursor(userId)).toBe(cursor)
      expect(await store.read(userId, cursor)).toEqual({ events: [], cursor })
      const id = await store.append(userId, 'connection', 'first')
      expect(await store.read(userId, cursor)).toEqual({
        events: [{ id, name: 'connection', data: 'first' }],
        cursor: id,
      })
    })

    it('says that there is a gap where it cannot continue', async () => {
      const store = await open()
      const userId = user()
      const first = await store.append(userId, 'connection', 1)
      const [epoch] = first.split('.')
      for (const cursor of [
        `${epoch}.1-1`,
        `other.${first.split('.')[1]}`,
        'nonsense',
        '',
        `${epoch}.`,
        `${epoch}.99999999999999999999-0`,
      ]) {
        expect(await store.read(userId, cursor), cursor).toEqual({ gap: true })
      }
      expect(await store.read(user(), first)).toEqual({ gap: true })
    })

    it('drops the oldest entries, and says so to who still needs them', async () => {
      const store = await open({ eventsKept: 10 })
      const userId = user()
      const start = await store.cursor(userId)
      const first = await store.append(userId, 'connection', 0)
      // A store may trim in blocks: several times what is kept must go.
      let last = ''
      for (let n = 1; n <= 500; n++) last = await store.append(userId, 'connection', n)
      expect(await store.read(userId, start)).toEqual({ gap: true })
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
}
