/** The vault's authorization server: OAuth 2.1 as MCP wants it, by `oidc-provider`. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { errors, Provider } from 'oidc-provider'
import type { AccessToken, Context } from 'oidc-provider'
import { escape, vaultPage } from './vault-pages.ts'
import { memoryStore } from './vault-store.ts'

export const READ = 'vault:read'
export const WRITE = 'vault:write'

/** Another resource of the same authorization server: a token for it is not one for the vault (RFC 8707). */
export const ARCHIVE = 'https://archive.example/mcp'

export interface ProviderOptions {
  readonly issuer: string
  /** Seconds that an access token is good for. */
  readonly accessTokenSeconds: number
  /** Clients that were registered by hand (RFC 7591 metadata with `client_id`). */
  readonly clients: readonly Readonly<Record<string, unknown>>[]
  /** How clients may authenticate at the token endpoint. */
  readonly clientAuthMethods: readonly string[]
  /** Takes client ids that are addresses of metadata documents (CIMD). */
  readonly cimd: boolean
  /** Gets such documents; the default is the global `fetch`. */
  readonly fetchDocument: typeof fetch | undefined
  /** Written into each access token at its birth. */
  generation(): number
  isResource(resource: string): boolean
}

const isMachine = ({ grant_types: grants }: Readonly<Record<string, unknown>>): boolean =>
  Array.isArray(grants) && grants.includes('client_credentials')

export function createProvider(options: ProviderOptions): Provider {
  const { issuer, accessTokenSeconds: accessTokenTTL, clients, clientAuthMethods, cimd, fetchDocument } = options
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { port } = new URL(issuer)
  return new Provider(issuer, {
    adapter: memoryStore(),
    clients,
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientAuthMethods,
    clientBasedCORS: () => false,
    // Cookies do not tell ports apart: without the port in their names two servers on one host would mix them up.
    cookies: {
      keys: [randomBytes(32).toString('hex')],
      names: {
        session: `vault_${port}`,
        interaction: `vault_${port}_interaction`,
        resume: `vault_${port}_resume`,
      },
    },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    expiresWithSession: async () => false,
    // A client that has registered may later ask for more than it registered with (RFC 7591, section 2: `scope` may be
    // left aside).
    extraClientMetadata: {
      properties: ['scope'],
      validator: (_context: Context, _name: string, _value: unknown, metadata: { scope?: string }) =>
        void delete metadata.scope,
    },
    extraTokenClaims: async () => ({ generation: options.generation() }),
    ...(fetchDocument && { fetch: fetchDocument }),
    features: {
      // Only for those that were registered by hand: nobody gets in by registering.
      clientCredentials: { enabled: clients.some(isMachine) },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      registration: { enabled: true },
      revocation: {
        enabled: true,
        allowedPolicy: async (_context: Context, client: { clientId: string }, token: AccessToken) =>
          client.clientId === token.clientId,
      },
      ...(cimd && { clientIdMetadataDocument: { enabled: true, ack: 'draft-02' } }),
      resourceIndicators: {
        enabled: true,
        // A client that does not name the resource gets no token for it.
        defaultResource: async (_context: Context, _client: unknown, oneOf?: string[]) => oneOf?.[0],
        getResourceServerInfo: async (_context: Context, resource: string) => {
          if (!options.isResource(resource)) throw new errors.InvalidTarget()
          return { audience: resource, scope: `${READ} ${WRITE}`, accessTokenTTL, accessTokenFormat: 'opaque' }
        },
        useGrantedResource: async () => true,
      },
    },
    findAccount: async (_context: Context, sub: string) => ({ accountId: sub, claims: async () => ({ sub }) }),
    issueRefreshToken: async (_context: Context, client: { grantTypeAllowed(type: string): boolean }) =>
      client.grantTypeAllowed('refresh_token'),
    jwks: { keys: [privateKey.export({ format: 'jwk' })] },
    pkce: { required: () => true },
    renderError: async (context: Context, { error }: { error: string }) =>
      vaultPage(context, 'Something went wrong', `<p>The vault cannot go on with this: ${escape(error)}.</p>`),
    responseTypes: ['code'],
    // A refresh token is good once; one that comes twice ends all that was issued with it.
    rotateRefreshToken: true,
    ttl: {
      AccessToken: accessTokenTTL,
      ClientCredentials: accessTokenTTL,
      AuthorizationCode: 60,
      Grant: 14 * 24 * 3600,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 14 * 24 * 3600,
      Session: 3600,
    },
  })
}
