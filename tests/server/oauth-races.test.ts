/** What happens to a session while its person signs in, or the server says something else meanwhile. */
import { afterEach, describe, expect, it } from 'vitest'
import { MemorySessionStore } from '../../server/index.ts'
import { lazyContext, type ServerContext } from '../../server/context.ts'
import { beginFlow } from '../../server/oauth/begin.ts'
import { bearerFetch } from '../../server/oauth/bearer-fetch.ts'
import { resolveOptions } from '../../server/options.ts'
import { start as startVault, type Vault } from '../../examples/demo/servers/vault.ts'
import { signIn } from '../servers/sign-in.ts'
import { waitFor } from '../servers/wait-for.ts'
import { Browser, startSite } from './site.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function open() {
  const store = new MemorySessionStore()
  const vault: Vault = await startVault()
  const site = await startSite({ store })
  closers.push(
    () => vault.close(),
    () => site.close(),
  )
  const alice = new Browser(site.base, 'alice')
  const { authUrl, sessionId } = await alice.call('connect', { serverUrl: vault.url })
  const context: ServerContext = lazyContext(
    resolveOptions({ userId: 'alice', store, allowPrivateNetwork: ['127.0.0.1'] }),
  )()
  const record = (await store.get('alice', sessionId))!
  return { store, vault, alice, sessionId, context, record, back: await signIn(authUrl!, { jar: alice.jar }) }
}

describe('a sign-in that is overtaken', () => {
  it('by a disconnect gives its tokens back', async () => {
    const { vault, alice, sessionId, back } = await open()
    vault.set({ tokenReplyDelay: 400 })
    const page = alice.jar.fetch(back)
    await waitFor(
      () => vault.state().tokenRequests.authorization_code?.ok ?? 0,
      (count) => count === 1,
    )
    await alice.call('disconnect', { sessionId })
    expect((await page).status).toBe(404)
    await waitFor(
      () => vault.state().revocations,
      (count) => count >= 1,
    )
    expect((await alice.call('getSessions', {})).sessions).toEqual([])
  })

  it('by another authorization server does not put its own beside the other’s', async () => {
    const { store, context, record, sessionId } = await open()
    const { discovery } = record.secrets
    const issuer = 'https://other.example'
    const other = {
      ...discovery!,
      authorizationServerUrl: issuer,
      authorizationServerMetadata: { ...discovery!.authorizationServerMetadata!, issuer },
    }
    const now = (await store.get('alice', sessionId))!
    await store.update('alice', sessionId, now.generation, { secrets: { ...now.secrets, discovery: other } })
    const request = { redirectUri: record.callbackUrl!, browserHash: 'b' }
    await expect(beginFlow(context, record, request)).rejects.toMatchObject({ code: 'state_unknown_or_used' })
    expect((await store.get('alice', sessionId))!.secrets.discovery).toEqual(other)
  })

  it('serves whoever read the session before it ended', async () => {
    const { alice, vault, context, record, back } = await open()
    await (await alice.jar.fetch(back)).body?.cancel()
    expect(record.secrets.tokens).toBeUndefined()
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
    const response = await bearerFetch(context, record)(vault.url, { method: 'POST', headers, body })
    await response.body?.cancel()
    expect(response.status).not.toBe(401)
    expect(vault.state().refreshes).toBe(0)
  })
})
