import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import { issuerOf, registrationFor } from './authorization.ts'
import { MUST_BE_REGISTERED } from './begin.ts'
import type { Challenge } from './challenge.ts'
import { checkPkce, fromFlow } from './checks.ts'
import { discover } from './discover.ts'
import { metadataFetch } from './fetch.ts'

/**
 * Whether a sign-in to this MCP server could be begun. Only reads: nobody is registered and nothing is stored.
 *
 * Errors: `reauth_required` where it offers none, `pkce_unsupported`, `registration_rejected`, `as_unavailable`, and
 * what reaching the servers brings.
 */
export async function checkSignInOffer(context: ServerContext, serverUrl: string, challenge: Challenge): Promise<void> {
  const discovery = await discover(serverUrl, challenge, metadataFetch(context)).catch((error: unknown) => {
    throw fromFlow(error)
  })
  const { authorizationServerMetadata: metadata, resourceMetadata } = discovery
  if (!metadata && !resourceMetadata)
    throw new McpPlugError('reauth_required', {
      message: 'The MCP server offers no sign-in that could be found. It may want a token instead.',
    })
  if (!metadata) throw new McpPlugError('as_unavailable')
  checkPkce(discovery)
  const { oauth = {} } = context.options
  const byDocument = oauth.clientMetadataUrl !== undefined && metadata.client_id_metadata_document_supported === true
  if (!metadata.registration_endpoint && !byDocument && !registrationFor(oauth, issuerOf(discovery), serverUrl))
    throw new McpPlugError('registration_rejected', { message: MUST_BE_REGISTERED })
}
