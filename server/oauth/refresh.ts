import { setTimeout as sleep } from 'node:timers/promises'
import { OAuthError, OAuthErrorCode, refreshAuthorization } from '@modelcontextprotocol/client'
import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { change } from '../sessions/transition.ts'
import { clientFor, issuerOf, type SessionTokens } from './authorization.ts'
import { fromFlow } from './checks.ts'
import { isClientRefused, withoutClient } from './forgotten.ts'
import { metadataFetch } from './fetch.ts'
import { keepTokens } from './tokens.ts'
import { revokeTokens } from './revoke.ts'

/** Life of the lock on a refresh, in milliseconds: longer than one token request may take. */
const LOCK_MS = 8_000
const TOKEN_REQUEST_MS = 5_000
/** How long one waits for another's refresh. */
const WAIT_MS = 12_000
const POLL_MS = 60
/** Pauses after an authorization server that did not answer: from the first to the last. */
const COOL_DOWN = [5_000, 60_000] as const
/** A token is renewed ahead at this part of its life, give or take a twentieth. */
const AHEAD = 0.8
/** Authorization servers that are remembered to be down. */
const COOL_DOWNS_KEPT = 1_000

const flights = new WeakMap<ServerContext['store'], Map<string, Promise<SessionTokens>>>()
const coolDowns = new Map<string, { until: number; wait: number }>()

/** Whether a token is so near its end that it is renewed before it is used. */
export function isAgeing(tokens: SessionTokens, now = Date.now()): boolean {
  const { refresh_token: refreshToken, expires_in: life, obtainedAt } = tokens
  if (!refreshToken || life === undefined || !(life > 0)) return false
  const jitter = 0.95 + Math.random() / 10
  return now - obtainedAt > life * 1_000 * AHEAD * jitter
}

/**
 * Tokens other than the `rejected` ones: those that somebody else has stored meanwhile, or new ones. However many ask,
 * in however many processes, there is one token request: in this process by a shared promise, among processes by a
 * lock, and whoever held that too long is fenced off: it replaces no tokens but those that it has renewed.
 *
 * Errors: `reauth_required` where the person must sign in again, `as_unavailable` (the tokens are kept),
 * `refresh_timeout`, `session_not_found`, `store_unavailable`.
 */
export function renewTokens(
  context: ServerContext,
  record: SessionRecord,
  rejected: SessionTokens,
): Promise<SessionTokens> {
  const inFlight = flights.get(context.store) ?? new Map<string, Promise<SessionTokens>>()
  flights.set(context.store, inFlight)
  // With the token: who was refused with a newer one must not be given that very one.
  const name = JSON.stringify([record.userId, record.sessionId, rejected.access_token])
  const running = inFlight.get(name)
  if (running) return running
  const flight = renewOnce(context, record, rejected).finally(() => inFlight.delete(name))
  inFlight.set(name, flight)
  return flight
}

async function renewOnce(
  context: ServerContext,
  { userId, sessionId }: SessionRecord,
  rejected: SessionTokens,
): Promise<SessionTokens> {
  const giveUpAt = Date.now() + WAIT_MS
  for (;;) {
    const latestStart = Date.now() + LOCK_MS - TOKEN_REQUEST_MS
    const lock = await context.store.lock(userId, `refresh:${sessionId}`, LOCK_MS)
    try {
      const record = await context.store.get(userId, sessionId)
      if (!record) throw new McpPlugError('session_not_found')
      const { tokens } = record.secrets
      if (!tokens) throw new McpPlugError('reauth_required')
      if (tokens.access_token !== rejected.access_token) return tokens
      const fresh = lock && (await refresh(context, record, tokens, latestStart))
      if (fresh) return fresh
    } finally {
      await lock?.release()
    }
    if (Date.now() > giveUpAt) throw new McpPlugError('refresh_timeout')
    await sleep(POLL_MS + Math.random() * POLL_MS)
  }
}

/**
 * One token request. Undefined where somebody else has changed the session meanwhile: then it is to be looked at again.
 * `latestStart` is when the request must have begun, to be over before the lock is.
 */
async function refresh(
  context: ServerContext,
  record: SessionRecord,
  tokens: SessionTokens,
  latestStart: number,
): Promise<SessionTokens | undefined> {
  const { discovery } = record.secrets
  const issuer = discovery && issuerOf(discovery)
  const client = issuer === undefined ? undefined : clientFor(context.options.oauth, record.secrets, issuer)
  // A refresh token goes to the issuer that gave it, whoever the server names now.
  const usable = issuer !== undefined && tokens.issuer === issuer && tokens.refresh_token !== undefined
  if (!discovery || !client || !usable) return await giveUp(context, record, tokens)
  checkCoolDown(discovery.authorizationServerUrl)
  // Before the authorization server rotates anything: does the store take writes?
  const proven = await context.store.update(record.userId, record.sessionId, record.generation, {})
  if (!proven || Date.now() > latestStart) return undefined
  let fresh: SessionTokens
  try {
    const given = await refreshAuthorization(discovery.authorizationServerUrl, {
      ...(discovery.authorizationServerMetadata && { metadata: discovery.authorizationServerMetadata }),
      clientInformation: client,
      refreshToken: tokens.refresh_token!,
      ...(discovery.resourceMetadata && { resource: discovery.resourceMetadata.resource }),
      fetchFn: metadataFetch(context, TOKEN_REQUEST_MS),
    })
    coolDowns.delete(discovery.authorizationServerUrl)
    fresh = keepTokens(given, issuer, tokens)
  } catch (error) {
    if (isFinal(error)) return await giveUp(context, proven, tokens, isClientRefused(error) ? issuer : undefined)
    coolDown(discovery.authorizationServerUrl)
    throw new McpPlugError('as_unavailable', { cause: fromFlow(error) })
  }
  const saved = await change(
    context.store,
    proven,
    (now) => ({ secrets: { ...now.secrets, tokens: fresh } }),
    has(tokens),
  )
  if (saved) return fresh
  const gone = (await context.store.get(record.userId, record.sessionId)) === null
  // Its person has disconnected meanwhile: these tokens too are taken back.
  if (gone) void revokeTokens(context, { ...proven, secrets: { ...proven.secrets, tokens: fresh } }).catch(() => {})
  return undefined
}

const has =
  (tokens: SessionTokens) =>
  ({ secrets }: SessionRecord): boolean =>
    secrets.tokens?.access_token === tokens.access_token

/** Whether the authorization server has said that this refresh token is worth nothing. */
const isFinal = (error: unknown): boolean =>
  error instanceof OAuthError &&
  ![OAuthErrorCode.ServerError, OAuthErrorCode.TemporarilyUnavailable, OAuthErrorCode.TooManyRequests].includes(
    error.code as OAuthErrorCode,
  )

/**
 * The tokens go, if they are still the same; the person must sign in again. With them goes the client of an issuer that
 * no longer knows it. Undefined where there are other tokens now.
 */
async function giveUp(
  { store }: ServerContext,
  record: SessionRecord,
  tokens: SessionTokens,
  forgetfulIssuer?: string,
): Promise<undefined> {
  const without = ({ secrets }: SessionRecord) => {
    const { tokens: _, ...kept } = secrets
    return { secrets: forgetfulIssuer === undefined ? kept : withoutClient(kept, forgetfulIssuer) }
  }
  if (await change(store, record, without, has(tokens))) throw new McpPlugError('reauth_required')
}

function checkCoolDown(server: string): void {
  const cooling = coolDowns.get(server)
  if (cooling && cooling.until > Date.now()) throw new McpPlugError('as_unavailable')
}

function coolDown(server: string): void {
  const wait = Math.min((coolDowns.get(server)?.wait ?? COOL_DOWN[0] / 2) * 2, COOL_DOWN[1])
  coolDowns.delete(server)
  coolDowns.set(server, { until: Date.now() + wait, wait })
  if (coolDowns.size > COOL_DOWNS_KEPT) coolDowns.delete(coolDowns.keys().next().value!)
}
