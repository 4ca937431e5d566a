import type { ServerContext } from '../context.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { clientFor, issuerOf } from './authorization.ts'
import { metadataFetch } from './fetch.ts'

/**
 * Takes a session's tokens back at the authorization server (RFC 7009), where that offers it. The refresh token first:
 * with it goes the whole grant.
 */
export async function revokeTokens(context: ServerContext, { secrets }: SessionRecord): Promise<void> {
  const { tokens, discovery } = secrets
  const endpoint = (discovery?.authorizationServerMetadata as { revocation_endpoint?: string } | undefined)
    ?.revocation_endpoint
  if (!tokens || !discovery || endpoint === undefined) return
  const issuer = issuerOf(discovery)
  const client = clientFor(context.options.oauth, secrets, issuer)
  // Never to another issuer than the one that gave them.
  if (!client || tokens.issuer !== issuer) return
  const revoke = async (token: string, hint: string) => {
    const body = new URLSearchParams({ token, token_type_hint: hint, client_id: client.client_id })
    const headers = new Headers({ 'content-type': 'application/x-www-form-urlencoded' })
    if (client.client_secret !== undefined) {
      const pair = [client.client_id, client.client_secret].map(encodeURIComponent).join(':')
      headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`)
    }
    const response = await metadataFetch(context)(endpoint, { method: 'POST', headers, body: body.toString() })
    await response.body?.cancel()
  }
  if (tokens.refresh_token !== undefined) await revoke(tokens.refresh_token, 'refresh_token')
  await revoke(tokens.access_token, 'access_token')
}
