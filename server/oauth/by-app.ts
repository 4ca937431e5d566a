import {
  fetchToken,
  OAuthError,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type OAuthTokens,
  selectResourceURL,
} from '@modelcontextprotocol/client'
import { catalogueOf } from '../catalogue.ts'
import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import type { GuardedFetch } from '../net/guarded-fetch.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { issuerOf, type SessionTokens } from './authorization.ts'
import type { Challenge } from './challenge.ts'
import { discover } from './discover.ts'
import { keepTokens } from './tokens.ts'

const NOBODY_SIGNS_IN =
  'This app signs in to the server by itself, and was refused. Tell your administrator: nobody can sign in here.'
const REFUSED_APP = 'The authorization server does not take this app’s own credentials. Tell your administrator.'

/**
 * How the app gets tokens for this session by itself; undefined where its person signs in.
 * Errors: `internal` for a provider that would ask a person.
 */
export async function appProvider(
  context: ServerContext,
  { serverUrl, serverId, userId }: SessionRecord,
): Promise<OAuthClientProvider | undefined> {
  const { oauth } = context.options
  if (!oauth?.providerFor) return undefined
  // An id counts only with the address that the operator gave it: the page may have named it.
  const isListed = (await catalogueOf(context, userId)).some(
    ({ id, url }) => id === serverId && URL.canParse(url) && new URL(url).href === serverUrl,
  )
  const provider = await asOperator(() =>
    oauth.providerFor!({ url: serverUrl, ...(isListed && { id: serverId }) }, userId),
  )
  if (!provider) return undefined
  if (provider.redirectUrl !== undefined || !provider.prepareTokenRequest) {
    const cause = new TypeError('`oauth.providerFor` must give a provider that asks nobody: without `redirectUrl`.')
    throw new McpPlugError('internal', { cause })
  }
  return provider
}

/** Where the app signs in by itself, no person is sent to do it. Errors: `code`, and those of `appProvider`. */
export async function refuseByApp(
  context: ServerContext,
  record: SessionRecord,
  code: 'reauth_required' | 'step_up_required' = 'reauth_required',
): Promise<void> {
  if (await appProvider(context, record)) throw new McpPlugError(code, { message: NOBODY_SIGNS_IN })
}

/** What one token request has brought. */
export interface AppTokens {
  readonly tokens: SessionTokens
  readonly discovery: OAuthDiscoveryState
}

/**
 * One token request in the app's own name. The SDK's `auth` would send one that was refused a second time, and write
 * the server's words to the console. Without a challenge, what is known of the authorization server is still good.
 *
 * Errors: those of `discover`, `fetchToken` and the operator's own provider.
 */
export async function requestAppTokens(
  { serverUrl, secrets }: SessionRecord,
  provider: OAuthClientProvider,
  challenge: Challenge | undefined,
  fetchFn: GuardedFetch,
): Promise<AppTokens> {
  const known = challenge ? undefined : secrets.discovery
  const discovery = known ?? (await discover(serverUrl, challenge ?? {}, fetchFn))
  const { authorizationServerUrl, authorizationServerMetadata: metadata, resourceMetadata } = discovery
  const issuer = issuerOf(discovery)
  // As it stands in the metadata, to the letter; a provider's own choice comes before it.
  const selected = await selectResourceURL(serverUrl, provider, resourceMetadata)
  const resource = selected && resourceMetadata && !provider.validateResourceURL ? resourceMetadata.resource : selected
  await provider.saveAuthorizationServerUrl?.(issuer)
  if (resource) await provider.saveResourceUrl?.(String(resource))
  // MCP, "Scope Selection Strategy".
  const scope = challenge?.scope ?? secrets.tokens?.scope ?? resourceMetadata?.scopes_supported?.join(' ')
  const given: OAuthTokens = await fetchToken(asked(provider), authorizationServerUrl, {
    ...(metadata && { metadata }),
    ...(resource && { resource }),
    ...(scope && { scope }),
    fetchFn,
  })
  return { tokens: { ...keepTokens(given, issuer), byApp: true }, discovery }
}

/** The provider as `fetchToken` needs it; errors of the operator's own code are known as such. */
function asked(provider: OAuthClientProvider): OAuthClientProvider {
  return {
    redirectUrl: undefined,
    clientMetadata: provider.clientMetadata,
    clientInformation: (context) => provider.clientInformation(context),
    tokens: () => undefined,
    saveTokens() {},
    redirectToAuthorization() {},
    saveCodeVerifier() {},
    codeVerifier: () => '',
    prepareTokenRequest: (scope) => asOperator(() => provider.prepareTokenRequest!(scope)),
    ...(provider.addClientAuthentication && {
      addClientAuthentication: provider.addClientAuthentication.bind(provider),
    }),
  }
}

async function asOperator<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof McpPlugError || error instanceof OAuthError) throw error
    throw new McpPlugError('internal', { cause: error })
  }
}

/** An authorization server that says no to the app itself. */
export const refusedApp = (cause: unknown): McpPlugError =>
  new McpPlugError('registration_rejected', { cause, message: REFUSED_APP })
