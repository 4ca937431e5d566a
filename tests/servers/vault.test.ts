import { auth, discoverOAuthServerInfo } from '@modelcontextprotocol/client'
import { afterEach, describe, expect, it } from 'vitest'
import { ARCHIVE } from '../../examples/demo/servers/vault-provider.ts'
import { start } from '../../examples/demo/servers/vault.ts'
import type { Vault, VaultOptions } from '../../examples/demo/servers/vault.ts'
import { CookieJar, signIn } from './sign-in.ts'
import {
  authorized,
  callWith,
  CLIENT_METADATA,
  connected,
  finish,
  MemoryProvider,
  REDIRECT_URI,
  refresh,
  requestCode,
  requestToken,
  whoami,
} from './vault-client.ts'
import { waitFor } from './wait-for.ts'

const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function startVault(options: VaultOptions = {}): Promise<Vault> {
  const vault = await start(options)
  closers.push(() => vault.close())
  return vault
}

describe('the way in', () => {
  it('is found from the first 401', async () => {
    const vault = await startVault()
    const { status, challenge } = await callWith(vault, undefined)
    const metadataUrl = vault.url.replace('/mcp', '/.well-known/oauth-protected-resource/mcp')
    expect(status).toBe(401)
    expect(challenge).toContain(`resource_metadata="${metadataUrl}"`)
    const { authorizationServerUrl, authorizationServerMetadata, resourceMetadata } = await discoverOAuthServerInfo(
      vault.url,
    )
    expect(authorizationServerUrl).toBe(vault.issuer)
    expect(resourceMetadata).toMatchObject({ resource: vault.url, scopes_supported: ['vault:read', 'vault:write'] })
    expect(authorizationServerMetadata).toMatchObject({
      issuer: vault.issuer,
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      registration_endpoint: expect.stringContaining(vault.issuer),
      revocation_endpoint: expect.stringContaining(vault.issuer),
      grant_types_supported: ['authorization_code', 'refresh_token'],
    })
    expect(vault.state()).toMatchObject({ unauthorized: 1, requests: {} })
  })

  it('leads through login and consent to the tools', async () => {
    const vault = await startVault()
    const provider = await authorized(vault)
    const client = await connected(vault, provider)
    closers.push(() => client.close())
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['whoami', 'read_vault', 'open_vault'])
    expect(await client.callTool({ name: 'read_vault' })).toMatchObject({
      content: [{ text: 'alice has these boxes: deeds, letters, ring.' }],
    })
    expect(vault.state()).toMatchObject({
      registrations: 1,
      authorizations: { granted: 1, refused: 0 },
      tokenRequests: { authorization_code: { ok: 1, refused: 0 } },
      requests: { 'tools/list': 1, 'tools/call': 1 },
    })
  })

  it('lets one browser sign in as several people, in two tabs at once', async () => {
    const vault = await startVault()
    const jar = new CookieJar()
    const alice = await authorized(vault, { jar })
    const [bob, carol] = await Promise.all([
      authorized(vault, { user: 'bob', jar }),
      authorized(vault, { user: 'carol', jar }),
    ])
    expect(await Promise.all([alice, bob, carol].map((provider) => whoami(vault, provider)))).toEqual([
      'alice',
      'bob',
      'carol',
    ])
  })

  it('takes a name that has no button', async () => {
    const vault = await startVault()
    expect(await whoami(vault, await authorized(vault, { user: 'zoe' }))).toBe('zoe')
  })

  it('ends with an error where the person declines', async () => {
    const vault = await startVault()
    const provider = new MemoryProvider()
    await auth(provider, { serverUrl: vault.url })
    const answer = await signIn(provider.authorizationUrl!, { decline: true })
    expect(Object.fromEntries(answer.searchParams)).toMatchObject({
      error: 'access_denied',
      state: 'the-state',
      iss: vault.issuer,
    })
    expect(vault.state().authorizations).toEqual({ granted: 0, refused: 1 })
  })

  it('shows what an app calls itself as text, on a page that loads nothing', async () => {
    const name = '<img src=x onerror=alert(1)>'
    const vault = await startVault({
      clients: [{ ...CLIENT_METADATA, client_id: 'x', client_name: name }],
    })
    const jar = new CookieJar()
    const { url } = await requestCode(vault, { client_id: 'x' })
    const login = new URL((await jar.fetch(url)).headers.get('Location')!, url)
    login.search = 'user=alice'
    const page = await jar.fetch(login)
    const html = await page.text()
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;</strong> wants to use the vault as <strong>alice')
    expect(html).not.toContain('<img')
    const policy = page.headers.get('Content-Security-Policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(`form-action 'self' ${new URL(REDIRECT_URI).origin};`)
  })

  it('knows a client that was registered by hand, by its secret', async () => {
    const { redirect_uris, grant_types } = CLIENT_METADATA
    const known = { client_id: 'desk', client_secret: 'of-the-desk' }
    const vault = await startVault({
      registration: 'off',
      clients: [{ ...known, redirect_uris, grant_types, application_type: 'native' }],
    })
    const provider = new MemoryProvider({ client: { ...known, issuer: vault.issuer } })
    expect(await whoami(vault, await authorized(vault, {}, provider))).toBe('alice')
    expect((await refresh(vault, provider)).body.error).toBe('invalid_client')
    expect(vault.state().registrations).toBe(0)
  })

  it('takes the address of a metadata document for a client id, where it says so', async () => {
    const clientMetadataUrl = 'https://desk.example/client.json'
    const asked: string[] = []
    const vault = await startVault({
      cimd: true,
      registration: 'off',
      fetchDocument: async (address) => {
        asked.push(String(address))
        return Response.json({ ...CLIENT_METADATA, client_id: clientMetadataUrl })
      },
    })
    const { authorizationServerMetadata } = await discoverOAuthServerInfo(vault.url)
    expect(authorizationServerMetadata).toMatchObject({ client_id_metadata_document_supported: true })
    const provider = await authorized(vault, {}, new MemoryProvider({ clientMetadataUrl }))
    expect(provider.client?.client_id).toBe(clientMetadataUrl)
    expect(await whoami(vault, provider)).toBe('alice')
    expect(asked).toEqual([clientMetadataUrl])
  })
})

describe('tokens', () => {
  it('are not issued without PKCE, nor for the wrong verifier', async () => {
    const vault = await startVault()
    const without = await requestCode(vault, { code_challenge: undefined, code_challenge_method: undefined })
    expect((await without.answer()).searchParams.get('error')).toBe('invalid_request')
    const plain = await requestCode(vault, { code_challenge_method: 'plain' })
    expect((await plain.answer()).searchParams.get('error')).toBe('invalid_request')
    const { clientId, answer } = await requestCode(vault)
    const { status, body } = await requestToken(vault, {
      grant_type: 'authorization_code',
      client_id: clientId,
      code: (await answer()).searchParams.get('code')!,
      redirect_uri: REDIRECT_URI,
      code_verifier: 'w'.repeat(43),
    })
    expect([status, body.error]).toEqual([400, 'invalid_grant'])
  })

  it('are good for the resource that they were asked for only', async () => {
    const vault = await startVault()
    const nowhere = await requestCode(vault, { resource: 'https://elsewhere.example/mcp' })
    expect((await nowhere.answer()).searchParams.get('error')).toBe('invalid_target')
    const none = await requestCode(vault, { resource: undefined })
    expect((await none.answer()).searchParams.get('error')).toBe('access_denied')
    for (const [resource, status] of [
      [vault.url, 200],
      [ARCHIVE, 401],
    ] as const) {
      const { clientId, verifier, answer } = await requestCode(vault, { resource })
      const { body } = await requestToken(vault, {
        grant_type: 'authorization_code',
        client_id: clientId,
        code: (await answer()).searchParams.get('code')!,
        redirect_uri: REDIRECT_URI,
        code_verifier: verifier,
        resource,
      })
      expect(body.scope).toBe('vault:read')
      expect((await callWith(vault, body.access_token)).status).toBe(status)
    }
  })

  it('with too small a scope are answered 403, and a sign-in for more helps', async () => {
    const vault = await startVault()
    const provider = await authorized(vault)
    const { status, challenge } = await callWith(vault, provider.saved!.access_token, 'open_vault')
    expect(status).toBe(403)
    expect(challenge).toContain('error="insufficient_scope"')
    expect(challenge).toContain('scope="vault:read vault:write"')
    expect(challenge).toContain('resource_metadata="')
    const before = await connected(vault, provider)
    closers.push(() => before.close())
    await expect(before.callTool({ name: 'open_vault', arguments: { box: 'ring' } })).rejects.toThrow()
    await finish(vault, provider)
    const client = await connected(vault, provider)
    closers.push(() => client.close())
    expect(await client.callTool({ name: 'open_vault', arguments: { box: 'ring' } })).toMatchObject({
      content: [{ text: "In the box of alice: Grandmother's ring." }],
    })
    expect(vault.state().registrations).toBe(1)
  })

  it('expire', async () => {
    const vault = await startVault({ accessTokenSeconds: 1 })
    const { saved } = await authorized(vault)
    expect(saved).toMatchObject({ expires_in: 1 })
    const { challenge } = await waitFor(
      () => callWith(vault, saved!.access_token),
      ({ status }) => status === 401,
    )
    expect(challenge).toContain('error="invalid_token"')
  })

  it('are replaced by a refresh', async () => {
    const vault = await startVault()
    const provider = await authorized(vault)
    const first = provider.saved!
    vault.expireAccessTokens()
    expect((await callWith(vault, first.access_token)).status).toBe(401)
    expect(await whoami(vault, provider)).toBe('alice')
    expect(provider.saved!.refresh_token).not.toBe(first.refresh_token)
    expect(vault.state()).toMatchObject({ refreshes: 1, reuseDetections: 0 })
  })

  it('all end when a refresh token is used twice', async () => {
    const vault = await startVault()
    const [provider, neighbour] = [await authorized(vault), await authorized(vault)]
    const { status, body } = await refresh(vault, provider)
    expect(status).toBe(200)
    expect((await refresh(vault, provider)).body.error).toBe('invalid_grant')
    expect((await callWith(vault, body.access_token)).status).toBe(401)
    expect((await refresh(vault, provider, body.refresh_token)).body.error).toBe('invalid_grant')
    expect((await callWith(vault, neighbour.saved!.access_token)).status).toBe(200)
    expect(vault.state()).toMatchObject({
      refreshes: 1,
      reuseDetections: 1,
      tokenRequests: { refresh_token: { ok: 1, refused: 2 } },
    })
  })

  it('come once out of 20 refreshes at the same time', async () => {
    const vault = await startVault()
    const provider = await authorized(vault)
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(vault, provider)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(vault.state()).toMatchObject({ refreshes: 1, reuseDetections: 1 })
  })

  it('all end with the revocation of the refresh token', async () => {
    const vault = await startVault()
    const provider = await authorized(vault)
    const body = new URLSearchParams({ token: provider.saved!.refresh_token!, client_id: provider.client!.client_id })
    expect((await fetch(`${vault.issuer}/token/revocation`, { method: 'POST', body })).status).toBe(200)
    expect((await callWith(vault, provider.saved!.access_token)).status).toBe(401)
    expect((await refresh(vault, provider)).body.error).toBe('invalid_grant')
    expect(vault.state().revocations).toBe(1)
  })
})
