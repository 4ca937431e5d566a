/** What hostile servers and pages could do to a sign-in. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { MemorySessionStore } from '../../server/index.ts'
import { keepTokens } from '../../server/oauth/tokens.ts'
import type { VaultOptions } from '../../examples/demo/servers/vault.ts'
import { openVault, type startSite } from '../server/site.ts'
import { signIn } from '../servers/sign-in.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const open = (options?: VaultOptions, site?: Parameters<typeof startSite>[0]) => openVault(closers, options, site)

/** A server of 2025-03-26 that protects itself, has no metadata at all, and counts what it is asked. */
async function startOldServer() {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://x')
    asked.push(pathname)
    await once(request.resume(), 'end')
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (pathname === '/mcp') return json(401, {})
    if (pathname === '/register') return json(201, { client_id: 'c1', redirect_uris: [] })
    if (pathname === '/token') return json(200, { access_token: 'stolen', token_type: 'Bearer' })
    return json(404, {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  )
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`, asked }
}

describe('a sign-in', () => {
  it('is not ended with another issuer’s answer, also where the server has no metadata to say its own', async () => {
    const old = await startOldServer()
    const { alice, site } = await open()
    const { authUrl, state } = await alice.call('connect', { serverUrl: old.url })
    expect(state).toBe('AUTHENTICATING')
    const start = await alice.jar.fetch(authUrl!)
    const flow = new URL(start.headers.get('location')!).searchParams.get('state')!
    const answers = await Promise.all(
      ['code=abc', 'error=access_denied'].map(async (answer) => {
        const page = await alice.jar.fetch(
          `${site.base}/oauth/callback?${answer}&state=${flow}&iss=https://vault.example`,
        )
        return [page.status, (await page.text()).includes('issuer_mismatch')]
      }),
    )
    expect(answers).toEqual([
      [403, true],
      [403, true],
    ])
    expect(old.asked).not.toContain('/token')
  })

  it('never sends a refresh token to another issuer than the one that gave it', async () => {
    const store = new MemorySessionStore()
    const { alice, vault } = await open({}, { store })
    const evil = await startOldServer()
    const { authUrl, sessionId } = await alice.call('connect', { serverUrl: vault.url })
    await (await alice.jar.fetch(await signIn(authUrl!, { jar: alice.jar }))).body?.cancel()
    const record = (await store.get('alice', sessionId))!
    const { discovery, clientInformation } = record.secrets
    const issuer = new URL(evil.url).origin
    const metadata = {
      ...discovery!.authorizationServerMetadata!,
      issuer,
      token_endpoint: `${issuer}/token`,
      revocation_endpoint: `${issuer}/revoke`,
    }
    await store.update('alice', sessionId, record.generation, {
      secrets: {
        ...record.secrets,
        discovery: { ...discovery!, authorizationServerUrl: issuer, authorizationServerMetadata: metadata },
        clientInformation: { ...clientInformation, [issuer]: { client_id: 'c1', issuer } },
      },
    })
    vault.expireAccessTokens()
    await alice.rpc('callTool', { sessionId, name: 'whoami' })
    await alice.call('disconnect', { sessionId })
    expect(evil.asked).toEqual([])
  })

  it('registers nothing where it would not be safe, and again where the callback is another', async () => {
    const unsafe = await open({ pkce: false })
    await unsafe.alice.rpc('connect', { serverUrl: unsafe.vault.url })
    expect(unsafe.vault.state().registrations).toBe(0)
    const callback = 'http://127.0.0.1:9/app'
    const { alice, vault } = await open({}, { allowedCallbackUrls: [callback] })
    await alice.call('connect', { serverUrl: vault.url })
    await alice.call('connect', { serverUrl: vault.url })
    expect(vault.state().registrations).toBe(1)
    await alice.call('connect', { serverUrl: vault.url, callbackUrl: callback })
    expect(vault.state().registrations).toBe(2)
  })

  it('can be asked for again and again', async () => {
    const { alice, vault } = await open()
    const { sessionId } = await alice.call('connect', { serverUrl: vault.url })
    const addresses = [await alice.call('authorize', { sessionId }), await alice.call('authorize', { sessionId })]
    expect(new Set(addresses.map(({ authUrl }) => authUrl)).size).toBe(1)
    const back = await signIn(addresses[1]!.authUrl, { jar: alice.jar })
    expect((await alice.jar.fetch(back)).status).toBe(200)
  })

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://alice:secret@HOST/',
    'http://HOST@evil.example/',
    'http://HOST.evil.example/',
    'blob:http://HOST/1',
  ])('does not return to %s', async (returnTo) => {
    const { alice, vault, site } = await open()
    const { host } = new URL(site.base)
    const answer = await alice.rpc('connect', { serverUrl: vault.url, returnTo: returnTo.replace('HOST', host) })
    expect(answer).toMatchObject({ error: { code: 'invalid_return_to' } })
  })

  it('costs the store nothing when nobody could be meant', async () => {
    const store = new MemorySessionStore()
    let peeks = 0
    const peek = store.peekState.bind(store)
    store.peekState = (name) => {
      peeks++
      return peek(name)
    }
    const { site } = await open({}, { store })
    const page = await fetch(`${site.base}/oauth/callback?code=a&state=b`)
    expect([page.status, peeks]).toEqual([403, 0])
  })

  it('shows no markup of anybody’s, and cannot be framed', async () => {
    const { site } = await open()
    const page = await fetch(
      `${site.base}/oauth/callback?code=a&state=%3Cscript%3Ealert(1)%3C/script%3E&error_description=%3Cb%3E`,
    )
    const text = await page.text()
    expect(text).not.toMatch(/<script|<b>|alert/)
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
  })
})

describe('tokens', () => {
  const given = { access_token: 'a', token_type: 'Bearer' }

  it('are taken only as bearer tokens', () => {
    for (const bad of [
      { ...given, access_token: '' },
      { ...given, token_type: 'mac' },
      { ...given, token_type: '' },
    ]) {
      expect(() => keepTokens(bad, 'https://as.example')).toThrow(
        expect.objectContaining({ code: 'upstream_protocol' }),
      )
    }
    expect(keepTokens({ ...given, token_type: 'bearer' }, 'https://as.example')).toMatchObject({
      issuer: 'https://as.example',
    })
  })

  it('keep what a renewal leaves out, but no life that was not given, and no endless scope', () => {
    const before = {
      ...given,
      refresh_token: 'r',
      expires_in: 60,
      scope: 'x',
      obtainedAt: 1,
      issuer: 'https://as.example',
    }
    const after = keepTokens({ ...given, access_token: 'b' }, 'https://as.example', before)
    expect(after).toMatchObject({ access_token: 'b', refresh_token: 'r', scope: 'x' })
    expect(after.expires_in).toBeUndefined()
    expect(keepTokens({ ...given, scope: 'y'.repeat(5_000) }, 'https://as.example').scope).toBeUndefined()
  })
})
