import type { ServerContext } from '../context.ts'
import { within } from '../deadline.ts'
import { McpPlugError } from '../errors.ts'
import { limitBytes } from '../net/byte-limit.ts'
import type { GuardedFetch } from '../net/guarded-fetch.ts'

/** Largest metadata document, registration or token answer, in bytes. */
const METADATA_BYTES = 256 * 1024

/** The guarded fetch for one part of a sign-in: bounded in bytes, and all its requests together in time, by `ms`. */
export function metadataFetch({ fetch }: ServerContext, ms = 10_000): GuardedFetch {
  const timeout = AbortSignal.timeout(ms)
  return async (url, init = {}) => {
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout
    const response = await fetch(url, { ...init, signal }).catch((error: unknown) => {
      throw timeout.aborted ? new McpPlugError('as_unavailable', { cause: error }) : error
    })
    if (!response.body) return response
    return new Response(response.body.pipeThrough(limitBytes(METADATA_BYTES, 'whole', () => {})), response)
  }
}

/** Also for work that does more than fetch. Errors: `as_unavailable` after `ms`. */
export const withinTime = <T>(work: Promise<T>, ms: number): Promise<T> =>
  within(work, ms, () => {
    throw new McpPlugError('as_unavailable')
  })
