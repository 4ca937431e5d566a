/** An authorization server that has forgotten the client which it once registered. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MemorySessionStore, type SessionChange } from '../../server/index.ts'
import { start as startVault, type Vault } from '../../examples/demo/servers/vault.ts'
import { EchoServer } from '../faults/echo-server.ts'
import { signIn } from '../servers/sign-in.ts'
import { Browser, startSite } from './site.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const close of closers.splice(0).reverse()) await close()
})

async function open(store = new MemorySessionStore()) {
  let vault = await startVault()
  closers.push(() => vault.close())
  const site = await startSite({ store })
  closers.push(() => site.close())
  const alice = new Browser(site.base, 'alice')
  const { sessionId, authUrl } = await alice.call('connect', { serverUrl: vault.url })
  return {
    alice,
    sessionId,
    authUrl: authUrl!,
    vault: () => vault,
    /** Another one at the same address, which knows nothing. */
    async forget(): Promise<Vault> {
      const [port, issuerPort] = [vault.url, vault.issuer].map((url) => Number(new URL(url).port))
      await vault.close()
      return (vault = await startVault({ port: port!, issuerPort: issuerPort! }))
    },
  }
}

const tokenRequests = (vault: Vault): number =>
  Object.values(vault.state().tokenRequests).reduce((sum, { ok, refused }) => sum + ok + refused, 0)
const comeBack = async (alice: Browser, authUrl: string) => {
  const page = await alice.jar.fetch(await signIn(authUrl, { jar: alice.jar }))
  return [page.status, await page.text()]
}
const signedIn = [200, expect.stringContaining('You are signed in')]

describe('a client that its authorization server has forgotten', () => {
  it('costs a callback one token request, and the next sign-in introduces the app anew', async () => {
    const told = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { alice, sessionId, authUrl, forget } = await open()
    const back = await signIn(authUrl, { jar: alice.jar })
    const vault = await forget()
    const page = await alice.jar.fetch(back)
    expect([page.status, await page.text()]).toEqual([409, expect.stringContaining('(reauth_required, ')])
    expect(tokenRequests(vault)).toBe(1)
    expect(told, 'the server’s words are not written to the console').not.toHaveBeenCalled()
    expect(await comeBack(alice, authUrl)).toEqual(signedIn)
    expect(vault.state().registrations).toBe(1)
    expect(JSON.stringify(await alice.call('callTool', { sessionId, name: 'whoami' }))).toContain('alice')
  })

  it('puts the session where its person signs in again, by a new client, however many calls find out', async () => {
    const { alice, sessionId, authUrl, forget } = await open()
    expect(await comeBack(alice, authUrl)).toEqual(signedIn)
    const reader = await alice.events()
    const vault = await forget()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => alice.rpc('callTool', { sessionId, name: 'whoami' })),
    )
    for (const answer of answers)
      expect(answer).toMatchObject({ error: { code: 'reauth_required', data: { authUrl } } })
    expect(tokenRequests(vault)).toBe(1)
    expect(vault.state().registrations).toBe(1)
    expect(await comeBack(alice, authUrl)).toEqual(signedIn)
    expect(vault.state().registrations).toBe(1)
    expect(JSON.stringify(await alice.call('callTool', { sessionId, name: 'whoami' }))).toContain('alice')
    const asked = reader.events.filter(({ data }) => (data as { type?: string }).type === 'auth_required')
    expect(asked).toHaveLength(1)
    await reader.close()
  })
})

describe('a code that is refused', () => {
  it('is sent once', async () => {
    const told = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { alice, authUrl, vault } = await open()
    const back = await signIn(authUrl, { jar: alice.jar })
    back.searchParams.set('code', 'of-somebody-else')
    const page = await alice.jar.fetch(back)
    expect([page.status, await page.text()]).toEqual([409, expect.stringContaining('(reauth_required, ')])
    expect(vault().state().tokenRequests.authorization_code).toEqual({ ok: 0, refused: 1 })
    expect(told).not.toHaveBeenCalled()
  })
})

/** Lets neither of two sign-ins say that it has ended before both are about to. */
class Meeting extends MemorySessionStore {
  readonly #arrived: (() => void)[] = []

  override async update(userId: string, sessionId: string, generation: number, change: SessionChange) {
    if (change.state === 'AUTHENTICATED' && this.#arrived.length < 2) {
      await new Promise<void>((resolve) => {
        this.#arrived.push(resolve)
        if (this.#arrived.length === 2) for (const go of this.#arrived) go()
      })
    }
    return super.update(userId, sessionId, generation, change)
  }
}

describe('two tabs', () => {
  it('whose sign-ins end in the same moment both end well', async () => {
    const { alice, sessionId, authUrl } = await open(new Meeting())
    const tabs = [await signIn(authUrl, { jar: alice.jar }), await signIn(authUrl, { jar: alice.jar })]
    const pages = await Promise.all(tabs.map((back) => alice.jar.fetch(back)))
    expect(await Promise.all(pages.map(async (page) => [page.status, await page.text()]))).toEqual([signedIn, signedIn])
    expect(JSON.stringify(await alice.call('callTool', { sessionId, name: 'whoami' }))).toContain('alice')
  })
})

describe('a refresh token that is worth nothing any more', () => {
  it('leads to a sign-in at the place that only the refusing server names', async () => {
    const echo = await EchoServer.start({ accessToken: 'access', refreshToken: 'refresh', clientSecret: 'secret' })
    closers.push(() => echo.close())
    const site = await startSite()
    closers.push(() => site.close())
    const alice = new Browser(site.base, 'alice')
    const { sessionId, authUrl } = await alice.call('connect', { serverUrl: `${echo.origin}/guarded` })
    const start = await alice.jar.fetch(authUrl!)
    const state = new URL(start.headers.get('location')!).searchParams.get('state')!
    const page = await alice.jar.fetch(`${site.base}/oauth/callback?code=c&state=${state}`)
    expect([page.status, await page.text()]).toEqual(signedIn)
    echo.mcp = 401
    echo.token = 'invalid_grant'
    const refused = await alice.rpc('callTool', { sessionId, name: 'unlock' })
    expect(refused).toMatchObject({ error: { code: 'reauth_required', data: { authUrl } } })
    expect((await alice.call('getSessions', {})).sessions).toMatchObject([{ state: 'AUTHENTICATING', authUrl }])
    const again = await alice.jar.fetch(authUrl!)
    expect(again.headers.get('location')).toContain(`${echo.issuer}/authorize?`)
  })
})
