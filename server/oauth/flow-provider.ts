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
import type { SessionAuthorization } from './authorization.ts'

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

  constructor(options: OAuthOptions, redirectUrl: string, known: SessionAuthorization, state: string) {
    this.#options = options
    this.redirectUrl = redirectUrl
    this.learned = { ...known, clientInformation: { ...known.clientInformation } }
    this.#state = state
    this.clientMetadata = clientMetadata(options, redirectUrl)
    if (options.clientMetadataUrl !== undefined) this.clientMetadataUrl = options.clientMetadataUrl
  }

  state(): string {
    return this.#state
  }

  clientInformation(context?: OAuthClientInformationContext): StoredOAuthClientInformation | undefined {
    if (!context) return undefined
    const registered = this.#options.registrations?.[context.issuer]
    if (registered) return { ...registered, issuer: context.issuer }
    const known = this.learned.clientInformation?.[context.issuer] as Partial<OAuthClientInformationFull> | undefined
    // One that was registered for another callback of the app would be refused.
    const fits = known?.redirect_uris?.includes(this.redirectUrl) !== false
    return fits ? (known as StoredOAuthClientInformation | undefined) : undefined
  }

  saveClientInformation(information: StoredOAuthClientInformation, context?: OAuthClientInformationContext): void {
    // What the operator has registered is the operator's to keep.
    if (!context || this.#options.registrations?.[context.issuer]) return
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
    // Before anything is registered.
    checkPkce(discovery)
  }

  discoveryState(): OAuthDiscoveryState | undefined {
    return this.learned.discovery
  }
}

/** RFC 7591 metadata, the same for registration and for the document at `oauth/client-metadata`. */
export function clientMetadata(options: OAuthOptions, redirectUrl: string): OAuthClientMetadata {
  return {
    client_name: options.clientName ?? 'mcp-plug',
    ...(options.clientUri !== undefined && { client_uri: options.clientUri }),
    ...(options.logoUri !== undefined && { logo_uri: options.logoUri }),
    redirect_uris: [redirectUrl],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    application_type: isOwnMachine(new URL(redirectUrl)) ? 'native' : 'web',
  } as OAuthClientMetadata
}
