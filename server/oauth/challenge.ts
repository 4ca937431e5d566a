import { extractWWWAuthenticateParams } from '@modelcontextprotocol/client'
import { McpPlugError } from '../errors.ts'

/** What a server's `WWW-Authenticate` asks for (RFC 6750, section 3; RFC 9728, section 5.1). Never crosses the wire as it is. */
export interface Challenge {
  resourceMetadataUrl?: string
  scope?: string
  /** The token is good, and lacks this scope. */
  isStepUp?: boolean
  /** What was refused; see `actionOf`. */
  action?: string
}

/** A server refused for want of authorisation: `reauth_required`, or `step_up_required` where it wants more scopes. */
export class ChallengeError extends McpPlugError {
  readonly challenge: Challenge

  constructor(code: 'reauth_required' | 'step_up_required', challenge: Challenge) {
    super(code)
    this.challenge = challenge
  }
}

/** The error that this answer means; undefined for one that refuses nothing. */
export function challengeOf(response: Response, action?: string): ChallengeError | undefined {
  if (response.status !== 401 && response.status !== 403) return undefined
  const { resourceMetadataUrl, scope, error } = extractWWWAuthenticateParams(response)
  if (response.status === 403 && error !== 'insufficient_scope') return undefined
  return new ChallengeError(response.status === 401 ? 'reauth_required' : 'step_up_required', {
    ...(resourceMetadataUrl && { resourceMetadataUrl: resourceMetadataUrl.href }),
    ...(scope !== undefined && { scope }),
    ...(action !== undefined && { action }),
    isStepUp: response.status === 403,
  })
}
