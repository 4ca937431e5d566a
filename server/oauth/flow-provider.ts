import type {
  OAuthClientInformationContext,
  OAuthClientInformationFull,
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
} from '@modelcontextprotocol/client'
import { checkPkce, isOwnMachine } from './checks.ts'
import type { OAuthOptions } from './options.ts'
import { registrationFor, type SessionAuthorization } from './authorization.ts'

/**
 * What the SDK's `auth` sees of one sign-in. It gathers what the SDK would have saved and writes nothing itself: each
 * sign-in has a provider of its own, so that two at once cannot mix up their verifiers.
 */
export class FlowProvider implements OAuthClientProvider {
  readonly redirectUrl: string
  readonly clientMetadata: OAuthClientMetadata
  readonly clientMetadataUrl?: string
  /** Filled by `auth` with what it learned. */
  readonly learned: SessionAuthorization
  authorizationUrl: URL | undefined
  verifier: string | undefined
  readonly #state: string
  readonly #options: OAuthOptions
  readonly #serverUrl: string

  /** `known` includes the discovery: how the app is to authenticate is decided by it. */
  constructor(
    options: OAuthOptions,
    serverUrl: string,
    redirectUrl: string,
    known: SessionAuthorization,
    state: string,
  ) {
    this.#options = options
    this.#serverUrl = serverUrl
    this.redirectUrl = redirectUrl
    this.learned = { ...known, clientInformation: { ...known.clientInformation } }
    this.#state = state
    this.clientMetadata = clientMetadata(options, redirectUrl, authMethod(known.discovery))
    if (options.clientMetadataUrl !== undefined) this.clientMetadataUrl = options.clientMetadataUrl
  }

  state(): string {
    return this.#state
  }

  clientInformation(context?: OAuthClientInformationContext): StoredOAuthClientInformation | undefined {
    if (!context) return undefined
    const registered = registrationFor(this.#options, context.issuer, this.#serverUrl)
    if (registered) return registered
    const known = this.learned.clientInformation?.[context.issuer] as Partial<OAuthClientInformationFull> | undefined
    // One that was registered for another callback of the app would be refused.
    const fits = known?.redirect_uris?.includes(this.redirectUrl) !== false
    return fits ? (known as StoredOAuthClientInformation | undefined) : undefined
  }

  saveClientInformation(information: StoredOAuthClientInformation, context?: OAuthClientInformationContext): void {
    // What the operator has registered is the operator's to keep.
    if (!context || registrationFor(this.#options, context.issuer, this.#serverUrl)) return
    this.learned.clientInformation = { ...this.learned.clientInformation, [context.issuer]: information }
  }

  /** Always a new authorisation: refreshing is not this provider's business. */
  tokens(): undefined {
    return undefined
  }

  /** Never called: the code is exchanged without this provider. */
  saveTokens(): void {}

  redirectToAuthorization(url: URL): void {
    this.authorizationUrl = url
  }

  saveCodeVerifier(verifier: string): void {
    this.verifier = verifier
  }

  codeVerifier(): string {
    if (this.verifier === undefined) throw new Error('this sign-in has no verifier')
    return this.verifier
  }

  saveDiscoveryState(discovery: OAuthDiscoveryState): void {
    this.learned.discovery = discovery
    // Metadata that was missing before is there now.
    checkPkce(discovery)
  }

  discoveryState(): OAuthDiscoveryState | undefined {
    return this.learned.discovery
  }
}

/**
 * How the app asks to authenticate at the token endpoint (RFC 8414, section 2): not at all, which PKCE makes safe enough,
 * or else in a way that the server offers.
 */
function authMethod(discovery: OAuthDiscoveryState | undefined): string {
  const offered = discovery?.authorizationServerMetadata?.token_endpoint_auth_methods_supported ?? ['none']
  return ['none', 'client_secret_basic', 'client_secret_post'].find((method) => offered.includes(method)) ?? 'none'
}

/** RFC 7591 metadata, the same for registration and for the document at `oauth/client-metadata`. */
export function clientMetadata(
  options: OAuthOptions,
  redirectUrl: string,
  tokenEndpointAuthMethod = 'none',
): OAuthClientMetadata {
  return {
    client_name: options.clientName ?? 'mcp-plug',
    ...(options.clientUri !== undefined && { client_uri: options.clientUri }),
    ...(options.logoUri !== undefined && { logo_uri: options.logoUri }),
    redirect_uris: [redirectUrl],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: tokenEndpointAuthMethod,
    application_type: isOwnMachine(new URL(redirectUrl)) ? 'native' : 'web',
  } as OAuthClientMetadata
}
