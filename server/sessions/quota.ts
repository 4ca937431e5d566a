import { RateLimiterRes } from 'rate-limiter-flexible'

/** Seconds to wait, of a limiter's refusal; what is none goes on as an error. */
export function waitOf(refused: unknown): number {
  if (!(refused instanceof RateLimiterRes)) throw refused
  return Math.max(1, Math.ceil(refused.msBeforeNext / 1_000))
}

/**
 * What of a user's is counted while it lasts, on all replicas together: open event streams, running calls. Each takes a
 * seat, which ends by itself where its replica no longer keeps it.
 */
export const SEATS = ['streams', 'running'] as const
export type SeatKind = (typeof SEATS)[number]

/** All counters that a user has, for when they are erased. */
export const COUNTERS = ['calls'] as const
