import { setTimeout as sleep } from 'node:timers/promises'
import { OAuthError, OAuthErrorCode, refreshAuthorization } from '@modelcontextprotocol/client'
import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { change } from '../sessions/transition.ts'
import { issuerOf, type SessionTokens } from './authorization.ts'
import { fromFlow } from './checks.ts'
import { metadataFetch } from './fetch.ts'

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

const flights = new WeakMap<ServerContext['store'], Map<string, Promise<SessionTokens>>>()
const coolDowns = new Map<string, { until: number; wait: number }>()

/** Whether a token is so near its end that it is renewed before it is used. */
export function isAgeing(tokens: SessionTokens, now = Date.now()): boolean {
  if (!tokens.refresh_token || tokens.expires_in === undefined) return false
  const jitter = 0.95 + Math.random() / 10
  return now - tokens.obtainedAt > tokens.expires_in * 1_000 * AHEAD * jitter
}

/**
 * Tokens other than the `rejected` ones: those that somebody else has stored meanwhile, or new ones. However many ask,
 * in however many processes, there is one token request: in this process by a shared promise, among processes by a
 * lock, and whoever held that too long is fenced off by the record's generation.
 *
 * Errors: `reauth_required` where the person must sign in again, `as_unavailable` (the tokens are kept),
 * `refresh_timeout`, `store_unavailable`.
 */
export function renewTokens(
  context: ServerContext,
  record: SessionRecord,
  rejected: SessionTokens,
): Promise<SessionTokens> {
  const inFlight = flights.get(context.store) ?? new Map<string, Promise<SessionTokens>>()
  flights.set(context.store, inFlight)
  const name = `${record.userId} ${record.sessionId}`
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
  while (Date.now() < giveUpAt) {
    const lock = await context.store.lock(userId, `refresh:${sessionId}`, LOCK_MS)
    const record = await context.store.get(userId, sessionId)
    try {
      if (!record?.secrets.tokens) throw new McpPlugError('reauth_required')
      if (record.secrets.tokens.access_token !== rejected.access_token) return record.secrets.tokens
      if (lock) return await refresh(context, record, record.secrets.tokens)
    } finally {
      await lock?.release()
    }
    await sleep(POLL_MS + Math.random() * POLL_MS)
  }
  throw new McpPlugError('refresh_timeout')
}

async function refresh(context: ServerContext, record: SessionRecord, tokens: SessionTokens): Promise<SessionTokens> {
  const { discovery, clientInformation } = record.secrets
  const issuer = discovery && issuerOf(discovery)
  const client =
    issuer === undefined ? undefined : (context.options.oauth?.registrations?.[issuer] ?? clientInformation?.[issuer])
  if (!discovery || !client || !tokens.refresh_token) return await giveUp(context, record)
  // Before the authorization server rotates anything: does the store take writes?
  const proven = await context.store.update(record.userId, record.sessionId, record.generation, {})
  if (!proven) throw new McpPlugError('refresh_timeout')
  checkCoolDown(discovery.authorizationServerUrl)
  let fresh: SessionTokens
  try {
    const given = await refreshAuthorization(discovery.authorizationServerUrl, {
      ...(discovery.authorizationServerMetadata && { metadata: discovery.authorizationServerMetadata }),
      clientInformation: client,
      refreshToken: tokens.refresh_token,
      ...(discovery.resourceMetadata && { resource: discovery.resourceMetadata.resource }),
      fetchFn: metadataFetch(context, TOKEN_REQUEST_MS),
    })
    coolDowns.delete(discovery.authorizationServerUrl)
    fresh = { ...tokens, ...given, obtainedAt: Date.now() }
  } catch (error) {
    if (isFinal(error)) return await giveUp(context, proven)
    coolDown(discovery.authorizationServerUrl)
    throw new McpPlugError('as_unavailable', { cause: fromFlow(error) })
  }
  const saved = await change(context.store, proven, (now) => ({ secrets: { ...now.secrets, tokens: fresh } }))
  if (!saved) throw new McpPlugError('session_not_found')
  return fresh
}

/** Whether the authorization server has said that this refresh token is worth nothing. */
const isFinal = (error: unknown): boolean =>
  error instanceof OAuthError &&
  ![OAuthErrorCode.ServerError, OAuthErrorCode.TemporarilyUnavailable, OAuthErrorCode.TooManyRequests].includes(
    error.code as OAuthErrorCode,
  )

/** The tokens go, if they are still the same; the person must sign in again. */
async function giveUp(context: ServerContext, record: SessionRecord): Promise<never> {
  const { tokens: _, ...secrets } = record.secrets
  await context.store.update(record.userId, record.sessionId, record.generation, { secrets })
  throw new McpPlugError('reauth_required')
}

function checkCoolDown(server: string): void {
  const cooling = coolDowns.get(server)
  if (cooling && cooling.until > Date.now()) throw new McpPlugError('as_unavailable')
}

function coolDown(server: string): void {
  const wait = Math.min((coolDowns.get(server)?.wait ?? COOL_DOWN[0] / 2) * 2, COOL_DOWN[1])
  coolDowns.set(server, { until: Date.now() + wait, wait })
}
