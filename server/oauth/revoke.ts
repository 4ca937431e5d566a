import { selectClientAuthMethod } from '@modelcontextprotocol/client'
import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { clientFor, issuerOf } from './authorization.ts'
import { metadataFetch } from './fetch.ts'

/** RFC 8414, section 2: of what the SDK's two kinds of metadata have, the part that is read here. */
interface Revocation {
  readonly revocation_endpoint?: string | undefined
  readonly revocation_endpoint_auth_methods_supported?: string[] | undefined
  readonly token_endpoint_auth_methods_supported?: string[] | undefined
}

/** Where nothing is said of this endpoint, what is said of the other one has to do. */
const authMethodsOf = (metadata: Revocation): string[] =>
  metadata.revocation_endpoint_auth_methods_supported ?? metadata.token_endpoint_auth_methods_supported ?? []

/**
 * Takes a session's tokens back at the authorization server (RFC 7009), where that offers it. The refresh token first:
 * with it goes the whole grant. Errors: `as_unavailable` where it refuses, and those of the fetch.
 */
export async function revokeTokens(context: ServerContext, record: SessionRecord): Promise<void> {
  const { tokens, discovery } = record.secrets
  const metadata: Revocation | undefined = discovery?.authorizationServerMetadata
  const endpoint = metadata?.revocation_endpoint
  if (!tokens || !discovery || endpoint === undefined) return
  const issuer = issuerOf(discovery)
  const client = clientFor(context.options.oauth, record, issuer)
  // Never to another issuer than the one that gave them. The app's own credentials end by themselves.
  if (!client || tokens.byApp || tokens.issuer !== issuer) return
  const method = selectClientAuthMethod(client, authMethodsOf(metadata ?? {}))
  const revoke = async (token: string, hint: string) => {
    const body = new URLSearchParams({ token, token_type_hint: hint, client_id: client.client_id })
    const headers = new Headers({ 'content-type': 'application/x-www-form-urlencoded' })
    if (client.client_secret !== undefined && method === 'client_secret_post')
      body.set('client_secret', client.client_secret)
    if (client.client_secret !== undefined && method === 'client_secret_basic') {
      const pair = [client.client_id, client.client_secret].map(encodeURIComponent).join(':')
      headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`)
    }
    const response = await metadataFetch(context)(endpoint, { method: 'POST', headers, body: body.toString() })
    await response.body?.cancel()
    if (!response.ok) throw new McpPlugError('as_unavailable')
  }
  if (tokens.refresh_token !== undefined) await revoke(tokens.refresh_token, 'refresh_token')
  await revoke(tokens.access_token, 'access_token')
}
