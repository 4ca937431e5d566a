import type { StoredOAuthClientInformation } from '@modelcontextprotocol/client'

/** How the app presents itself to authorization servers. */
export interface OAuthOptions {
  /** Shown to people who sign in. Default `mcp-plug`: set your app's own name. */
  clientName?: string
  clientUri?: string
  logoUri?: string
  /**
   * https address of a client metadata document (CIMD) that serves as the client id where the authorization server
   * takes one. The handler serves such a document at `oauth/client-metadata`.
   */
  clientMetadataUrl?: string
  /** Clients that the operator has registered by hand, by issuer. They come before every other way. */
  registrations?: Readonly<Record<string, Omit<StoredOAuthClientInformation, 'issuer'>>>
}
