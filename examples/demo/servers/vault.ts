/** A vault behind a login page: an authorization server, and the MCP server that it protects. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { localhostHostValidation } from '@modelcontextprotocol/node'
import { OAuthError, OAuthErrorCode } from '@modelcontextprotocol/server'
import type { AuthInfo } from '@modelcontextprotocol/server'
import type { Provider } from 'oidc-provider'
import type { ObservableServer, TrafficState } from './host.ts'
import { startVaultMcp } from './vault-mcp.ts'
import { vaultPages } from './vault-pages.ts'
import { ARCHIVE, createProvider } from './vault-provider.ts'
import { AuthorizationTraffic } from './vault-traffic.ts'
import type { AuthorizationCounts, VaultSettings } from './vault-traffic.ts'

export interface VaultOptions extends Partial<VaultSettings> {
  /** Of the MCP server. Default 0: any free port. */
  readonly port?: number
  /** Of the authorization server. Default 0: any free port. */
  readonly issuerPort?: number
  /** Seconds that an access token is good for. Default 3600. */
  readonly accessTokenSeconds?: number
  /** Clients that were registered by hand (RFC 7591 metadata with `client_id`). */
  readonly clients?: readonly Readonly<Record<string, unknown>>[]
  /** How clients may authenticate at the token endpoint (RFC 8414, section 2). Default: every way. */
  readonly clientAuthMethods?: readonly string[]
  /** Takes https addresses of metadata documents as client ids (CIMD). Default false. */
  readonly cimd?: boolean
  /** Gets such documents. Default: the global `fetch`. */
  readonly fetchDocument?: typeof fetch
}

export interface VaultState extends AuthorizationCounts, TrafficState {
  /** Requests to the MCP server that were answered 401; `http` and `requests` count the others. */
  readonly unauthorized: number
}

export interface Vault extends ObservableServer {
  /** The authorization server's identifier and address. */
  readonly issuer: string
  state(): VaultState
  /** Makes it misbehave, or behave again, from the next request on. */
  set(settings: Partial<VaultSettings>): void
  /** All access tokens issued so far are answered 401 from now on; refresh tokens stay good. */
  expireAccessTokens(): void
  /** The next refreshes (default: one) are executed and rotate the token, but the connection closes without the answer. */
  dropRefreshReplies(count?: number): void
}

export async function start(options: VaultOptions = {}): Promise<Vault> {
  const {
    port,
    issuerPort = 0,
    accessTokenSeconds = 3600,
    clients = [],
    clientAuthMethods = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    cimd = false,
    fetchDocument,
    ...settings
  } = options
  const authorization = createServer()
  await new Promise<void>((resolve, reject) => {
    authorization.once('error', reject)
    authorization.listen(issuerPort, '127.0.0.1', resolve)
  })
  const issuer = `http://127.0.0.1:${(authorization.address() as AddressInfo).port}`
  const closeAuthorization = (): Promise<void> =>
    new Promise((resolve) => {
      authorization.close(() => resolve())
      authorization.closeAllConnections()
    })

  let generation = 0
  const resources = new Set([ARCHIVE])
  const provider = createProvider({
    issuer,
    accessTokenSeconds,
    clients,
    clientAuthMethods,
    cimd,
    fetchDocument,
    generation: () => generation,
    isResource: (resource) => resources.has(resource),
  })
  const traffic = new AuthorizationTraffic(settings)
  traffic.attach(provider)
  provider.use(vaultPages(provider))
  const answer = provider.callback()
  const hostAllowed = localhostHostValidation()
  authorization.on('request', (request, response) => {
    if (hostAllowed(request, response)) answer(request, response)
  })

  const mcp = await startVaultMcp({
    ...(port !== undefined && { port }),
    issuer,
    verifyAccessToken: (token) => verify(provider, token, generation),
  }).catch(async (error: unknown) => {
    await closeAuthorization()
    throw error
  })
  resources.add(mcp.url)
  return {
    url: mcp.url,
    issuer,
    state: () => ({ ...structuredClone(traffic.counts), ...mcp.state(), unauthorized: mcp.unauthorized() }),
    set: (settings) => void Object.assign(traffic.settings, settings),
    expireAccessTokens: () => void generation++,
    dropRefreshReplies: (count = 1) => traffic.dropRefreshReplies(count),
    close: async () => void (await Promise.all([mcp.close(), closeAuthorization()])),
  }
}

async function verify(provider: Provider, value: string, generation: number): Promise<AuthInfo> {
  const token = (await provider.AccessToken.find(value)) ?? (await provider.ClientCredentials.find(value))
  if (token === undefined || token.extra?.['generation'] !== generation)
    throw new OAuthError(OAuthErrorCode.InvalidToken, 'The access token is unknown, expired or revoked.')
  return {
    token: value,
    clientId: token.clientId,
    scopes: token.scope?.split(' ') ?? [],
    expiresAt: token.exp,
    resource: new URL(token.aud),
    // An app that came by itself is nobody but itself.
    extra: { user: token.accountId ?? token.clientId },
  }
}
