/** Who can read or write Redis can read no secret, use none of another's, and have none sent elsewhere. */
import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { generateKey, RedisSessionStore } from '../../server/index.ts'
import { start as startVault, type Vault } from '../../examples/demo/servers/vault.ts'
import { RedisServer } from '../server/redis-server.ts'
import { Browser, startSite } from '../server/site.ts'
import { signIn } from '../servers/sign-in.ts'
import { waitFor } from '../servers/wait-for.ts'

let redis: RedisServer
let admin: Redis
let vault: Vault
const closers: (() => unknown)[] = []
const [old, young] = [generateKey(), generateKey()]
const kid = (key: string): string => key.split(':')[0]!

beforeAll(async () => {
  ;[redis, vault] = await Promise.all([RedisServer.start(), startVault()])
  admin = new Redis(redis.url)
})
beforeEach(() => admin.flushall())
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})
afterAll(async () => {
  admin?.disconnect()
  await Promise.all([redis?.stop(), vault?.close()])
})

/** A replica with this key ring. */
async function replica(keys: string) {
  const store = new RedisSessionStore({ redis: redis.url, keys })
  closers.push(() => store.close())
  const site = await startSite({ store })
  closers.push(() => site.close())
  return { store, as: (user: string) => new Browser(site.base, user) }
}

/** Signs in at the vault as `who`, by an account of that name. */
async function connect(browser: Browser, who: string, account?: string): Promise<string> {
  const { sessionId, authUrl } = await browser.call('connect', {
    serverUrl: vault.url,
    ...(account !== undefined && { account }),
  })
  const page = await browser.jar.fetch(await signIn(authUrl!, { jar: browser.jar, user: who }))
  expect(await page.text()).toContain('You are signed in')
  return sessionId
}

const whoami = (browser: Browser, sessionId: string) => browser.rpc('callTool', { sessionId, name: 'whoami' })
const keyOf = (user: string, sessionId: string): string =>
  `mcp:session:{${createHash('sha256').update(user).digest('base64url')}}:${sessionId}`
const raw = async (user: string, sessionId: string) =>
  JSON.parse((await admin.get(keyOf(user, sessionId)))!) as Record<string, unknown> & {
    secrets: Record<string, string>
  }
const rewrite = (user: string, sessionId: string, record: object) =>
  admin.set(keyOf(user, sessionId), JSON.stringify(record), 'KEEPTTL')
const unreadable = { error: { code: 'session_unreadable', retryable: false } }
const isUser = (user: string) => ({ result: { structuredContent: { user } } })

describe('a key ring that changes', () => {
  it('opens what the old key sealed, seals it anew, and then needs the old key no more', async () => {
    const before = (await replica(old)).as('alice')
    const [used, unused] = [await connect(before, 'alice', 'one'), await connect(before, 'carol', 'two')]
    const both = (await replica(`${young},${old}`)).as('alice')
    expect(await whoami(both, used)).toMatchObject(isUser('alice'))
    const sealed = await waitFor(
      async () => Object.values((await raw('alice', used)).secrets),
      (secrets) => secrets.every((secret) => secret.startsWith(`v1.${kid(young)}.`)),
    )
    expect(sealed.length).toBeGreaterThan(2)
    expect((await raw('alice', unused)).secrets.tokens, 'nobody has read this one').toContain(`v1.${kid(old)}.`)

    const after = (await replica(young)).as('alice')
    expect(await whoami(after, used)).toMatchObject(isUser('alice'))
    const kept = await raw('alice', unused)
    expect(await whoami(after, unused)).toMatchObject(unreadable)
    expect(await after.rpc('restoreSession', { sessionId: unused })).toMatchObject(unreadable)
    expect((await after.call('getSessions', {})).sessions).toMatchObject([
      { sessionId: used, state: 'CONNECTED' },
      { sessionId: unused, error: { code: 'session_unreadable' } },
    ])
    expect(await raw('alice', unused), 'kept as it was').toEqual(kept)
    expect(await whoami((await replica(`${young},${old}`)).as('alice'), unused)).toMatchObject(isUser('carol'))
  })

  it('renews a token that the old key sealed', async () => {
    const sessionId = await connect((await replica(old)).as('alice'), 'alice')
    const both = (await replica(`${young},${old}`)).as('alice')
    vault.expireAccessTokens()
    expect(await whoami(both, sessionId)).toMatchObject(isUser('alice'))
    expect((await raw('alice', sessionId)).secrets.tokens).toContain(`v1.${kid(young)}.`)
  })
})

describe('a Redis that somebody rewrites', () => {
  it.each(['one person', 'two people'])('refuses the tokens of another session of %s', async (who) => {
    const { as } = await replica(old)
    const other = who === 'one person' ? 'alice' : 'bob'
    const [alice, theirs] = [as('alice'), as(other)]
    const mine = await connect(alice, 'alice', 'mine')
    const wanted = await connect(theirs, 'carol', 'wanted')
    const [record, source] = [await raw('alice', mine), await raw(other, wanted)]
    const before = vault.state().http.POST
    const forgeries = [
      { ...record, secrets: { ...record.secrets, tokens: source.secrets.tokens } },
      { ...record, secrets: source.secrets },
      // Its place says whose it is, not what it says of itself.
      source,
      { ...source, userId: 'alice', sessionId: mine },
    ]
    for (const forgery of forgeries) {
      await rewrite('alice', mine, forgery)
      expect(await whoami(alice, mine)).toMatchObject(unreadable)
      expect(await alice.rpc('listTools', { sessionId: mine })).toMatchObject(unreadable)
      expect(JSON.parse((await admin.get(keyOf('alice', mine)))!), 'kept').toEqual(forgery)
    }
    expect(vault.state().http.POST, 'the MCP server was asked nothing').toBe(before)
    await rewrite('alice', mine, record)
    expect(await whoami(alice, mine)).toMatchObject(isUser('alice'))
    expect(await whoami(theirs, wanted)).toMatchObject(isUser('carol'))
  })

  it('refuses to open what an earlier write has sealed', async () => {
    const alice = (await replica(old)).as('alice')
    const sessionId = await connect(alice, 'alice')
    const earlier = await raw('alice', sessionId)
    vault.expireAccessTokens()
    await whoami(alice, sessionId)
    const now = await raw('alice', sessionId)
    await rewrite('alice', sessionId, { ...now, secrets: { ...now.secrets, tokens: earlier.secrets.tokens } })
    expect(await whoami(alice, sessionId)).toMatchObject(unreadable)
  })

  it('has no token and no header sent to another address', async () => {
    const asked: string[] = []
    const thief: Server = createServer((request, response) => {
      asked.push(JSON.stringify(request.headers))
      response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve))
    closers.push(() => thief.close())
    const serverUrl = `http://127.0.0.1:${(thief.address() as AddressInfo).port}/mcp`
    const alice = (await replica(old)).as('alice')
    const sessionId = await connect(alice, 'alice')
    const record = await raw('alice', sessionId)
    await rewrite('alice', sessionId, { ...record, serverUrl })
    expect(await whoami(alice, sessionId)).toMatchObject(unreadable)
    for (const method of ['restoreSession', 'listTools', 'authorize'] as const)
      expect(await alice.rpc(method, { sessionId }), method).toMatchObject(unreadable)
    expect(asked).toEqual([])
    // Not even when the person gets rid of it, which ends the session on its server.
    await alice.call('disconnect', { sessionId })
    expect((await alice.call('getSessions', {})).sessions).toEqual([])
    expect(asked).toEqual([])
  })
})
