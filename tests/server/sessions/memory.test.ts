import { expect, it } from 'vitest'
import { MemorySessionStore } from '../../../server/sessions/memory.ts'
import { newSession, sessionStoreContract } from '../../contracts/session-store.ts'

sessionStoreContract('MemorySessionStore', (options) => new MemorySessionStore(options))

it('renews a session with each use, and ends it 12 h after the last', async () => {
  let now = 1_000_000
  const store = new MemorySessionStore({ now: () => now })
  await store.create(newSession('ann', 's'))
  const hour = 3_600_000
  for (let used = 0; used < 5; used++) {
    now += 11 * hour
    expect((await store.get('ann', 's'))?.expiresAt).toBe(now + 12 * hour)
  }
  now += 11 * hour
  await store.update('ann', 's', 1, { active: false })
  now += 12 * hour - 1
  expect(await store.list('ann')).toHaveLength(1)
  now += 1
  expect(await store.list('ann')).toEqual([])
  expect(await store.get('ann', 's')).toBeNull()
  await store.close()
})

it('begins a user’s log anew after an hour of silence, which reads as a gap', async () => {
  let now = 1_000_000
  const store = new MemorySessionStore({ now: () => now })
  const first = await store.append('ann', 'connection', 1)
  now += 3_600_000
  expect(await store.read('ann', first)).toEqual({ gap: true })
  const second = await store.append('ann', 'connection', 2)
  expect(second.split('.')[0]).not.toBe(first.split('.')[0])
  expect(await store.read('ann', first)).toEqual({ gap: true })
  await store.close()
})

it('gives rising ids while the clock goes back', async () => {
  let now = 5_000
  const store = new MemorySessionStore({ now: () => now })
  const start = await store.append('ann', 'connection', 0)
  now = 4_000
  await store.append('ann', 'connection', 1)
  const slice = await store.read('ann', start)
  expect('events' in slice && slice.events.map((event) => event.id.split('.')[1])).toEqual(['5000-1'])
  await store.close()
})
