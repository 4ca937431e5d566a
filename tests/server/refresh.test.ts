import { afterEach, describe, expect, it } from 'vitest'
import { MemorySessionStore, type SessionChange } from '../../server/index.ts'
import { lazyContext } from '../../server/context.ts'
import { bearerFetch } from '../../server/oauth/bearer-fetch.ts'
import { renewTokens } from '../../server/oauth/refresh.ts'
import { resolveOptions } from '../../server/options.ts'
import { start as startVault, type VaultOptions } from '../../examples/demo/servers/vault.ts'
import { signIn } from '../servers/sign-in.ts'
import { waitFor } from '../servers/wait-for.ts'
import { Browser, startSite } from './site.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** Alice, signed in at a vault. */
async function open(store = new MemorySessionStore(), options: VaultOptions = {}) {
  const vault = await startVault(options)
  closers.push(() => vault.close())
  const site = await startSite({ store })
  closers.push(() => site.close())
  const alice = new Browser(site.base, 'alice')
  const { sessionId } = await alice.call('connect', { serverUrl: vault.url })
  const again = async () => {
    const page = await alice.jar.fetch(
      await signIn(`${site.base}/oauth/start?session=${sessionId}`, { jar: alice.jar }),
    )
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('You are signed in')])
  }
  await again()
  const context = lazyContext(resolveOptions({ userId: 'alice', store, allowPrivateNetwork: ['127.0.0.1'] }))()
  return {
    vault,
    alice,
    store,
    context,
    signInAgain: again,
    whoami: () => alice.rpc('callTool', { sessionId, name: 'whoami' }),
    record: async () => (await store.get('alice', sessionId))!,
  }
}

const isAlice = expect.objectContaining({ result: expect.objectContaining({ content: expect.anything() }) })

describe('a refresh', () => {
  it('that ends late leaves the tokens of a newer sign-in as they are, and its caller uses those', async () => {
    const { vault, record, whoami, signInAgain } = await open()
    vault.expireAccessTokens()
    vault.set({ tokenReplyDelay: 1_500 })
    const late = whoami()
    await waitFor(
      () => vault.state().refreshes,
      (refreshes) => refreshes === 1,
    )
    vault.set({ tokenReplyDelay: 0 })
    await signInAgain()
    const { tokens } = (await record()).secrets
    expect(await late).toEqual(isAlice)
    expect((await record()).secrets.tokens).toEqual(tokens)
    expect(await record()).toMatchObject({ state: 'CONNECTED' })
  })

  it('gives nobody the very token that was refused', async () => {
    const { vault, record, whoami, context } = await open()
    const oldest = (await record()).secrets.tokens!
    vault.expireAccessTokens()
    await whoami()
    vault.expireAccessTokens()
    const session = await record()
    const refused = session.secrets.tokens!
    expect(refused.access_token).not.toBe(oldest.access_token)
    const [forTheOldest, forTheNewer] = await Promise.all([
      renewTokens(context, session, oldest),
      renewTokens(context, session, refused),
    ])
    expect(forTheNewer.access_token).not.toBe(refused.access_token)
    expect([refused.access_token, forTheNewer.access_token]).toContain(forTheOldest.access_token)
    expect(vault.state()).toMatchObject({ refreshes: 2, reuseDetections: 0 })
  })

  it('is not needed where another replica has stored new tokens, even without a refresh token', async () => {
    const { vault, record, signInAgain, context } = await open()
    const stale = await record()
    delete stale.secrets.tokens!.refresh_token
    vault.expireAccessTokens()
    await signInAgain()
    const response = await bearerFetch(context, stale)(vault.url, { method: 'POST', body: '{}' })
    expect(response.status).not.toBe(401)
    await response.body?.cancel()
    expect(vault.state().refreshes).toBe(0)
    expect((await record()).secrets.tokens).toBeDefined()
  })

  it('is tried again where the session was changed in the moment before it', async () => {
    class Busy extends MemorySessionStore {
      changes = 0
      override async update(userId: string, sessionId: string, generation: number, change: SessionChange) {
        // A refresh proves with an empty change that the store takes writes.
        const isProof = Object.keys(change).length === 0
        if (isProof && this.changes++ === 0)
          await super.update(userId, sessionId, generation, { serverName: 'Renamed' })
        return super.update(userId, sessionId, generation, change)
      }
    }
    const store = new Busy()
    const { vault, whoami, record } = await open(store)
    vault.expireAccessTokens()
    expect(await whoami()).toEqual(isAlice)
    expect(store.changes).toBe(2)
    expect(await record()).toMatchObject({ serverName: 'Renamed' })
    expect(vault.state()).toMatchObject({ refreshes: 1, reuseDetections: 0 })
  })

  it('happens ahead of the token’s end, without a refused request', async () => {
    const { vault, whoami, record, store } = await open()
    const { userId, sessionId, generation, secrets } = await record()
    const tokens = secrets.tokens!
    const obtainedAt = tokens.obtainedAt - tokens.expires_in! * 900
    await store.update(userId, sessionId, generation, { secrets: { ...secrets, tokens: { ...tokens, obtainedAt } } })
    const before = vault.state().unauthorized
    expect(await Promise.all([whoami(), whoami(), whoami()])).toEqual([isAlice, isAlice, isAlice])
    expect(vault.state()).toMatchObject({ refreshes: 1, reuseDetections: 0, unauthorized: before })
  })

  it('ahead that fails costs nobody the sign-in, even where the token has ended meanwhile', async () => {
    const { vault, whoami, record, store } = await open()
    const { userId, sessionId, generation, secrets } = await record()
    const tokens = { ...secrets.tokens!, obtainedAt: secrets.tokens!.obtainedAt - 3_600_000 }
    await store.update(userId, sessionId, generation, { secrets: { ...secrets, tokens } })
    vault.expireAccessTokens()
    vault.set({ tokenEndpoint: 'down' })
    expect(await whoami()).toMatchObject({ error: { code: 'as_unavailable', retryable: true } })
    expect(vault.state().tokenRequestsLost).toBe(1)
    expect(await record()).toMatchObject({ state: 'CONNECTED', secrets: { tokens } })
  })

  it.each(['down', 'cut'] as const)(
    'at an authorization server that is %s keeps the tokens, asks again only after a while, and is well then',
    async (tokenEndpoint) => {
      const { vault, whoami, record } = await open()
      const { tokens } = (await record()).secrets
      vault.expireAccessTokens()
      vault.set({ tokenEndpoint })
      const away = { error: expect.objectContaining({ code: 'as_unavailable', retryable: true }) }
      expect(await whoami()).toMatchObject(away)
      for (const answer of await Promise.all(Array.from({ length: 20 }, whoami))) expect(answer).toMatchObject(away)
      expect(vault.state().tokenRequestsLost, 'it is left alone').toBe(1)
      expect(await record()).toMatchObject({ state: 'CONNECTED', secrets: { tokens } })
      vault.set({ tokenEndpoint: 'up' })
      await waitFor(whoami, (answer) => 'result' in answer, 15_000)
      expect(vault.state()).toMatchObject({ refreshes: 1, reuseDetections: 0, tokenRequestsLost: 1 })
    },
  )
})
