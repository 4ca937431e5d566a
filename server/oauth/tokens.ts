import type { OAuthTokens } from '@modelcontextprotocol/client'
import { McpPlugError } from '../errors.ts'
import type { SessionTokens } from './authorization.ts'
import { LONGEST_SCOPE } from './scopes.ts'

/**
 * Tokens as they are kept, once it is sure that they can be used as bearer tokens (RFC 6749, section 7.1). What the
 * server leaves out stays as it was, the refresh token above all.
 *
 * Errors: `upstream_protocol`.
 */
export function keepTokens(given: OAuthTokens, issuer: string, before?: SessionTokens): SessionTokens {
  if (given.access_token === '' || given.token_type.toLowerCase() !== 'bearer') {
    throw new McpPlugError('upstream_protocol', {
      message: 'The authorization server gave tokens of a kind that cannot be used.',
    })
  }
  const { expires_in: _, ...kept } = before ?? ({} as Partial<SessionTokens>)
  const tokens = { ...kept, ...given, issuer, obtainedAt: Date.now() }
  if ((tokens.scope?.length ?? 0) > LONGEST_SCOPE) delete tokens.scope
  return tokens
}
