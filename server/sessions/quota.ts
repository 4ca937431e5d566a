import { RateLimiterRes } from 'rate-limiter-flexible'

/** Seconds to wait, of a limiter's refusal; what is none goes on as an error. */
export function waitOf(refused: unknown): number {
  if (!(refused instanceof RateLimiterRes)) throw refused
  return Math.max(1, Math.ceil(refused.msBeforeNext / 1_000))
}

/** All counters that a user has, for when they are erased. */
export const COUNTERS = ['calls'] as const
