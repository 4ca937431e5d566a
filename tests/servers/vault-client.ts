/** Clients of the vault for tests: the SDK's, with everything in memory, and one by hand that may do wrong. */
import { createHash, randomBytes } from 'node:crypto'
import { auth, Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type {
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from '@modelcontextprotocol/client'
import type { Vault } from '../../examples/demo/servers/vault.ts'
import { signIn } from './sign-in.ts'
import type { SignInOptions } from './sign-in.ts'

export const REDIRECT_URI = 'http://127.0.0.1:9/callback'

export const CLIENT_METADATA = {
  client_name: 'Northwind Desk',
  redirect_uris: [REDIRECT_URI],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
  application_type: 'native',
}

export class MemoryProvider implements OAuthClientProvider {
  readonly redirectUrl = REDIRECT_URI
  readonly clientMetadata = CLIENT_METADATA
  readonly clientMetadataUrl?: string
  client: StoredOAuthClientInformation | undefined
  authorizationUrl: URL | undefined
  saved: StoredOAuthTokens | undefined
  #verifier = ''
  #discovery: OAuthDiscoveryState | undefined

  constructor(known: { client?: StoredOAuthClientInformation; clientMetadataUrl?: string } = {}) {
    this.client = known.client
    if (known.clientMetadataUrl !== undefined) this.clientMetadataUrl = known.clientMetadataUrl
  }

  state = (): string => 'the-state'
  clientInformation = (): StoredOAuthClientInformation | undefined => this.client
  saveClientInformation = (client: StoredOAuthClientInformation): void => void (this.client = client)
  tokens = (): StoredOAuthTokens | undefined => this.saved
  saveTokens = (tokens: StoredOAuthTokens): void => void (this.saved = tokens)
  redirectToAuthorization = (url: URL): void => void (this.authorizationUrl = url)
  saveCodeVerifier = (verifier: string): void => void (this.#verifier = verifier)
  codeVerifier = (): string => this.#verifier
  saveDiscoveryState = (discovery: OAuthDiscoveryState): void => void (this.#discovery = discovery)
  discoveryState = (): OAuthDiscoveryState | undefined => this.#discovery
}

/** Goes through sign-in as an app with the SDK does. Resolves to the provider, which then has tokens. */
export async function authorized(
  vault: Vault,
  person: SignInOptions = {},
  provider = new MemoryProvider(),
): Promise<MemoryProvider> {
  await auth(provider, { serverUrl: vault.url, scope: 'vault:read' })
  await finish(vault, provider, person)
  return provider
}

/** The second half of a sign-in that has an authorization URL. */
export async function finish(vault: Vault, provider: MemoryProvider, person: SignInOptions = {}): Promise<void> {
  const answer = await signIn(provider.authorizationUrl!, person)
  await new StreamableHTTPClientTransport(new URL(vault.url), { authProvider: provider }).finishAuth(
    answer.searchParams,
  )
}

export async function connected(vault: Vault, provider: MemoryProvider): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } })
  await client.connect(new StreamableHTTPClientTransport(new URL(vault.url), { authProvider: provider }))
  return client
}

export async function whoami(vault: Vault, provider: MemoryProvider): Promise<string> {
  const client = await connected(vault, provider)
  try {
    const { structuredContent } = await client.callTool({ name: 'whoami' })
    return (structuredContent as { user: string }).user
  } finally {
    await client.close()
  }
}

/** Registers and asks for a code by hand; `answer` signs in as Alice. */
export async function requestCode(
  vault: Vault,
  params: Record<string, string | undefined> = {},
): Promise<{ clientId: string; verifier: string; url: URL; answer: () => Promise<URL> }> {
  const clientId = await register(vault)
  const verifier = randomBytes(32).toString('base64url')
  const url = new URL(`${vault.issuer}/auth`)
  const asked = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    scope: 'vault:read',
    resource: vault.url,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...params,
  }
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) url.searchParams.set(name, value)
  return { clientId, verifier, url, answer: () => signIn(url) }
}

async function register(vault: Vault): Promise<string> {
  const response = await fetch(`${vault.issuer}/reg`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(CLIENT_METADATA),
  })
  return ((await response.json()) as { client_id: string }).client_id
}

export interface TokenAnswer {
  status: number
  body: { access_token?: string; refresh_token?: string; scope?: string; error?: string }
}

export async function requestToken(vault: Vault, params: Record<string, string>): Promise<TokenAnswer> {
  const response = await fetch(`${vault.issuer}/token`, { method: 'POST', body: new URLSearchParams(params) })
  const body = await response.text()
  return { status: response.status, body: body.startsWith('{') ? JSON.parse(body) : {} }
}

export const refresh = (vault: Vault, { client, saved }: MemoryProvider, refreshToken?: string): Promise<TokenAnswer> =>
  requestToken(vault, {
    grant_type: 'refresh_token',
    client_id: client!.client_id,
    refresh_token: refreshToken ?? saved!.refresh_token!,
    resource: vault.url,
  })

/** Asks the MCP server with a token; gives the status and the challenge. */
export async function callWith(
  vault: Vault,
  token: string | undefined,
  tool = 'whoami',
): Promise<{ status: number; challenge: string | null }> {
  const response = await fetch(vault.url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      'MCP-Protocol-Version': '2025-11-25',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: tool, arguments: tool === 'open_vault' ? { box: 'ring' } : {} },
    }),
  })
  await response.text()
  return { status: response.status, challenge: response.headers.get('WWW-Authenticate') }
}
