import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import type { GuardedFetch } from '../net/guarded-fetch.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { change } from '../sessions/transition.ts'
import { actionOf, CONNECTING, forgetAttempts, hasAttempts } from './attempts.ts'
import type { SessionTokens } from './authorization.ts'
import { appProvider } from './by-app.ts'
import { type ChallengeError, challengeOf } from './challenge.ts'
import { isAgeing, renewTokens } from './refresh.ts'
import { scopeUnion } from './scopes.ts'

/**
 * The guarded fetch with a session's tokens: for the server's own origin only, renewed before they end and when they
 * are refused; where the app signs in by itself, also had when there are none yet, or more scopes are wanted. A refused
 * request has not run, and is sent once more with new tokens.
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
    if (own) return response
    const action = actionOf(init)
    if (response.status === 401 && !tokens) {
      // A sign-in may have ended since the record was read.
      tokens = (await context.store.get(record.userId, record.sessionId))?.secrets.tokens
      if (tokens) {
        await response.body?.cancel()
        response = await send(tokens.access_token)
      }
    }
    // Once in an operation: a server that refuses every token must not wear out the authorization server.
    const refusal = renewed ? undefined : challengeOf(response, action)
    if (refusal && (await canRenew(context, record, tokens, refusal))) {
      renewed = true
      await response.body?.cancel()
      tokens = await renew(context, record, tokens, refusal)
      response = await send(tokens.access_token)
    }
    const refused = challengeOf(response, action)
    if (!refused) {
      if (response.ok && action !== CONNECTING && hasAttempts(record.secrets, action))
        await change(context.store, record, ({ secrets }) => ({ secrets: forgetAttempts(secrets, action) }))
      return response
    }
    await response.body?.cancel()
    throw refused
  }
}

/** Tokens are renewed where they are refused; that they lack a scope, only the app itself can mend without asking. */
async function canRenew(
  context: ServerContext,
  record: SessionRecord,
  tokens: SessionTokens | undefined,
  { code, challenge }: ChallengeError,
): Promise<boolean> {
  if (code === 'reauth_required') return tokens !== undefined || (await appProvider(context, record)) !== undefined
  return tokens?.byApp === true && scopeUnion(tokens.scope, challenge.scope) !== scopeUnion(tokens.scope)
}

async function renew(
  context: ServerContext,
  record: SessionRecord,
  tokens: SessionTokens | undefined,
  refusal: ChallengeError,
): Promise<SessionTokens> {
  const { code, challenge } = refusal
  const scope = code === 'step_up_required' ? scopeUnion(tokens?.scope, challenge.scope) : challenge.scope
  try {
    return await renewTokens(context, record, tokens, { ...challenge, ...(scope !== undefined && { scope }) })
  } catch (error) {
    const asksPerson = error instanceof McpPlugError && error.code === 'reauth_required'
    // The server's own words say where to sign in.
    throw asksPerson && tokens && !tokens.byApp ? refusal : error
  }
}

/** A renewal ahead of time that fails is no reason to fail yet. */
async function renewAhead(context: ServerContext, record: SessionRecord, tokens: SessionTokens) {
  try {
    return await renewTokens(context, record, tokens)
  } catch (error) {
    const passing =
      error instanceof McpPlugError && (error.code === 'as_unavailable' || error.code === 'refresh_timeout')
    if (passing || tokens.byApp) return tokens
    throw error
  }
}
