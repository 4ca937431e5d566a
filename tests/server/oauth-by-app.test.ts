/** Servers that the app signs in to by itself: `oauth.providerFor`. */
import { generateKeyPairSync } from 'node:crypto'
import {
  ClientCredentialsProvider,
  CrossAppAccessProvider,
  type OAuthClientProvider,
  PrivateKeyJwtProvider,
} from '@modelcontextprotocol/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type AuthorizedServer,
  generateKey,
  MCPClient,
  McpPlugError,
  MemorySessionStore,
  type OAuthOptions,
  RedisSessionStore,
} from '../../server/index.ts'
import { start as startVault, type Vault, type VaultOptions } from '../../examples/demo/servers/vault.ts'
import { type Asked, type Gate, startGate } from './gate-server.ts'
import { RedisServer } from './redis-server.ts'
import { Browser, startSite } from './site.ts'

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const MACHINE = { redirect_uris: [], response_types: [], grant_types: ['client_credentials'] }
const CLIENTS = [
  { ...MACHINE, client_id: 'desk', client_secret: 's3cret', token_endpoint_auth_method: 'client_secret_basic' },
  { ...MACHINE, client_id: 'post', client_secret: 's3cret', token_endpoint_auth_method: 'client_secret_post' },
  {
    ...MACHINE,
    client_id: 'signer',
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] },
  },
]

const closers: (() => unknown)[] = []
let told: ReturnType<typeof vi.spyOn>
beforeEach(() => {
  told = vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const close of closers.splice(0).reverse()) await close()
})

type ProviderFor = NonNullable<OAuthOptions['providerFor']>

async function vaultOf(options: VaultOptions = {}): Promise<Vault> {
  const vault = await startVault({ clients: CLIENTS, ...options })
  closers.push(() => vault.close())
  return vault
}

async function siteOf(providerFor: ProviderFor, options: Parameters<typeof startSite>[0] = {}) {
  const site = await startSite({ oauth: { providerFor }, ...options })
  closers.push(() => site.close())
  return new Browser(site.base, 'alice')
}

const basic = (vault: Vault, clientSecret = 's3cret', expectedIssuer = vault.issuer): OAuthClientProvider =>
  new ClientCredentialsProvider({ clientId: 'desk', clientSecret, expectedIssuer })

const requestsOf = (vault: Vault) => vault.state().tokenRequests.client_credentials ?? { ok: 0, refused: 0 }

describe('an app that signs in by itself', () => {
  it.each<[string, string, (issuer: string) => OAuthClientProvider, string[]?]>([
    [
      'a secret in the header',
      'desk',
      (expectedIssuer) => new ClientCredentialsProvider({ clientId: 'desk', clientSecret: 's3cret', expectedIssuer }),
    ],
    [
      'a secret in the body, where nothing else is offered',
      'post',
      (expectedIssuer) => new ClientCredentialsProvider({ clientId: 'post', clientSecret: 's3cret', expectedIssuer }),
      ['client_secret_post'],
    ],
    [
      'a signed assertion',
      'signer',
      (expectedIssuer) =>
        new PrivateKeyJwtProvider({
          clientId: 'signer',
          privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }),
          algorithm: 'ES256',
          expectedIssuer,
        }),
    ],
  ])('connects by %s, and nobody is asked', async (_what, client, make, clientAuthMethods) => {
    const clients = CLIENTS.filter(({ client_id }) => client_id === client)
    const vault = await vaultOf({ clients, ...(clientAuthMethods && { clientAuthMethods }) })
    const store = new MemorySessionStore()
    const alice = await siteOf(() => make(vault.issuer), { store })
    const reader = await alice.events()
    const { sessionId, ...answer } = await alice.call('connect', { serverUrl: vault.url })
    expect(answer).toEqual({ state: 'CONNECTED' })
    expect(await alice.call('callTool', { sessionId, name: 'whoami' })).toMatchObject({
      structuredContent: { user: client, client },
    })
    expect(vault.state()).toMatchObject({ registrations: 0, authorizations: { granted: 0, refused: 0 } })
    expect(requestsOf(vault)).toEqual({ ok: 1, refused: 0 })
    await reader.connection('tools_discovered', { sessionId })
    expect(JSON.stringify(reader.events)).not.toMatch(/AUTHENTICATING|auth_required/)
    const token = (await store.list('alice'))[0]!.secrets.tokens!.access_token
    expect(JSON.stringify([reader.events, await alice.call('getSessions', {})])).not.toContain(token)
    await reader.close()
  })

  it('also does so for code on the server', async () => {
    const vault = await vaultOf()
    const client = new MCPClient({
      store: new MemorySessionStore(),
      userId: 'ada',
      sessionId: 's1',
      serverUrl: vault.url,
      allowPrivateNetwork: ['127.0.0.1'],
      oauth: { providerFor: () => basic(vault) },
    })
    await client.connect()
    expect(await client.callTool('whoami')).toMatchObject({ structuredContent: { user: 'desk' } })
  })

  it('hears whose session it is, and of a catalogue entry only where its address is the one', async () => {
    const vault = await vaultOf()
    const other = await vaultOf()
    const heard: [AuthorizedServer, string][] = []
    const alice = await siteOf(
      (server, userId) => {
        heard.push([server, userId])
        return server.id === 'vault' ? basic(vault) : null
      },
      { servers: [{ id: 'vault', name: 'Vault', url: vault.url }] },
    )
    expect(await alice.call('connect', { serverId: 'vault' })).toMatchObject({ state: 'CONNECTED' })
    expect(new Set(heard.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify([{ url: vault.url, id: 'vault' }, 'alice'])]),
    )
    heard.length = 0
    await alice.rpc('connect', { serverUrl: vault.url, serverId: 'vaults', account: 'another' })
    expect(heard[0], 'not the id that the page gave it').toEqual([{ url: vault.url }, 'alice'])
    heard.length = 0
    // A page may call any server what it likes.
    const answer = await alice.call('connect', { serverUrl: other.url, serverId: 'vault' })
    expect(answer.state, 'its person signs in').toBe('AUTHENTICATING')
    expect(heard[0]).toEqual([{ url: other.url }, 'alice'])
    expect(requestsOf(other)).toEqual({ ok: 0, refused: 0 })
  })

  it('gets new tokens once, however many calls on however many replicas need them', async () => {
    const vault = await vaultOf()
    const redis = await RedisServer.start()
    closers.push(() => redis.stop())
    const keys = generateKey()
    const replicas = await Promise.all(
      [1, 2].map(() => {
        const store = new RedisSessionStore({ redis: redis.url, keys })
        closers.push(() => store.close())
        return siteOf(() => basic(vault), { store })
      }),
    )
    const { sessionId } = await replicas[0]!.call('connect', { serverUrl: vault.url })
    vault.expireAccessTokens()
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, at) => replicas[at % 2]!.rpc('callTool', { sessionId, name: 'whoami' })),
    )
    expect(answers.filter((answer) => 'result' in answer)).toHaveLength(40)
    expect(requestsOf(vault)).toEqual({ ok: 2, refused: 0 })
  })

  it('renews them ahead of their end, and goes on with them where that fails', async () => {
    const vault = await vaultOf()
    const store = new MemorySessionStore()
    let secret = 's3cret'
    const alice = await siteOf(() => basic(vault, secret), { store })
    const { sessionId } = await alice.call('connect', { serverUrl: vault.url })
    const age = async () => {
      const record = (await store.get('alice', sessionId))!
      const tokens = { ...record.secrets.tokens!, obtainedAt: Date.now() - 3_500_000 }
      await store.update('alice', sessionId, record.generation, { secrets: { ...record.secrets, tokens } })
    }
    const { unauthorized } = vault.state()
    await age()
    expect(await alice.rpc('callTool', { sessionId, name: 'whoami' })).toHaveProperty('result')
    expect([requestsOf(vault).ok, vault.state().unauthorized]).toEqual([2, unauthorized])
    await age()
    secret = 'wrong'
    expect(await alice.rpc('callTool', { sessionId, name: 'whoami' })).toHaveProperty('result')
    expect(requestsOf(vault).refused).toBe(1)
    vault.set({ tokenEndpoint: 'down' })
    expect(await alice.rpc('callTool', { sessionId, name: 'whoami' })).toHaveProperty('result')
    expect(vault.state().tokenRequestsLost).toBe(1)
  })

  it('gets more scopes by itself when a tool wants them', async () => {
    const vault = await vaultOf()
    const alice = await siteOf(() => basic(vault))
    const { sessionId } = await alice.call('connect', { serverUrl: vault.url })
    const { tools } = await alice.call('listTools', { sessionId })
    const { hash: approval } = tools.find(({ name }) => name === 'open_vault')!
    const call = { sessionId, name: 'open_vault', arguments: { box: 'ring' }, approval }
    expect((await alice.call('getSessions', {})).sessions[0]!.scopes).toEqual(['vault:read'])
    expect(await alice.rpc('callTool', call)).toHaveProperty('result')
    expect((await alice.call('getSessions', {})).sessions[0]!.scopes).toEqual(['vault:read', 'vault:write'])
    expect(requestsOf(vault)).toEqual({ ok: 2, refused: 0 })
  })

  it('gives the assertion of its user’s identity the authorization server and the resource', async () => {
    const gate = await startGate({ wants: ({ scopes }) => (scopes ? undefined : 'read') })
    closers.push(() => gate.close())
    const asked: object[] = []
    const alice = await siteOf(
      (_server, userId) =>
        new CrossAppAccessProvider({
          clientId: 'desk',
          clientSecret: 's3cret',
          expectedIssuer: gate.issuer,
          assertion: async ({ authorizationServerUrl, resourceUrl, scope }) => {
            asked.push({ authorizationServerUrl, resourceUrl, scope })
            return `${userId}’s id-jag`
          },
        }),
    )
    expect(await alice.call('connect', { serverUrl: gate.url })).toMatchObject({ state: 'CONNECTED' })
    expect(asked).toEqual([{ authorizationServerUrl: gate.issuer, resourceUrl: gate.url, scope: 'read' }])
    expect(gate.tokenRequests).toEqual([
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: 'alice’s id-jag',
        scope: 'read',
        resource: gate.url,
        header: `Basic ${btoa('desk:s3cret')}`,
      },
    ])
  })
})

describe('an app that is refused', () => {
  it('makes one request, shows nothing of the server’s words, and sends nobody to sign in', async () => {
    const vault = await vaultOf()
    const alice = await siteOf(() => basic(vault, 'wrong'))
    const answer = await alice.rpc('connect', { serverUrl: vault.url })
    expect(answer).toMatchObject({ error: { code: 'registration_rejected' } })
    expect(requestsOf(vault)).toEqual({ ok: 0, refused: 1 })
    expect(told, 'the server’s words are not written to the console').not.toHaveBeenCalled()
    const [session] = (await alice.call('getSessions', {})).sessions
    expect(session).toMatchObject({ state: 'FAILED', error: { code: 'registration_rejected' } })
    expect(session!.authUrl).toBeUndefined()
    const { sessionId } = session!
    expect(await alice.rpc('authorize', { sessionId })).toMatchObject({ error: { code: 'reauth_required' } })
    const page = await alice.jar.fetch(`${alice.base}/oauth/start?session=${sessionId}`)
    expect([page.status, page.headers.get('location')]).toEqual([409, null])
    await page.body?.cancel()
    expect(vault.state().registrations).toBe(0)
  })

  it('by the MCP server, with whatever token, is told so without an address', async () => {
    const gate = await startGate({ wants: () => 'admin' })
    closers.push(() => gate.close())
    const alice = await siteOf(() => machineAt(gate))
    const answer = await alice.rpc('connect', { serverUrl: gate.url })
    expect(answer).toMatchObject({ error: { code: 'step_up_required' } })
    expect(JSON.stringify(answer)).not.toContain('authUrl')
    expect(gate.tokenRequests, 'once').toHaveLength(1)
    expect(gate.authorizations).toEqual([])
  })

  it('a tool is told so without an address too, and may go on with others', async () => {
    const wants = ({ tool, scopes }: Asked) => (tool === 'first' ? 'admin' : scopes ? undefined : 'read')
    const gate = await startGate({ wants })
    closers.push(() => gate.close())
    const alice = await siteOf(() => machineAt(gate))
    const { sessionId } = await alice.call('connect', { serverUrl: gate.url })
    const { tools } = await alice.call('listTools', { sessionId })
    const [first, second] = tools.map(({ name, hash }) => ({ sessionId, name, approval: hash }))
    const answer = await alice.rpc('callTool', first!)
    expect(answer).toMatchObject({ error: { code: 'step_up_required' } })
    expect(JSON.stringify(answer)).not.toContain('authUrl')
    expect(gate.tokenRequests.map(({ scope }) => scope)).toEqual(['read', 'read admin'])
    expect(await alice.rpc('callTool', second!)).toHaveProperty('result')
    expect((await alice.call('getSessions', {})).sessions).toMatchObject([{ state: 'CONNECTED' }])
  })

  it('sends its secret to no other issuer than the expected one', async () => {
    const vault = await vaultOf()
    const alice = await siteOf(() => basic(vault, 's3cret', 'https://as.example'))
    expect(await alice.rpc('connect', { serverUrl: vault.url })).toMatchObject({ error: { code: 'issuer_mismatch' } })
    expect(requestsOf(vault)).toEqual({ ok: 0, refused: 0 })
  })

  it('because the authorization server is down keeps its tokens and is well afterwards', async () => {
    const vault = await vaultOf()
    const alice = await siteOf(() => basic(vault))
    const { sessionId } = await alice.call('connect', { serverUrl: vault.url })
    vault.set({ tokenEndpoint: 'down' })
    vault.expireAccessTokens()
    const refused = await alice.rpc('callTool', { sessionId, name: 'whoami' })
    expect(refused).toMatchObject({ error: { code: 'as_unavailable', retryable: true } })
    expect((await alice.call('getSessions', {})).sessions).toMatchObject([{ state: 'CONNECTED' }])
  })

  it.each<[string, () => OAuthClientProvider, object]>([
    [
      'that would ask a person',
      () => Object.defineProperty(machineAt(), 'redirectUrl', { value: 'https://app.example/callback' }),
      { code: 'internal' },
    ],
    [
      'whose own code fails',
      () => Object.assign(machineAt(), { prepareTokenRequest: () => Promise.reject(new Error('canary-words')) }),
      { code: 'internal' },
    ],
    [
      'that says what its person is to do',
      () =>
        Object.assign(machineAt(), {
          prepareTokenRequest: () => {
            throw new McpPlugError('reauth_required', { message: 'Sign in to the desk again.' })
          },
        }),
      { code: 'reauth_required', message: 'Sign in to the desk again.' },
    ],
  ])('by a provider %s makes no token request', async (_what, provider, error) => {
    const gate = await startGate({ wants: ({ scopes }) => (scopes ? undefined : 'read') })
    closers.push(() => gate.close())
    const alice = await siteOf(provider)
    const answer = await alice.rpc('connect', { serverUrl: gate.url })
    expect(answer).toMatchObject({ error })
    expect(JSON.stringify(answer)).not.toContain('canary-words')
    expect([gate.tokenRequests, gate.authorizations]).toEqual([[], []])
  })
})

const machineAt = (gate?: Gate): OAuthClientProvider =>
  new ClientCredentialsProvider({
    clientId: 'desk',
    clientSecret: 's3cret',
    ...(gate && { expectedIssuer: gate.issuer }),
  })
