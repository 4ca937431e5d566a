import { auth, discoverOAuthServerInfo } from '@modelcontextprotocol/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { start } from '../../examples/demo/servers/vault.ts'
import type { Vault } from '../../examples/demo/servers/vault.ts'
import { authorized, callWith, MemoryProvider, refresh, requestCode } from './vault-client.ts'
import { waitFor } from './wait-for.ts'

let vault: Vault

beforeEach(async () => {
  vault = await start()
})

afterEach(() => vault.close())

describe('a vault that misbehaves', () => {
  it('does not say that it knows S256', async () => {
    vault.set({ pkce: false })
    const { authorizationServerMetadata } = await discoverOAuthServerInfo(vault.url)
    expect(authorizationServerMetadata).not.toHaveProperty('code_challenge_methods_supported')
  })

  it.each([
    { iss: 'wrong', issAdvertised: true, accepted: false },
    { iss: 'wrong', issAdvertised: false, accepted: false },
    { iss: 'missing', issAdvertised: true, accepted: false },
    { iss: 'missing', issAdvertised: false, accepted: true },
    { iss: 'right', issAdvertised: false, accepted: true },
  ] as const)('answers with iss $iss, advertised: $issAdvertised', async ({ accepted, ...settings }) => {
    vault.set(settings)
    const signedIn = authorized(vault).then(
      () => true,
      (error: unknown) => String(error),
    )
    expect(await signedIn).toEqual(accepted ? true : expect.stringContaining('IssuerMismatch'))
    const refused = await (await requestCode(vault, { scope: 'no such"scope' })).answer()
    const iss = { right: vault.issuer, wrong: 'https://somebody-else.example', missing: null }[settings.iss]
    expect(refused.searchParams.get('error')).toBe('invalid_scope')
    expect(refused.searchParams.get('iss')).toBe(iss)
  })

  it('offers no registration, or rejects it', async () => {
    vault.set({ registration: 'off' })
    const { authorizationServerMetadata } = await discoverOAuthServerInfo(vault.url)
    expect(authorizationServerMetadata).not.toHaveProperty('registration_endpoint')
    expect((await fetch(`${vault.issuer}/reg`, { method: 'POST' })).status).toBe(404)
    vault.set({ registration: 'rejects' })
    await expect(auth(new MemoryProvider(), { serverUrl: vault.url })).rejects.toThrow('invalid_client_metadata')
    expect(vault.state().registrations).toBe(0)
  })

  it('has a token endpoint that is down, cuts the line or never answers, and works again afterwards', async () => {
    const provider = await authorized(vault)
    vault.set({ tokenEndpoint: 'down' })
    expect((await refresh(vault, provider)).status).toBe(503)
    vault.set({ tokenEndpoint: 'cut' })
    await expect(refresh(vault, provider)).rejects.toThrow('fetch failed')
    vault.set({ tokenEndpoint: 'hangs' })
    const hanging = refresh(vault, provider).then(
      () => 'answered',
      () => 'cut',
    )
    await waitFor(
      () => vault.state().tokenRequestsLost,
      (lost) => lost === 3,
    )
    vault.set({ tokenEndpoint: 'up' })
    expect((await refresh(vault, provider)).status).toBe(200)
    expect(vault.state()).toMatchObject({ refreshes: 1, reuseDetections: 0 })
    await vault.close()
    expect(await hanging).toBe('cut')
  })

  it('loses the answer to a refresh that it has done', async () => {
    const provider = await authorized(vault)
    vault.dropRefreshReplies()
    await expect(refresh(vault, provider)).rejects.toThrow('fetch failed')
    expect(vault.state()).toMatchObject({ refreshes: 1, reuseDetections: 0 })
    expect((await refresh(vault, provider)).body.error).toBe('invalid_grant')
    expect(vault.state().reuseDetections).toBe(1)
    expect((await callWith(vault, provider.saved!.access_token)).status).toBe(401)
  })

  it('answers a refresh late: the token is rotated before the answer is there', async () => {
    const provider = await authorized(vault)
    vault.set({ tokenReplyDelay: 60_000 })
    const late = refresh(vault, provider).catch(() => 'cut')
    await waitFor(
      () => vault.state().refreshes,
      (refreshes) => refreshes === 1,
    )
    vault.set({ tokenReplyDelay: 0 })
    expect((await refresh(vault, provider)).body.error).toBe('invalid_grant')
    await vault.close()
    expect(await late).toBe('cut')
  })
})
