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
  let renewed = false
  const own = Object.keys(record.secrets.headers ?? {}).some((name) => name.toLowerCase() === 'authorization')

  return async (url, init = {}) => {
    const target = new URL(url)
    const send = (token?: string) => {
      if (token === undefined || own || target.origin !== origin) return context.fetch(target, init)
      const headers = new Headers(init.headers)
      headers.set('authorization', `Bearer ${token}`)
      return context.fetch(target, { ...init, headers })
    }
    if (tokens && !renewed && isAgeing(tokens)) {
      const before = tokens
      tokens = await renewAhead(context, record, before)
      renewed = tokens !== before
    }
    let response = await send(tokens?.access_token)
    if (response.status === 401 && !tokens && !own) {
      // A sign-in may have ended since the record was read.
      tokens = (await context.store.get(record.userId, record.sessionId))?.secrets.tokens
      if (tokens) {
        await response.body?.cancel()
        response = await send(tokens.access_token)
      }
    }
    // Once in an operation: a server that refuses every token must not wear out the authorization server.
    if (response.status === 401 && tokens && !renewed && !own) {
      renewed = true
      const refusal = challengeOf(response)
      await response.body?.cancel()
      tokens = await renewTokens(context, record, tokens).catch((error: unknown) => {
        // The server's own words say where to sign in.
        throw error instanceof McpPlugError && error.code === 'reauth_required' ? refusal : error
      })
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
