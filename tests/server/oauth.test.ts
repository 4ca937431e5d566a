import { afterEach, describe, expect, it } from 'vitest'
import { MCPClient, MemorySessionStore, UnauthorizedError } from '../../server/index.ts'
import { start as startVault, type Vault, type VaultOptions } from '../../examples/demo/servers/vault.ts'
import { signIn } from '../servers/sign-in.ts'
import { waitFor } from '../servers/wait-for.ts'
import { Browser, openVault, startSite } from './site.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const open = (options?: VaultOptions, site?: Parameters<typeof startSite>[0]) => openVault(closers, options, site)

/** Connects, signs in and comes back. */
async function signedIn({ vault, alice }: { vault: Vault; alice: Browser }) {
  const { sessionId, state, authUrl } = await alice.call('connect', { serverUrl: vault.url })
  expect(state).toBe('AUTHENTICATING')
  const back = await signIn(authUrl!, { jar: alice.jar })
  const page = await alice.jar.fetch(back)
  return { sessionId, back, page }
}

const codeIn = async (response: Response) => /\((\w+), r-/.exec(await response.text())?.[1]

describe('signing in', () => {
  it('takes a person from a click to a connected server, and the browser never holds a token', async () => {
    const opened = await open()
    const { alice, vault, site } = opened
    const reader = await alice.events()
    const { sessionId, page, back } = await signedIn(opened)
    expect(back.href.startsWith(`${site.base}/oauth/callback?`)).toBe(true)
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store, no-transform'])
    expect(await page.text()).toContain('You are signed in')
    await reader.connection('auth_required', { sessionId, authUrl: `${site.base}/oauth/start?session=${sessionId}` })
    await reader.connection('tools_discovered', { sessionId })
    const who = await alice.call('callTool', { sessionId, name: 'whoami' })
    expect(JSON.stringify(who)).toContain('alice')
    const { sessions } = await alice.call('getSessions', {})
    expect(sessions).toMatchObject([{ state: 'CONNECTED', scopes: expect.any(Array) }])
    expect(sessions[0]!.authUrl).toBeUndefined()
    const everything = JSON.stringify([reader.events, sessions, alice.jar])
    expect(everything).not.toMatch(/access_token|refresh_token|code_verifier|client_secret/)
    expect(vault.state()).toMatchObject({ registrations: 1 })
    await reader.close()
  })

  it('goes on where the app wants it, on its own site only', async () => {
    const { alice, vault, site } = await open()
    const evil = await alice.rpc('connect', { serverUrl: vault.url, returnTo: 'https://evil.example/' })
    expect(evil).toMatchObject({ error: { code: 'invalid_return_to' } })
    const { authUrl } = await alice.call('connect', { serverUrl: vault.url, returnTo: '/desk?tab=2' })
    const page = await alice.jar.fetch(await signIn(authUrl!, { jar: alice.jar }))
    expect([page.status, page.headers.get('location')]).toEqual([303, `${new URL(site.base).origin}/desk?tab=2`])
  })

  it('may end on a page of the app’s own, which hands the answer over', async () => {
    const callback = 'http://127.0.0.1:9/app/callback'
    const { alice, vault, site } = await open({}, { allowedCallbackUrls: [callback] })
    const other = await alice.rpc('connect', { serverUrl: vault.url, callbackUrl: 'http://127.0.0.1:9/other' })
    expect(other).toMatchObject({ error: { code: 'invalid_return_to' } })
    const { authUrl, sessionId } = await alice.call('connect', { serverUrl: vault.url, callbackUrl: callback })
    const back = await signIn(authUrl!, { jar: alice.jar })
    expect(back.href.startsWith(callback)).toBe(true)
    const mallory = new Browser(site.base, 'mallory')
    const stolen = await mallory.rpc('finishAuth', { params: back.search })
    expect(stolen).toMatchObject({ error: { code: 'oauth_browser_mismatch' } })
    expect(await alice.call('finishAuth', { params: back.search })).toEqual({ sessionId, state: 'CONNECTED' })
  })

  it('is refused in another browser, for another person, without its state, and a second time', async () => {
    const { alice, vault, site } = await open()
    const { authUrl } = await alice.call('connect', { serverUrl: vault.url })
    const bob = new Browser(site.base, 'bob')
    await bob.call('getSessions', {})
    const stranger = new Browser(site.base, undefined)
    for (const other of [bob, stranger]) {
      const start = await other.jar.fetch(authUrl!)
      expect(start.status).toBe(other === bob ? 404 : 403)
      await start.body?.cancel()
    }
    const back = await signIn(authUrl!, { jar: alice.jar })
    for (const other of [bob, stranger]) {
      const page = await other.jar.fetch(back)
      expect([page.status, await codeIn(page)]).toEqual([403, 'oauth_browser_mismatch'])
    }
    const changed = (change: (query: URLSearchParams) => void) => {
      const url = new URL(back)
      change(url.searchParams)
      return alice.jar.fetch(url).then(codeIn)
    }
    expect(await changed((query) => query.delete('state'))).toBe('state_missing')
    expect(await changed((query) => query.set('state', 'guessed'))).toBe('state_unknown_or_used')
    for (const name of ['code', 'state', 'iss']) {
      expect(await changed((query) => query.append(name, 'x')), name).toBe('duplicate_param')
    }
    expect(vault.state().tokenRequests.authorization_code?.ok ?? 0, 'no token request before all that').toBe(0)
    expect((await alice.jar.fetch(back)).status).toBe(200)
  })

  it.each<[string, VaultOptions, string]>([
    ['a wrong issuer', { iss: 'wrong' }, 'issuer_mismatch'],
    ['no issuer, though one was promised', { iss: 'missing' }, 'issuer_mismatch'],
  ])('is stopped before any token request at %s', async (_what, options, code) => {
    const { alice, vault } = await open(options)
    const { authUrl, sessionId } = await alice.call('connect', { serverUrl: vault.url })
    const page = await alice.jar.fetch(await signIn(authUrl!, { jar: alice.jar }))
    expect([page.status, await codeIn(page)]).toEqual([403, code])
    expect(vault.state().tokenRequests.authorization_code).toBeUndefined()
    expect((await alice.call('getSessions', {})).sessions).toMatchObject([{ sessionId, state: 'AUTHENTICATING' }])
  })

  it('that is declined says so, shows nothing of the server’s words, and can begin again', async () => {
    const { alice, vault } = await open()
    const { authUrl, sessionId } = await alice.call('connect', { serverUrl: vault.url })
    const page = await alice.jar.fetch(await signIn(authUrl!, { jar: alice.jar, decline: true }))
    const text = await page.text()
    expect(text).toContain('The sign-in was declined')
    expect(text).not.toMatch(/End-User|aborted|error_description/i)
    await (await alice.jar.fetch(await signIn(authUrl!, { jar: alice.jar }))).body?.cancel()
    expect(JSON.stringify(await alice.call('callTool', { sessionId, name: 'whoami' }))).toContain('alice')
  })

  it.each<[string, VaultOptions, string]>([
    ['no PKCE', { pkce: false }, 'pkce_unsupported'],
    ['no way to register', { registration: 'off' }, 'registration_rejected'],
    ['a refused registration', { registration: 'rejects' }, 'registration_rejected'],
  ])('is not begun with %s, and the row says why', async (_what, options, code) => {
    const { alice, vault } = await open(options)
    expect(await alice.rpc('connect', { serverUrl: vault.url })).toMatchObject({ error: { code } })
    expect((await alice.call('getSessions', {})).sessions).toMatchObject([{ state: 'FAILED', error: { code } }])
  })

  it('uses a client that the operator has registered before any other', async () => {
    const site = await startSite()
    await site.close()
    const redirect = `${site.base}/oauth/callback`
    const vault = await startVault({
      registration: 'off',
      clients: [
        {
          client_id: 'desk',
          redirect_uris: [redirect],
          token_endpoint_auth_method: 'none',
          application_type: 'native',
        },
      ],
    })
    closers.push(() => vault.close())
    const made = await startSite({
      publicUrl: site.base,
      oauth: { registrations: { [vault.issuer]: { client_id: 'desk' } } },
    })
    closers.push(() => made.close())
    const alice = new Browser(made.base, 'alice')
    await alice.call('getSessions', {})
    const { authUrl } = await alice.call('connect', { serverUrl: vault.url })
    expect(authUrl, 'from publicUrl, not from the request').toContain(`${site.base}/oauth/start`)
    const start = await alice.jar.fetch(authUrl!.replace(site.base, made.base))
    expect(new URL(start.headers.get('location')!).searchParams.get('client_id')).toBe('desk')
    expect(vault.state().registrations).toBe(0)
  })

  it('serves a document of the app for servers that take one as the client', async () => {
    const { site } = await open({}, { oauth: { clientName: 'Northwind Desk', clientUri: 'https://desk.example' } })
    const response = await fetch(`${site.base}/oauth/client-metadata`)
    expect(await response.json()).toMatchObject({
      client_id: `${site.base}/oauth/client-metadata`,
      client_name: 'Northwind Desk',
      redirect_uris: [`${site.base}/oauth/callback`],
      grant_types: ['authorization_code', 'refresh_token'],
    })
  })
})

describe('accounts, clients and agents', () => {
  it('keeps two accounts on one server apart', async () => {
    const { alice, vault } = await open()
    const who: string[] = []
    for (const account of ['work', 'home']) {
      const { authUrl, sessionId } = await alice.call('connect', { serverUrl: vault.url, account })
      await (await alice.jar.fetch(await signIn(authUrl!, { jar: alice.jar, user: account }))).body?.cancel()
      who.push(sessionId)
    }
    const answers = await Promise.all(who.map((sessionId) => alice.call('callTool', { sessionId, name: 'whoami' })))
    expect(answers.map((answer) => JSON.stringify(answer.content))).toEqual([
      expect.stringContaining('work'),
      expect.stringContaining('home'),
    ])
  })

  it.each([['client_secret_basic'], ['client_secret_post']])(
    'has a secret of its own where the authorization server takes no client without: %s',
    async (method) => {
      const opened = await open({ clientAuthMethods: [method] })
      const { alice, vault } = opened
      const { sessionId, page } = await signedIn(opened)
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('You are signed in')])
      vault.expireAccessTokens()
      expect(JSON.stringify(await alice.call('callTool', { sessionId, name: 'whoami' }))).toContain('alice')
      expect(vault.state()).toMatchObject({ registrations: 1, refreshes: 1 })
      await alice.call('disconnect', { sessionId })
      await waitFor(
        () => vault.state().revocations,
        (count) => count >= 1,
      )
    },
  )

  it('ends on another replica than it began on', async () => {
    const store = new MemorySessionStore()
    const { alice, vault, site } = await open({}, { store })
    const other = await startSite({ store, publicUrl: site.base })
    closers.push(() => other.close())
    const { authUrl, sessionId } = await alice.call('connect', { serverUrl: vault.url })
    const back = await signIn(authUrl!, { jar: alice.jar })
    await (await alice.jar.fetch(back.href.replace(site.base, other.base))).body?.cancel()
    const there = new Browser(other.base, 'alice')
    expect(JSON.stringify(await there.call('callTool', { sessionId, name: 'whoami' }))).toContain('alice')
  })

  it('presents itself by its document where the authorization server takes one', async () => {
    const site = await startSite()
    closers.push(() => site.close())
    const published = await (await fetch(`${site.base}/oauth/client-metadata`)).json()
    const client = 'https://desk.example/api/mcp/oauth/client-metadata'
    const asked: string[] = []
    const fetchDocument = async (url: Parameters<typeof fetch>[0]) => {
      asked.push(String(url instanceof Request ? url.url : url))
      return Response.json({ ...published, client_id: client }, { headers: { 'cache-control': 'max-age=60' } })
    }
    const vault = await startVault({ cimd: true, fetchDocument })
    closers.push(() => vault.close())
    const made = await startSite({ publicUrl: site.base, oauth: { clientMetadataUrl: client } })
    closers.push(() => made.close())
    const alice = new Browser(made.base, 'alice')
    const { authUrl } = await alice.call('connect', { serverUrl: vault.url })
    const start = await alice.jar.fetch(authUrl!.replace(site.base, made.base))
    const address = new URL(start.headers.get('location')!)
    expect(address.searchParams.get('client_id')).toBe(client)
    const back = await signIn(address)
    await (await alice.jar.fetch(back.href.replace(site.base, made.base))).body?.cancel()
    expect((await alice.call('getSessions', {})).sessions).toMatchObject([{ state: 'CONNECTED' }])
    expect(asked).toContain(client)
    expect(vault.state().registrations).toBe(0)
  })

  it('lets code on the server sign a person in by the app’s own page', async () => {
    const vault = await startVault()
    closers.push(() => vault.close())
    const store = new MemorySessionStore()
    const common = { store, userId: 'ada', sessionId: 's1', allowPrivateNetwork: ['127.0.0.1'] }
    const redirected: string[] = []
    const client = new MCPClient({
      ...common,
      serverUrl: vault.url,
      callbackUrl: 'http://127.0.0.1:9/callback',
      onRedirect: (authUrl) => redirected.push(authUrl),
    })
    const error = await client.connect().catch((caught: unknown) => caught as UnauthorizedError)
    expect(error).toBeInstanceOf(UnauthorizedError)
    expect(redirected).toEqual([(error as UnauthorizedError).authUrl])
    const back = await signIn(redirected[0]!)
    const mallory = new MCPClient({ ...common, userId: 'mallory' })
    await expect(mallory.finishAuth(back.searchParams)).rejects.toMatchObject({ code: 'oauth_browser_mismatch' })
    await client.finishAuth(back.searchParams)
    const resumed = new MCPClient(common)
    expect(JSON.stringify(await resumed.callTool('whoami'))).toContain('alice')
    await expect(client.finishAuth(back.searchParams)).resolves.toBeUndefined()
    expect(vault.state().tokenRequests.authorization_code).toMatchObject({ ok: 1 })
  })
})

describe('tokens', () => {
  it('are renewed once, however many calls need it', async () => {
    const opened = await open()
    const { sessionId } = await signedIn(opened)
    const { alice, vault } = opened
    vault.expireAccessTokens()
    const calls = Array.from({ length: 50 }, () => alice.rpc('callTool', { sessionId, name: 'whoami' }))
    const answers = await Promise.all(calls)
    expect(answers.filter((answer) => 'result' in answer)).toHaveLength(50)
    expect(vault.state()).toMatchObject({ refreshes: 1, reuseDetections: 0 })
  })

  it('are kept while the authorization server is down, and nobody is asked to sign in', async () => {
    const opened = await open()
    const { sessionId } = await signedIn(opened)
    const { alice, vault } = opened
    vault.expireAccessTokens()
    vault.set({ tokenEndpoint: 'down' })
    expect(await alice.rpc('callTool', { sessionId, name: 'whoami' })).toMatchObject({
      error: { code: 'as_unavailable', retryable: true },
    })
    expect((await alice.call('getSessions', {})).sessions).toMatchObject([{ state: 'CONNECTED' }])
  })

  it('that nobody takes any more put the session where its person signs in again', async () => {
    const opened = await open()
    const { sessionId } = await signedIn(opened)
    const { alice, vault } = opened
    const reader = await alice.events()
    vault.dropRefreshReplies()
    vault.expireAccessTokens()
    await alice.rpc('callTool', { sessionId, name: 'whoami' })
    // The refresh token was used up without our hearing of the new one: it is refused as used twice, and that is final.
    const answer = await waitFor(
      () => alice.rpc('callTool', { sessionId, name: 'whoami' }),
      (given) => 'error' in given && given.error.code === 'reauth_required',
      15_000,
    )
    expect(answer).toMatchObject({ error: { data: { authUrl: expect.stringContaining('/oauth/start') } } })
    await reader.connection('auth_required', { sessionId })
    const { authUrl } = (await alice.call('getSessions', {})).sessions[0]!
    await (await alice.jar.fetch(await signIn(authUrl!, { jar: alice.jar }))).body?.cancel()
    expect(JSON.stringify(await alice.call('callTool', { sessionId, name: 'whoami' }))).toContain('alice')
    await reader.close()
  })

  it('grow by what a tool needs, when the person agrees', async () => {
    const opened = await open()
    const { sessionId } = await signedIn(opened)
    const { alice } = opened
    const refused = await alice.rpc('callTool', { sessionId, name: 'open_vault' })
    expect(refused).toMatchObject({
      error: { code: 'step_up_required', data: { authUrl: expect.stringContaining('/oauth/start') } },
    })
    const authUrl = ('error' in refused && refused.error.data?.authUrl) as string
    await (await alice.jar.fetch(await signIn(authUrl, { jar: alice.jar }))).body?.cancel()
    expect(await alice.rpc('callTool', { sessionId, name: 'open_vault' })).toHaveProperty('result')
    expect((await alice.call('getSessions', {})).sessions[0]!.scopes).toEqual(
      expect.arrayContaining(['vault:read', 'vault:write']),
    )
  })

  it('are taken back when the person disconnects', async () => {
    const opened = await open()
    const { sessionId } = await signedIn(opened)
    const { alice, vault } = opened
    await alice.call('disconnect', { sessionId })
    await waitFor(
      () => vault.state().revocations,
      (count) => count >= 1,
    )
  })

  it('never stand in the store in clear', async () => {
    const store = new MemorySessionStore()
    const opened = await open({}, { store })
    await signedIn(opened)
    const record = (await store.list('alice'))[0]!
    const { tokens } = record.secrets
    expect(tokens?.access_token).toMatch(/\S/)
    const events = await store.read('alice', '0.0-0')
    expect(JSON.stringify(events)).not.toContain(tokens!.access_token)
  })
})
