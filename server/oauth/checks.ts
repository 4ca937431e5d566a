import {
  AuthorizationServerMismatchError,
  InsecureTokenEndpointError,
  IssuerMismatchError,
  OAuthError,
  type OAuthDiscoveryState,
  RegistrationRejectedError,
} from '@modelcontextprotocol/client'
import { McpPlugError } from '../errors.ts'
import { fromUpstream } from '../mcp/errors.ts'

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Whether an address leads to the person's own machine. */
export const isOwnMachine = (url: URL): boolean => LOOPBACK.has(url.hostname)

/**
 * PKCE with S256, said to be supported, or no sign-in (MCP, "Authorization Code Protection"). Servers of 2025-03-26 that
 * have no metadata at all cannot say it; they get the challenge all the same. Errors: `pkce_unsupported`.
 */
export function checkPkce({ authorizationServerMetadata }: OAuthDiscoveryState): void {
  if (authorizationServerMetadata && !authorizationServerMetadata.code_challenge_methods_supported?.includes('S256'))
    throw new McpPlugError('pkce_unsupported')
}

/** The address that a person's browser is sent to: https, or http on loopback, and nobody's name in it. Errors: `auth_url_rejected`. */
export function checkAuthorizationUrl(url: URL): void {
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isOwnMachine(url))
  if (!secure || url.username || url.password) throw new McpPlugError('auth_url_rejected')
}

/** An error of a sign-in as one of ours: what the authorization server wrote is never shown. */
export function fromFlow(error: unknown): McpPlugError {
  if (error instanceof McpPlugError) return error
  if (error instanceof IssuerMismatchError || error instanceof AuthorizationServerMismatchError)
    return new McpPlugError('issuer_mismatch', { cause: error })
  if (error instanceof RegistrationRejectedError) return new McpPlugError('registration_rejected', { cause: error })
  if (error instanceof InsecureTokenEndpointError) return new McpPlugError('auth_url_rejected', { cause: error })
  if (error instanceof OAuthError) return fromOAuth(error)
  return fromUpstream(error)
}

function fromOAuth(error: OAuthError): McpPlugError {
  const code = String(error.code)
  if (code === 'access_denied')
    return new McpPlugError('reauth_required', {
      cause: error,
      message: 'The sign-in was declined. Start it again to connect.',
    })
  if (code === 'server_error' || code === 'temporarily_unavailable')
    return new McpPlugError('as_unavailable', { cause: error })
  if (code === 'invalid_client_metadata' || code === 'invalid_redirect_uri')
    return new McpPlugError('registration_rejected', { cause: error })
  return new McpPlugError('reauth_required', {
    cause: error,
    message: 'The authorization server refused the sign-in. Start it again.',
  })
}
