import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import { parseServerUrl } from '../net/address.ts'

/**
 * Whether this person may have anything sent to this address: by the rules for addresses, and by the app's own word.
 * Asked whenever a session is used, so that what is withdrawn ends at once.
 *
 * Errors: `invalid_server_url`, `blocked_address`.
 */
export async function checkServerAddress(context: ServerContext, address: string, userId: string): Promise<URL> {
  const url = parseServerUrl(address, context.rules)
  const { allowServer } = context.options
  if (allowServer && !(await allowServer(url, userId))) throw new McpPlugError('blocked_address')
  return url
}
