import { Redis } from 'ioredis'
import { afterEach, describe, expect, it } from 'vitest'
import {
  deleteUser,
  generateKey,
  MemorySessionStore,
  RedisSessionStore,
  type SessionStore,
} from '../../server/index.ts'
import { digest } from '../../server/sessions/ids.ts'
import { startLegacyInn } from '../servers/inn/legacy.ts'
import { signIn } from '../servers/sign-in.ts'
import { waitFor } from '../servers/wait-for.ts'
import { RedisServer } from './redis-server.ts'
import { Browser, openVault } from './site.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const LOOPBACK = { allowPrivateNetwork: ['127.0.0.1'] }

async function openStore(
  kind: 'memory' | 'redis',
): Promise<{ store: SessionStore; keysOf(user: string): Promise<string[]> }> {
  if (kind === 'memory') return { store: new MemorySessionStore(), keysOf: async () => [] }
  const server = await RedisServer.start()
  closers.push(() => server.stop())
  const store = new RedisSessionStore({ redis: server.url, keys: generateKey() })
  const redis = new Redis(server.url)
  closers.push(
    () => store.close(),
    () => redis.disconnect(),
  )
  return { store, keysOf: (user) => redis.keys(`*{${digest(user)}}*`) }
}

/** Alice with a signed-in connection to the vault, and one to a server that keeps a session; Bob with one of those. */
async function openPeople(kind: 'memory' | 'redis') {
  const { store, keysOf } = await openStore(kind)
  const { vault, alice, site } = await openVault(closers, {}, { store })
  const inn = await startLegacyInn()
  closers.push(() => inn.close())
  const bob = new Browser(site.base, 'bob')
  const { sessionId, authUrl } = await alice.call('connect', { serverUrl: vault.url })
  await (await alice.jar.fetch(await signIn(authUrl!, { jar: alice.jar }))).body?.cancel()
  await alice.call('callTool', { sessionId, name: 'whoami' })
  await alice.call('connect', { serverUrl: inn.url })
  await bob.call('connect', { serverUrl: inn.url })
  return { store, keysOf, vault, inn, alice, bob, sessionId }
}

describe('deleteUser', () => {
  it.each(['memory', 'redis'] as const)('ends, takes back and erases all of one person: %s', async (kind) => {
    const { store, keysOf, vault, alice, bob } = await openPeople(kind)
    const bobs = await keysOf('bob')
    const page = await alice.events()
    await page.until(({ event }) => event === 'connected')

    expect(await deleteUser('alice', { store, ...LOOPBACK })).toEqual({ sessions: 2, unended: 0 })

    expect(vault.state().revocations).toBeGreaterThan(0)
    await page.connection('disconnected')
    await page.close()
    expect(await alice.call('getSessions', {})).toEqual({ sessions: [] })
    expect((await bob.call('getSessions', {})).sessions).toMatchObject([{ state: 'CONNECTED' }])
    // Who looks at an empty list leaves nothing behind; leases and kept answers end by themselves.
    await waitFor(
      () => keysOf('alice'),
      (keys) => keys.every((key) => /:(lock|call|quota):/.test(key)),
    )
    expect(await keysOf('bob')).toEqual(expect.arrayContaining(bobs.filter((key) => !/:(lock|call|quota):/.test(key))))
  })

  it('lets no sign-in that was begun be finished', async () => {
    const { store } = await openStore('memory')
    const { vault, alice } = await openVault(closers, {}, { store })
    const { authUrl } = await alice.call('connect', { serverUrl: vault.url })
    const back = await signIn(authUrl!, { jar: alice.jar })
    expect(await deleteUser('alice', { store, ...LOOPBACK })).toEqual({ sessions: 1, unended: 0 })
    expect((await alice.jar.fetch(back)).status).toBeGreaterThanOrEqual(400)
    expect(vault.state().tokenRequests.authorization_code?.ok ?? 0).toBe(0)
    expect(await store.list('alice')).toEqual([])
  })

  it('says how many servers did not hear of it, and erases all the same', async () => {
    const { store, vault, alice } = await openPeople('memory')
    await vault.close()
    expect(await deleteUser('alice', { store, ...LOOPBACK })).toEqual({ sessions: 2, unended: 1 })
    expect(await store.list('alice')).toEqual([])
    expect(await alice.call('getSessions', {})).toEqual({ sessions: [] })
  })

  it.each(['', undefined, 5])('refuses what is no user id: %j', async (id) => {
    await expect(deleteUser(id as string)).rejects.toThrow(TypeError)
  })
})
