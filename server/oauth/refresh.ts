import { setTimeout as sleep } from 'node:timers/promises'
import {
  type OAuthClientProvider,
  OAuthError,
  OAuthErrorCode,
  refreshAuthorization,
} from '@modelcontextprotocol/client'
import type { ServerContext } from '../context.ts'
import { McpPlugError, toMcpPlugError } from '../errors.ts'
import type { GuardedFetch } from '../net/guarded-fetch.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { change } from '../sessions/transition.ts'
import { clientFor, issuerOf, type SessionAuthorization, type SessionTokens } from './authorization.ts'
import { appProvider, refusedApp, requestAppTokens } from './by-app.ts'
import type { Challenge } from './challenge.ts'
import { fromFlow } from './checks.ts'
import { isClientRefused, withoutClient } from './forgotten.ts'
import { metadataFetch, withinTime } from './fetch.ts'
import { keepTokens } from './tokens.ts'
import { revokeTokens } from './revoke.ts'

/** Life of the lock on a refresh, in milliseconds: longer than one token request may take. */
const LOCK_MS = 8_000
const TOKEN_REQUEST_MS = 5_000
/** How long one waits for another's refresh. */
const WAIT_MS = 12_000
const POLL_MS = 60
/** How long new tokens are held for a store that is away: the old ones are used up. */
const SAVE_MS = 10_000
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
  const { refresh_token: refreshToken, byApp, expires_in: life, obtainedAt } = tokens
  if ((!refreshToken && !byApp) || life === undefined || !(life > 0)) return false
  const jitter = 0.95 + Math.random() / 10
  return now - obtainedAt > life * 1_000 * AHEAD * jitter
}

/**
 * Tokens other than the `rejected` ones: those that somebody else has stored meanwhile, or new ones: by the refresh
 * token, or where the app signs in by itself by its own credentials, and then also without any before. However many ask,
 * in however many processes, there is one token request: in this process by a shared promise, among processes by a
 * lock, and whoever held that too long is fenced off: it replaces no tokens but those that it has renewed.
 *
 * Errors: `reauth_required` where the person must sign in again, `as_unavailable` (the tokens are kept),
 * `refresh_timeout`, `session_not_found`, `store_unavailable`; where the app signs in by itself also
 * `registration_rejected`, `issuer_mismatch`, `upstream_protocol`, `internal`.
 */
export function renewTokens(
  context: ServerContext,
  record: SessionRecord,
  rejected: SessionTokens | undefined,
  challenge?: Challenge,
): Promise<SessionTokens> {
  const inFlight = flights.get(context.store) ?? new Map<string, Promise<SessionTokens>>()
  flights.set(context.store, inFlight)
  // With the token: who was refused with a newer one must not be given that very one.
  const name = JSON.stringify([record.userId, record.sessionId, rejected?.access_token])
  const running = inFlight.get(name)
  if (running) return running
  const flight = renewOnce(context, record, rejected, challenge).finally(() => inFlight.delete(name))
  inFlight.set(name, flight)
  return flight
}

async function renewOnce(
  context: ServerContext,
  { userId, sessionId }: SessionRecord,
  rejected: SessionTokens | undefined,
  challenge: Challenge | undefined,
): Promise<SessionTokens> {
  const giveUpAt = Date.now() + WAIT_MS
  for (;;) {
    const latestStart = Date.now() + LOCK_MS - TOKEN_REQUEST_MS
    const lock = await context.store.lock(userId, `refresh:${sessionId}`, LOCK_MS)
    try {
      const record = await context.store.get(userId, sessionId)
      if (!record) throw new McpPlugError('session_not_found')
      const { tokens } = record.secrets
      if (tokens && tokens.access_token !== rejected?.access_token) return tokens
      const fresh = lock && (await renewWith(await grantFor(context, record, challenge), context, record, latestStart))
      if (fresh) return fresh
    } finally {
      await lock?.release()
    }
    if (Date.now() > giveUpAt) throw new McpPlugError('refresh_timeout')
    await sleep(POLL_MS + Math.random() * POLL_MS)
  }
}

/** Errors: `reauth_required` where there is nothing to get tokens with. */
async function grantFor(context: ServerContext, record: SessionRecord, challenge?: Challenge): Promise<Grant> {
  const provider = await appProvider(context, record)
  if (provider) return appGrant(provider, challenge)
  if (record.secrets.tokens) return refreshGrant
  throw new McpPlugError('reauth_required')
}

/** One way of getting tokens by one token request. */
interface Grant {
  /** Whom to leave alone for a while when it does not answer. */
  server(record: SessionRecord): string
  /** Whether it can work at all. */
  isUsable(context: ServerContext, record: SessionRecord): boolean
  request(context: ServerContext, record: SessionRecord, fetchFn: GuardedFetch): Promise<Renewed>
  /** What is to be done where the authorization server has said no, or there is nothing to ask it with. */
  refused(context: ServerContext, record: SessionRecord, error?: unknown): Promise<undefined>
}

/** New tokens, and what was learned on the way. */
type Renewed = { tokens: SessionTokens } & Pick<SessionAuthorization, 'discovery'>

/** By the refresh token, which goes to the issuer that gave it, whoever the server names now. */
const refreshGrant: Grant = {
  server: ({ secrets, serverUrl }) => secrets.discovery?.authorizationServerUrl ?? serverUrl,
  isUsable({ options }, record) {
    const { discovery, tokens } = record.secrets
    if (!discovery || tokens?.refresh_token === undefined) return false
    const issuer = issuerOf(discovery)
    return tokens.issuer === issuer && clientFor(options.oauth, record, issuer) !== undefined
  },
  async request({ options }, record, fetchFn) {
    const { discovery, tokens } = record.secrets
    const issuer = issuerOf(discovery!)
    const given = await refreshAuthorization(discovery!.authorizationServerUrl, {
      ...(discovery!.authorizationServerMetadata && { metadata: discovery!.authorizationServerMetadata }),
      clientInformation: clientFor(options.oauth, record, issuer)!,
      refreshToken: tokens!.refresh_token!,
      ...(discovery!.resourceMetadata && { resource: discovery!.resourceMetadata.resource }),
      fetchFn,
    })
    return { tokens: keepTokens(given, issuer, tokens) }
  },
  refused: (context, record, error) =>
    giveUp(
      context,
      record,
      record.secrets.tokens!,
      isClientRefused(error) ? issuerOf(record.secrets.discovery!) : undefined,
    ),
}

/** By the app's own credentials. They may be mended: the tokens stay until the server takes them no more. */
const appGrant = (provider: OAuthClientProvider, challenge: Challenge | undefined): Grant => ({
  server: ({ serverUrl }) => serverUrl,
  isUsable: () => true,
  request: (_context, record, fetchFn) =>
    withinTime(requestAppTokens(record, provider, challenge, fetchFn), TOKEN_REQUEST_MS),
  async refused(_context, _record, error) {
    throw refusedApp(error)
  },
})

/**
 * One token request. Undefined where somebody else has changed the session meanwhile: then it is to be looked at again.
 * `latestStart` is when the request must have begun, to be over before the lock is.
 */
async function renewWith(
  grant: Grant,
  context: ServerContext,
  record: SessionRecord,
  latestStart: number,
): Promise<SessionTokens | undefined> {
  const { tokens } = record.secrets
  if (!grant.isUsable(context, record)) return await grant.refused(context, record)
  const server = grant.server(record)
  checkCoolDown(server)
  // Before the authorization server rotates anything: does the store take writes?
  const proven = await context.store.update(record.userId, record.sessionId, record.generation, {})
  if (!proven || Date.now() > latestStart) return undefined
  let fresh: Renewed
  try {
    fresh = await grant.request(context, proven, metadataFetch(context, TOKEN_REQUEST_MS))
    coolDowns.delete(server)
  } catch (error) {
    if (isFinal(error)) return await grant.refused(context, proven, error)
    throw passing(server, error, grant === refreshGrant || error instanceof OAuthError)
  }
  const saved = await patiently(() =>
    change(context.store, proven, (now) => ({ secrets: { ...now.secrets, ...fresh } }), has(tokens)),
  )
  if (saved) return fresh.tokens
  const gone = (await context.store.get(record.userId, record.sessionId)) === null
  // Its person has disconnected meanwhile: these tokens too are taken back.
  if (gone) void revokeTokens(context, { ...proven, secrets: { ...proven.secrets, ...fresh } }).catch(() => {})
  return undefined
}

/** Tries again where the store is away. What it has done without telling is found done. */
async function patiently<T>(save: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + SAVE_MS
  for (;;) {
    try {
      return await save()
    } catch (error) {
      if (toMcpPlugError(error).code !== 'store_unavailable' || Date.now() > giveUpAt) throw error
      await sleep(POLL_MS)
    }
  }
}

/** What says that nobody answered; of what the app itself got wrong, its person is told as it is. */
const NO_ANSWER: ReadonlySet<string> = new Set(['as_unavailable', 'upstream_unreachable', 'upstream_timeout'])

function passing(server: string, error: unknown, always: boolean): McpPlugError {
  const cause = fromFlow(error)
  if (!always && !NO_ANSWER.has(cause.code)) return cause
  coolDown(server)
  return new McpPlugError('as_unavailable', { cause })
}

const has =
  (tokens: SessionTokens | undefined) =>
  ({ secrets }: SessionRecord): boolean =>
    secrets.tokens?.access_token === tokens?.access_token

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

/** What fails while the server cools down has asked it before that, and says nothing new. */
function coolDown(server: string): void {
  const { until = 0, wait: before = COOL_DOWN[0] / 2 } = coolDowns.get(server) ?? {}
  if (until > Date.now()) return
  const wait = Math.min(before * 2, COOL_DOWN[1])
  coolDowns.delete(server)
  coolDowns.set(server, { until: Date.now() + wait, wait })
  if (coolDowns.size > COOL_DOWNS_KEPT) coolDowns.delete(coolDowns.keys().next().value!)
}
