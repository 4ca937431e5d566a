import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import type { GuardedFetch } from '../net/guarded-fetch.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { challengeOf } from './challenge.ts'
import { isAgeing, renewTokens } from './refresh.ts'

/**
 * The guarded fetch with a session's tokens: for the server's own origin only, renewed before they end and when they
 * are refused. A refused request has not run, and is sent once more with new tokens.
 *
 * Errors: `ChallengeError`, and those of `renewTokens`.
 */
export function bearerFetch(context: ServerContext, record: SessionRecord): GuardedFetch {
  const { origin } = new URL(record.serverUrl)
  let { tokens } = record.secrets
  const own = Object.keys(record.secrets.headers ?? {}).some((name) => name.toLowerCase() === 'authorization')

  return async (url, init = {}) => {
    const target = new URL(url)
    const send = (token?: string) => {
      if (token === undefined || own || target.origin !== origin) return context.fetch(target, init)
      const headers = new Headers(init.headers)
      headers.set('authorization', `Bearer ${token}`)
      return context.fetch(target, { ...init, headers })
    }
    if (tokens && isAgeing(tokens)) tokens = await renewAhead(context, record, tokens)
    let response = await send(tokens?.access_token)
    if (response.status === 401 && tokens?.refresh_token !== undefined && !own) {
      await response.body?.cancel()
      tokens = await renewTokens(context, record, tokens)
      response = await send(tokens.access_token)
    }
    const refused = own ? undefined : challengeOf(response)
    if (!refused) return response
    await response.body?.cancel()
    throw refused
  }
}

/** A renewal ahead of time that fails is no reason to fail yet. */
async function renewAhead(
  context: ServerContext,
  record: SessionRecord,
  tokens: NonNullable<SessionRecord['secrets']['tokens']>,
) {
  try {
    return await renewTokens(context, record, tokens)
  } catch (error) {
    const passing =
      error instanceof McpPlugError && (error.code === 'as_unavailable' || error.code === 'refresh_timeout')
    if (passing) return tokens
    throw error
  }
}
