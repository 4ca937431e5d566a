import { checkResourceAllowed, discoverOAuthServerInfo, type OAuthDiscoveryState } from '@modelcontextprotocol/client'
import { McpPlugError } from '../errors.ts'
import type { GuardedFetch } from '../net/guarded-fetch.ts'
import type { Challenge } from './challenge.ts'

const FOREIGN_RESOURCE =
  'The MCP server describes itself as another server, so signing in would not be safe. Check its address.'

/**
 * Finds a server's authorization server (RFC 9728, RFC 8414; by the address alone for servers of 2025-03-26).
 *
 * Errors: `upstream_protocol` where the metadata is of another resource (RFC 9728, section 3.3; RFC 8707), and what
 * the SDK and the fetch throw.
 */
export async function discover(
  serverUrl: string,
  { resourceMetadataUrl }: Challenge,
  fetchFn: GuardedFetch,
): Promise<OAuthDiscoveryState> {
  const found = await discoverOAuthServerInfo(serverUrl, {
    fetchFn,
    ...(resourceMetadataUrl !== undefined && { resourceMetadataUrl: new URL(resourceMetadataUrl) }),
  })
  const { authorizationServerUrl, authorizationServerMetadata, resourceMetadata } = found
  if (
    resourceMetadata &&
    !checkResourceAllowed({ requestedResource: serverUrl, configuredResource: resourceMetadata.resource })
  )
    throw new McpPlugError('upstream_protocol', { message: FOREIGN_RESOURCE })
  return {
    authorizationServerUrl,
    ...(authorizationServerMetadata && { authorizationServerMetadata }),
    ...(resourceMetadata && { resourceMetadata }),
    ...(resourceMetadataUrl !== undefined && { resourceMetadataUrl }),
  }
}
