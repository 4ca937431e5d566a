import { createServer } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { DiagnoseStep } from '../../shared/rpc.ts'
import type { VaultOptions } from '../../examples/demo/servers/vault.ts'
import { signIn } from '../servers/sign-in.ts'
import { waitFor } from '../servers/wait-for.ts'
import { createApp } from './harness.ts'
import { openVault } from './site.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const open = (options?: VaultOptions) => openVault(closers, options)
const told = (steps: readonly DiagnoseStep[]) => steps.map(({ step, ok, code }) => [step, ok, ...(code ? [code] : [])])
const WANTS = ['handshake', false, 'reauth_required']
const BEFORE = [
  ['address', true],
  ['network', true],
]

describe('diagnose', () => {
  it('says that a sign-in could be begun, and begins none', async () => {
    const { alice, vault } = await open()
    const { steps } = await alice.call('diagnose', { serverUrl: vault.url })
    expect(told(steps)).toEqual([...BEFORE, WANTS, ['sign-in', true]])
    expect(vault.state()).toMatchObject({ registrations: 0 })
    expect((await alice.call('getSessions', {})).sessions).toEqual([])
  })

  it.each([
    [{ pkce: false }, 'pkce_unsupported'],
    [{ registration: 'off' }, 'registration_rejected'],
  ] as const)('says why it could not: %j', async (settings, code) => {
    const { alice, vault } = await open()
    vault.set(settings)
    const { steps } = await alice.call('diagnose', { serverUrl: vault.url })
    expect(told(steps)).toEqual([...BEFORE, WANTS, ['sign-in', false, code]])
  })

  it('says that a server with 401 offers no sign-in at all', async () => {
    const server = createServer((_request, response) => response.writeHead(401).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => server.close())
    const { port } = server.address() as { port: number }
    const { steps } = await createApp().call('diagnose', { serverUrl: `http://127.0.0.1:${port}/mcp` })
    expect(told(steps)).toEqual([...BEFORE, WANTS, ['sign-in', false, 'reauth_required']])
  })

  it('goes with the tokens of a session that is signed in', async () => {
    const { alice, vault } = await open()
    const { sessionId, authUrl } = await alice.call('connect', { serverUrl: vault.url })
    await alice.jar.fetch(await signIn(authUrl!, { jar: alice.jar }))
    vault.expireAccessTokens()
    const { steps } = await alice.call('diagnose', { sessionId })
    expect(told(steps)).toEqual([...BEFORE, ['handshake', true], ['tools', true]])
  })

  it('says what of the network failed', async () => {
    const app = createApp({ allowPrivateNetwork: true })
    const last = async (serverUrl: string) => (await app.call('diagnose', { serverUrl })).steps.at(-1)
    expect(await last('http://127.0.0.1:1/mcp')).toMatchObject({
      step: 'network',
      code: 'upstream_unreachable',
      reason: 'refused',
    })
    expect(await last('https://no-such-host.invalid/mcp')).toMatchObject({ step: 'network', reason: 'dns' })
    const plain = createServer((_request, response) => response.end())
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
    closers.push(() => plain.close())
    const { port } = plain.address() as { port: number }
    expect(await last(`https://127.0.0.1:${port}/mcp`)).toMatchObject({ step: 'network', reason: 'tls' })
  })

  it('says which status is no MCP', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => server.close())
    const { port } = server.address() as { port: number }
    const { steps } = await createApp().call('diagnose', { serverUrl: `http://127.0.0.1:${port}/mcp` })
    expect(steps.at(-1)).toMatchObject({ step: 'handshake', code: 'upstream_protocol', httpStatus: 404 })
  })
})

it('a disconnect leaves the sign-in good where that is asked for', async () => {
  const { alice, vault } = await open()
  const signedIn = async () => {
    const { sessionId, authUrl } = await alice.call('connect', { serverUrl: vault.url })
    await alice.jar.fetch(await signIn(authUrl!, { jar: alice.jar }))
    return sessionId
  }
  await alice.call('disconnect', { sessionId: await signedIn(), revoke: false })
  const sessionId = await signedIn()
  expect(vault.state().revocations).toBe(0)
  await alice.call('disconnect', { sessionId, revoke: true })
  await waitFor(
    () => vault.state().revocations,
    (count) => count >= 1,
  )
})
