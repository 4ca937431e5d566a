import type { CallerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'

const WINDOW_SECONDS = 60

/**
 * Counts one more call of this person's in the present minute, by `limits.callsPerMinute`: on all replicas together.
 * Errors: `rate_limited`, with the seconds to wait as `data.retryAfter`.
 */
export async function countCall({ store, userId, options }: CallerContext): Promise<void> {
  const retryAfter = await store.consume(userId, 'calls', options.limits.callsPerMinute, WINDOW_SECONDS)
  if (retryAfter > 0) throw new McpPlugError('rate_limited', { data: { retryAfter } })
}
