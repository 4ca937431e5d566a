import type { GuardedFetch } from '../net/guarded-fetch.ts'

/**
 * The SDK opens a stream of its own where a server accepts `notifications/initialized` with 202. A client that lives for
 * one call has no use for it: it is told 200.
 */
export const quietFetch =
  (fetch: GuardedFetch): GuardedFetch =>
  async (url, init) => {
    const response = await fetch(url, init)
    if (init?.method !== 'POST' || response.status !== 202) return response
    await response.body?.cancel()
    const headers = new Headers(response.headers)
    for (const name of ['content-type', 'content-length']) headers.delete(name)
    return new Response(null, { status: 200, headers })
  }
