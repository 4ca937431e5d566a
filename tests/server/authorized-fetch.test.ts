/** Clients that are not ours, over a person's connection: the SDK's version 1, as agent frameworks use it, and version 2. */
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client'
import type { FetchLike as ModernFetchLike } from '@modelcontextprotocol/client'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js'
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { afterEach, describe, expect, it } from 'vitest'
import {
  authorizedFetch,
  type AuthorizedFetchOptions,
  generateKey,
  MCPClient,
  type McpPlugError,
  MemorySessionStore,
  RedisSessionStore,
  type SessionStore,
} from '../../server/index.ts'
import { ADA, answerAll, connectLegacy, connectModern, type Outcome, textOf } from '../servers/inn/clients.ts'
import type { InnOptions } from '../servers/inn/inn.ts'
import { startLegacyInn } from '../servers/inn/legacy.ts'
import { startModernInn } from '../servers/inn/modern.ts'
import { signIn } from '../servers/sign-in.ts'
import { waitFor } from '../servers/wait-for.ts'
import { RedisServer } from './redis-server.ts'
import { openVault } from './site.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

class CountingStore extends MemorySessionStore {
  reads = 0
  override get(userId: string, sessionId: string) {
    this.reads++
    return super.get(userId, sessionId)
  }
}

/** Alice, signed in to a vault, and a way to have other clients ride on it. */
async function signedIn<S extends SessionStore>(store: S, more: Partial<AuthorizedFetchOptions> = {}) {
  const { vault, alice } = await openVault(closers, {}, { store })
  const { sessionId, authUrl } = await alice.call('connect', { serverUrl: vault.url })
  await (await alice.jar.fetch(await signIn(authUrl!, { jar: alice.jar }))).body?.cancel()
  const common = { userId: 'alice', sessionId, allowPrivateNetwork: ['127.0.0.1'], ...more }
  const ride = async (over: SessionStore = store) => {
    const client = await connectLegacy(vault, undefined, authorizedFetch({ ...common, store: over }))
    closers.push(() => client.close())
    return client
  }
  return { vault, alice, sessionId, store, common, ride }
}

const said = (result: unknown): string => textOf(result as Outcome)
const whoami = async (client: Client): Promise<string> => JSON.stringify(await client.callTool({ name: 'whoami' }))
const openBox = (client: Client) => client.callTool({ name: 'open_vault', arguments: { box: 'ring' } })

describe('a client of version 1 of the SDK on a session that signed in by OAuth', () => {
  it('lists and calls as the person, and the store is read once for each request', async () => {
    const { ride, store, vault } = await signedIn(new CountingStore())
    const client = await ride()
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('whoami')
    const { reads } = store
    const { http, unauthorized } = vault.state()
    expect(await whoami(client)).toContain('You are alice')
    expect(await whoami(client)).toContain('You are alice')
    expect(store.reads - reads).toBe(2)
    expect(vault.state()).toMatchObject({ http: { POST: http.POST! + 2 }, unauthorized })
  })

  it('has expired tokens renewed once, of 20 calls at once', async () => {
    const { ride, vault } = await signedIn(new MemorySessionStore())
    const client = await ride()
    vault.expireAccessTokens()
    const answers = await Promise.all(Array.from({ length: 20 }, () => whoami(client)))
    expect(answers.filter((answer) => answer.includes('You are alice'))).toHaveLength(20)
    expect(vault.state()).toMatchObject({ refreshes: 1, reuseDetections: 0 })
  })

  it('has them renewed once by two replicas too, and ahead of time', async () => {
    const redis = await RedisServer.start()
    closers.push(() => redis.stop())
    const keys = generateKey()
    const stores = [1, 2].map(() => new RedisSessionStore({ redis: redis.url, keys }))
    for (const store of stores) closers.push(() => store.close())
    const { ride, vault, store, sessionId } = await signedIn(stores[0]!)
    const clients = await Promise.all(stores.map(ride))
    const callAll = () => Promise.all(Array.from({ length: 20 }, (_, at) => whoami(clients[at % 2]!)))
    vault.expireAccessTokens()
    expect(new Set(await callAll()).size).toBe(1)
    expect(vault.state()).toMatchObject({ refreshes: 1, reuseDetections: 0 })
    const { generation, secrets } = (await store.get('alice', sessionId))!
    const tokens = { ...secrets.tokens!, obtainedAt: Date.now() - 3_500_000 }
    await store.update('alice', sessionId, generation, { secrets: { ...secrets, tokens } })
    const { unauthorized } = vault.state()
    expect(new Set(await callAll()).size).toBe(1)
    expect(vault.state()).toMatchObject({ refreshes: 2, reuseDetections: 0, unauthorized })
  })

  it('uses what somebody else has renewed', async () => {
    const { ride, vault, alice, sessionId } = await signedIn(new MemorySessionStore())
    const client = await ride()
    vault.expireAccessTokens()
    await alice.call('callTool', { sessionId, name: 'whoami' })
    const { unauthorized } = vault.state()
    expect(await whoami(client)).toContain('You are alice')
    expect(vault.state()).toMatchObject({ refreshes: 1, unauthorized })
  })

  it('hears by code that the person must sign in for more, or again', async () => {
    const { ride, vault, alice, store, sessionId } = await signedIn(new MemorySessionStore())
    const client = await ride()
    const comeBack = async (address: string) => {
      await (await alice.jar.fetch(await signIn(address, { jar: alice.jar }))).body?.cancel()
    }
    const lacking = await openBox(client).catch((caught: McpPlugError) => caught)
    expect(lacking).toMatchObject({
      code: 'step_up_required',
      data: { authUrl: expect.stringContaining('/oauth/start') },
    })
    const { authUrl } = (lacking as McpPlugError).data as { authUrl: string }
    expect(await whoami(client)).toContain('You are alice')
    await comeBack(authUrl)
    expect(said(await openBox(client))).toContain("Grandmother's ring")

    const { secrets, generation } = (await store.get('alice', sessionId))!
    const { refresh_token: _, ...tokens } = secrets.tokens!
    await store.update('alice', sessionId, generation, { secrets: { ...secrets, tokens } })
    vault.expireAccessTokens()
    await expect(whoami(client)).rejects.toMatchObject({ code: 'reauth_required', data: { authUrl } })
    await expect(ride()).rejects.toMatchObject({ code: 'reauth_required', data: { authUrl } })
    expect((await alice.call('getSessions', {})).sessions).toMatchObject([{ state: 'AUTHENTICATING', authUrl }])
    await comeBack(authUrl)
    expect(await whoami(client)).toContain('You are alice')
  })

  it('keeps the session while the authorization server is down', async () => {
    const { ride, vault, alice } = await signedIn(new MemorySessionStore())
    const client = await ride()
    vault.expireAccessTokens()
    vault.set({ tokenEndpoint: 'down' })
    await expect(whoami(client)).rejects.toMatchObject({ code: 'as_unavailable', retryable: true })
    expect((await alice.call('getSessions', {})).sessions).toMatchObject([{ state: 'CONNECTED' }])
  })

  it('ends with the session', async () => {
    const { ride, alice, sessionId } = await signedIn(new MemorySessionStore())
    const client = await ride()
    await alice.call('disconnect', { sessionId })
    await expect(whoami(client)).rejects.toMatchObject({ code: 'session_not_found' })
  })

  it('ends when the app withdraws the server', async () => {
    let allowed = true
    const { ride, vault } = await signedIn(new MemorySessionStore(), {
      allowServer: (_url, user) => allowed && user === 'alice',
    })
    const client = await ride()
    allowed = false
    const { http } = vault.state()
    await expect(whoami(client)).rejects.toMatchObject({ code: 'blocked_address' })
    expect(vault.state().http).toEqual(http)
  })

  it('is of no use to another person', async () => {
    const { vault, common, store } = await signedIn(new MemorySessionStore())
    const fetch = authorizedFetch({ ...common, store, userId: 'mallory' })
    await expect(connectLegacy(vault, undefined, fetch)).rejects.toMatchObject({ code: 'session_not_found' })
  })
})

it('serves a client of version 2 of the SDK, which tells of errors by code too', async () => {
  const { vault, common, store, alice, sessionId } = await signedIn(new MemorySessionStore())
  const client = new ModernClient({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } })
  closers.push(() => client.close())
  await client.connect(new ModernTransport(new URL(vault.url), { fetch: authorizedFetch({ ...common, store }) }))
  vault.expireAccessTokens()
  expect(said(await client.callTool({ name: 'whoami' }))).toContain('You are alice')
  await alice.call('disconnect', { sessionId })
  const error = (await client.callTool({ name: 'whoami' }).catch((caught: unknown) => caught)) as Error
  expect([error, error.cause]).toContainEqual(expect.objectContaining({ code: 'session_not_found' }))
})

/** An inn that lets in who has the session's custom header. */
async function atInn(era: 'legacy' | 'modern', options: InnOptions = {}) {
  const inn = await (era === 'legacy' ? startLegacyInn : startModernInn)({ ...options, requireBearer: 'canary' })
  closers.push(() => inn.close())
  const common = {
    userId: 'alice',
    sessionId: 's1',
    store: new MemorySessionStore(),
    allowPrivateNetwork: ['127.0.0.1'],
  }
  const headers = { Authorization: 'Bearer canary' }
  await new MCPClient({ ...common, serverUrl: inn.url, headers }).connect()
  return { inn, common, fetch: authorizedFetch(common) }
}

describe('a client of version 1 of the SDK on a session with custom headers', () => {
  it('calls, hears progress, and answers questions by its own handler', async () => {
    const { inn, fetch } = await atInn('legacy')
    const client = await connectLegacy(inn, answerAll, fetch)
    closers.push(() => client.close())
    const steps: number[] = []
    const call = { name: 'count', arguments: { steps: 3, delayMs: 5 } }
    const counted = await client.callTool(call, undefined, { onprogress: ({ progress }) => steps.push(progress) })
    expect([said(counted as never), steps]).toEqual(['Counted to 3.', [1, 2, 3]])
    expect(said(await client.callTool({ name: 'book' }))).toBe(JSON.stringify(ADA))
  })

  it('listens on the stream of its own, and closes it', async () => {
    const { inn, fetch } = await atInn('legacy')
    const client = await connectLegacy(inn, answerAll, fetch)
    closers.push(() => client.close())
    let changes = 0
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => void changes++)
    const listening = (count: number) => waitFor(inn.listeners, (now) => now === count)
    await listening(1)
    await inn.shift({ description: 'Something else.' })
    await waitFor(
      () => changes,
      (count) => count === 1,
    )
    // The question comes on that stream, not on the call's.
    expect(said(await client.callTool({ name: 'ask_later' }))).toBe(JSON.stringify(ADA))
    await client.close()
    await listening(0)
  })

  it('hears that the server refuses the header for good', async () => {
    const { inn, common } = await atInn('legacy')
    const { generation } = (await common.store.get('alice', 's1'))!
    const headers = { Authorization: 'Bearer wrong' }
    await common.store.update('alice', 's1', generation, { secrets: { headers } })
    const connecting = connectLegacy(inn, undefined, authorizedFetch(common))
    await expect(connecting).rejects.toMatchObject({ code: 'reauth_required' })
  })
})

it('serves a client of version 2 of the SDK on a modern server', async () => {
  const { inn, fetch } = await atInn('modern')
  const client = await connectModern(inn, {}, fetch)
  closers.push(() => client.close())
  expect(said(await client.callTool({ name: 'shout' }))).toBe('HELLO')
})

it('is a standard fetch by its type, and the one that the SDKs take', () => {
  const fetch = authorizedFetch({ userId: 'alice', sessionId: 's1' })
  fetch satisfies typeof globalThis.fetch
  fetch satisfies FetchLike
  fetch satisfies ModernFetchLike
  expect(fetch).toBeTypeOf('function')
})
