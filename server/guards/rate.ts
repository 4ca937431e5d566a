import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { CallerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import type { Replica } from '../replica.ts'

const WINDOW_SECONDS = 60
const limiters = new WeakMap<Replica, Map<number, RateLimiterMemory>>()

/** One count for each limit that handlers of this process have: they may be made per request. */
function limiterFor(replica: Replica, points: number): RateLimiterMemory {
  const byLimit = limiters.get(replica) ?? new Map<number, RateLimiterMemory>()
  limiters.set(replica, byLimit)
  const limiter = byLimit.get(points) ?? new RateLimiterMemory({ points, duration: WINDOW_SECONDS })
  byLimit.set(points, limiter)
  return limiter
}

/**
 * Counts one more call of this person's in the present minute, by `limits.callsPerMinute`. Each process counts its own,
 * with Redis too: behind N replicas a person has up to N times as many.
 *
 * Errors: `rate_limited`, with the seconds to wait as `data.retryAfter`.
 */
export async function countCall({ replica, userId, options }: CallerContext): Promise<void> {
  try {
    await limiterFor(replica, options.limits.callsPerMinute).consume(userId)
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused
    throw new McpPlugError('rate_limited', { data: { retryAfter: Math.ceil(refused.msBeforeNext / 1_000) } })
  }
}
