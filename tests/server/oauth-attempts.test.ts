/** Servers that a sign-in does not satisfy, or that nobody should sign in to. */
import { afterEach, describe, expect, it } from 'vitest'
import type { RpcMethod, RpcParams } from '../../shared/rpc.ts'
import { MemorySessionStore } from '../../server/index.ts'
import { signIn } from '../servers/sign-in.ts'
import { type Asked, type GateOptions, startGate } from './gate-server.ts'
import { Browser, startSite } from './site.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function open(options: GateOptions, site: Parameters<typeof startSite>[0] = {}) {
  const gate = await startGate(options)
  closers.push(() => gate.close())
  const { base, close } = await startSite(site)
  closers.push(close)
  return { gate, alice: new Browser(base, 'alice') }
}

interface Insisting {
  readonly code: string
  readonly signIns: number
}

/** A person who does what is asked and tries again, until something else is the answer. */
async function insist<M extends RpcMethod>(alice: Browser, method: M, params: RpcParams<M>): Promise<Insisting> {
  for (let signIns = 0; ; signIns++) {
    const answer = await alice.rpc(method, params)
    const holder = 'error' in answer ? answer.error.data : answer.result
    const { authUrl } = (holder ?? {}) as { authUrl?: string }
    if (authUrl === undefined) return { code: 'error' in answer ? answer.error.code : 'ok', signIns }
    if (signIns === 9) throw new Error('It goes on for ever.')
    await (await alice.jar.fetch(await signIn(authUrl, { jar: alice.jar }))).body?.cancel()
  }
}

const always = (): string => 'admin'
const forCalls = ({ method, scopes }: Asked): string | undefined =>
  method === 'tools/call' ? 'admin' : scopes ? undefined : 'read'

describe('a server that goes on refusing', () => {
  it('costs its person three sign-ins to connect, and may be tried anew later', async () => {
    const { alice, gate } = await open({ wants: always })
    expect(await insist(alice, 'connect', { serverUrl: gate.url })).toEqual({ code: 'step_up_required', signIns: 3 })
    expect(gate.authorizations).toHaveLength(3)
    const [session] = (await alice.call('getSessions', {})).sessions
    expect(session).toMatchObject({ state: 'FAILED', error: { code: 'step_up_required' } })
    expect(session!.authUrl).toBeUndefined()
    expect(await insist(alice, 'connect', { serverUrl: gate.url })).toEqual({ code: 'step_up_required', signIns: 3 })
  })

  it('is counted for each tool by itself, across sessions’ other successes, until that tool has run', async () => {
    let wants: (asked: Asked) => string | undefined = forCalls
    const { alice, gate } = await open({ wants: (asked) => wants(asked) })
    await insist(alice, 'connect', { serverUrl: gate.url })
    const { sessionId } = (await alice.call('getSessions', {})).sessions[0]!
    const { tools } = await alice.call('listTools', { sessionId })
    const call = (name: string) =>
      insist(alice, 'callTool', { sessionId, name, approval: tools.find((tool) => tool.name === name)!.hash })
    expect(await call('first')).toEqual({ code: 'step_up_required', signIns: 3 })
    expect(gate.authorizations.slice(1), 'with what was given before').toEqual([
      'read admin',
      'read admin',
      'read admin',
    ])
    // Two sign-ins, and then it runs: what comes after that counts from nothing.
    let left = 2
    wants = (asked) => (asked.method === 'tools/call' && asked.tool === 'second' && left-- > 0 ? 'admin' : undefined)
    expect(await call('second')).toEqual({ code: 'ok', signIns: 2 })
    wants = forCalls
    expect(await call('second')).toEqual({ code: 'step_up_required', signIns: 3 })
  })

  it('may be tried anew by whoever asks to sign in', async () => {
    const { alice, gate } = await open({ wants: always })
    const { sessionId, authUrl } = await alice.call('connect', { serverUrl: gate.url })
    const signInOnce = async () => (await alice.jar.fetch(await signIn(authUrl!, { jar: alice.jar }))).body?.cancel()
    for (let signIns = 0; signIns < 3; signIns++) await signInOnce()
    expect(await alice.call('authorize', { sessionId })).toEqual({ authUrl })
    expect(await insist(alice, 'restoreSession', { sessionId })).toMatchObject({ signIns: 3 })
  })

  it('is asked for what it wants beside what it has given, also while it is being connected', async () => {
    const wants = ({ method, scopes }: Asked) =>
      !scopes ? 'read' : method === 'tools/list' && !scopes.includes('list') ? 'list' : undefined
    const { alice, gate } = await open({ wants })
    expect(await insist(alice, 'connect', { serverUrl: gate.url })).toEqual({ code: 'ok', signIns: 2 })
    expect(gate.authorizations).toEqual(['read', 'read list'])
  })
})

describe('a server that names', () => {
  it('another resource than itself is not signed in to, and the row says why', async () => {
    const { alice, gate } = await open({ wants: always, resource: 'https://evil.example/mcp' })
    expect(await alice.rpc('connect', { serverUrl: gate.url })).toMatchObject({
      error: { code: 'upstream_protocol', message: expect.stringContaining('describes itself as another server') },
    })
    expect((await alice.call('getSessions', {})).sessions).toMatchObject([{ state: 'FAILED' }])
    expect([gate.authorizations, gate.tokenRequests]).toEqual([[], []])
  })

  it('nothing gets the client that was registered for it, and no other server does', async () => {
    const wants = ({ scopes }: Asked) => (scopes ? undefined : 'read')
    const other = await startGate({ wants })
    closers.push(() => other.close())
    const registrations: Record<string, { client_id: string; client_secret: string; issuer?: string }> = {}
    const store = new MemorySessionStore()
    const { alice, gate } = await open({ wants }, { store, oauth: { registrations } })
    registrations[gate.url] = { client_id: 'desk', client_secret: 's3cret' }
    for (const { url } of [gate, other])
      expect(await insist(alice, 'connect', { serverUrl: url })).toHaveProperty('code', 'ok')
    expect(gate.tokenRequests).toMatchObject([{ header: `Basic ${btoa('desk:s3cret')}` }])
    expect(other.tokenRequests).toMatchObject([{ client_id: 'registered', header: '' }])
  })

  it('another authorization server does not get a client that is registered with its issuer', async () => {
    const wants = ({ scopes }: Asked) => (scopes ? undefined : 'read')
    const thief = await startGate({ wants })
    closers.push(() => thief.close())
    const registrations: Record<string, { client_id: string; client_secret: string; issuer: string }> = {}
    const { alice, gate } = await open({ wants, authorizationServer: thief.issuer }, { oauth: { registrations } })
    registrations[gate.url] = { client_id: 'desk', client_secret: 's3cret', issuer: gate.issuer }
    expect(await insist(alice, 'connect', { serverUrl: gate.url })).toHaveProperty('code', 'ok')
    expect(JSON.stringify(thief.tokenRequests)).not.toMatch(/s3cret|desk/)
    expect(thief.tokenRequests).toMatchObject([{ client_id: 'registered', header: '' }])
  })
})
