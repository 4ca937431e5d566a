import type { OAuthClientProvider, StoredOAuthClientInformation } from '@modelcontextprotocol/client'

/** An MCP server that wants authorisation. */
export interface AuthorizedServer {
  /** Its address, normalised as `new URL(…).href` is. A person may have typed it. */
  readonly url: string
  /** The id of the catalogue entry with this very address; absent for any other server, whatever a page calls it. */
  readonly id?: string
}

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
  /**
   * Clients that the operator has registered by hand, by issuer, or by the address of an MCP server. They come before
   * every other way. **A secret under an MCP server's address goes to whichever authorization server that MCP server
   * names**, unless the registration says its `issuer`.
   */
  registrations?: Readonly<Record<string, StoredOAuthClientInformation>>
  /**
   * Machine to machine: how the app itself gets tokens for this MCP server and this user, by client credentials (RFC
   * 6749, section 4.4; RFC 7523) or an identity assertion (ID-JAG), e.g. with `ClientCredentialsProvider`,
   * `PrivateKeyJwtProvider` or `CrossAppAccessProvider` of `@modelcontextprotocol/client`. Nobody is asked to sign in.
   * Null or undefined: people sign in by themselves.
   *
   * Called whenever tokens are needed; answer with a new provider each time, for some remember what they are asked for.
   * Where tokens and discovery are kept is the handler's affair: sealed with the session, and renewed once however many
   * calls and replicas need it. All of it together may take 5 s.
   *
   * **What you answer with speaks for the app**: look at `server`, for people may connect any; and give the provider its
   * `expectedIssuer`, or else the MCP server decides who gets the secret.
   *
   * Errors: an `McpPlugError` that it throws is the call's; any other is `internal`, and logged. A provider with a
   * `redirectUrl`, which would ask a person, is `internal` too.
   */
  providerFor?(
    server: AuthorizedServer,
    userId: string,
  ): OAuthClientProvider | null | undefined | Promise<OAuthClientProvider | null | undefined>
}
