import { OAuthError, OAuthErrorCode } from '@modelcontextprotocol/client'
import type { SessionAuthorization } from './authorization.ts'

/** Whether an authorization server says that it does not know our client, or not any more (RFC 6749, section 5.2). */
export const isClientRefused = (error: unknown): boolean =>
  error instanceof OAuthError && error.code === OAuthErrorCode.InvalidClient

/** What a session keeps, but for its client of this issuer: the next sign-in identifies the app anew. */
export function withoutClient<T extends SessionAuthorization>(secrets: T, issuer: string): T {
  const { [issuer]: _, ...clientInformation } = secrets.clientInformation ?? {}
  return { ...secrets, clientInformation }
}
