import {
  exchangeAuthorization,
  OAuthError,
  type OAuthTokens,
  validateAuthorizationResponseIssuer,
} from '@modelcontextprotocol/client'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerContext } from '../context.ts'
import { McpPlugError, toMcpPlugError } from '../errors.ts'
import { reconnectUnasked } from '../mcp/lifecycle.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { change, transition } from '../sessions/transition.ts'
import { clientFor, type Flow, type FlowOutcome, issuerOf, OUTCOME_TTL, type SessionTokens } from './authorization.ts'
import { countAttempt } from './attempts.ts'
import { flowName, outcomeName } from './begin.ts'
import { fromFlow } from './checks.ts'
import { metadataFetch } from './fetch.ts'
import { revokeTokens } from './revoke.ts'
import { keepTokens } from './tokens.ts'
import { isClientRefused, withoutClient } from './forgotten.ts'

/** Parameters of an authorization response that may come once at most (RFC 6749, section 3.1). */
const ONCE = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri']
/** How long one who comes second waits for the first, in milliseconds. */
const WAIT_MS = 15_000
const POLL_MS = 50
/** How long a state that nobody knows may still be one that is just being claimed, in milliseconds. */
const MOMENT_MS = 300

export interface Finished {
  sessionId: string
  returnTo?: string
}

/** Who brings the answer: their browser's cookie, hashed, and their user id where the app's login came along. */
export interface Bearer {
  browserHash?: string | undefined
  userId?: string | undefined
  /** The app's own page hands it over in an authenticated call: then the login alone decides. */
  byCall?: boolean
}

/**
 * Ends a sign-in with the whole query of the callback. Whoever is first does the work; all others with the same
 * `state` hear how it ended. 50 callbacks at once make one token request.
 *
 * Errors: `duplicate_param`, `state_missing`, `state_unknown_or_used`, `oauth_browser_mismatch`, `issuer_mismatch`, and
 * what the exchange brings.
 */
export async function finishFlow(context: ServerContext, params: URLSearchParams, bearer: Bearer): Promise<Finished> {
  if (ONCE.some((name) => params.getAll(name).length > 1)) throw new McpPlugError('duplicate_param')
  const state = params.get('state')
  if (!state) throw new McpPlugError('state_missing')
  // Nothing is looked up for who could not be the one.
  if (!bearer.byCall && bearer.browserHash === undefined) throw new McpPlugError('oauth_browser_mismatch')
  const { store } = context
  const names = { flow: flowName(state), outcome: outcomeName(state) }
  const seen = await find(context, names)
  if (!seen) throw new McpPlugError('state_unknown_or_used')
  checkBearer(seen, bearer)
  const flow = seen.kind === 'flow' ? ((await store.claimState(names.flow)) as Flow | null) : null
  if (!flow) return await awaitOutcome(context, names.outcome)
  const { sessionId, returnTo } = flow
  const end = (ended?: FlowOutcome['ended']) =>
    store.putState(names.outcome, { ...outcomeOf(flow), ...(ended && { ended }) }, OUTCOME_TTL)
  await end()
  try {
    const record = await exchange(context, flow, params)
    await end({ ok: true })
    await reconnectUnasked(context, record).catch(() => {})
    return { sessionId, ...(returnTo !== undefined && { returnTo }) }
  } catch (caught) {
    const error = toMcpPlugError(caught)
    await end({ ok: false, code: error.code, message: error.message })
    throw error
  }
}

/** The sign-in, or how it ended. Between the two is a moment in which neither is there. */
async function find(
  { store }: ServerContext,
  names: { flow: string; outcome: string },
): Promise<Flow | FlowOutcome | null> {
  const giveUpAt = Date.now() + MOMENT_MS
  for (;;) {
    const seen = (await store.peekState(names.flow)) ?? (await store.peekState(names.outcome))
    if (seen || Date.now() > giveUpAt) return seen as Flow | FlowOutcome | null
    await sleep(POLL_MS)
  }
}

const outcomeOf = ({ browserHash, userId, sessionId, returnTo }: Flow): FlowOutcome => ({
  kind: 'outcome',
  browserHash,
  userId,
  sessionId,
  ...(returnTo !== undefined && { returnTo }),
})

/** The browser must be the one that began; a login, where one came along, must be of the same person. */
function checkBearer(flow: Flow | FlowOutcome, { browserHash, userId, byCall }: Bearer): void {
  const sameBrowser = browserHash !== undefined && browserHash === flow.browserHash
  const sameUser = userId === flow.userId
  if (byCall ? !sameUser : !sameBrowser || (userId !== undefined && !sameUser)) {
    throw new McpPlugError('oauth_browser_mismatch')
  }
}

async function awaitOutcome({ store }: ServerContext, name: string): Promise<Finished> {
  const giveUpAt = Date.now() + WAIT_MS
  while (Date.now() < giveUpAt) {
    const { ended, sessionId = '', returnTo } = ((await store.peekState(name)) ?? {}) as Partial<FlowOutcome>
    if (ended?.ok) return { sessionId, ...(returnTo !== undefined && { returnTo }) }
    if (ended) throw new McpPlugError(ended.code, { message: ended.message })
    await sleep(POLL_MS)
  }
  throw new McpPlugError('state_unknown_or_used')
}

/** The session then has tokens, and is AUTHENTICATED. */
async function exchange(context: ServerContext, flow: Flow, params: URLSearchParams): Promise<SessionRecord> {
  const { store } = context
  const record = await store.get(flow.userId, flow.sessionId)
  if (!record) throw new McpPlugError('session_not_found')
  let tokens: SessionTokens
  try {
    tokens = keepTokens(await requestTokens(context, flow, record, params), flow.issuer)
  } catch (error) {
    // The next sign-in introduces the app anew.
    if (isClientRefused(error))
      await change(store, record, (now) => ({ secrets: withoutClient(now.secrets, flow.issuer) }))
    throw fromFlow(error)
  }
  const saved = await change(store, record, (now) => ({ secrets: { ...countAttempt(now.secrets), tokens } }))
  if (!saved) {
    // Its person has disconnected meanwhile: these tokens are taken back.
    void revokeTokens(context, { ...record, secrets: { ...record.secrets, tokens } }).catch(() => {})
    throw new McpPlugError('session_not_found')
  }
  if (saved.state !== 'AUTHENTICATING') return saved
  try {
    return await transition(store, saved, 'AUTHENTICATED', { error: undefined })
  } catch (error) {
    // A sign-in in another tab has ended in the same moment, and moved the session on.
    const now = await store.get(flow.userId, flow.sessionId)
    if (!now) throw error
    return now
  }
}

/**
 * One token request, never more: the SDK's `auth` would send a code that was refused a second time, and write the
 * server's words to the console.
 */
function requestTokens(
  context: ServerContext,
  flow: Flow,
  record: SessionRecord,
  params: URLSearchParams,
): Promise<OAuthTokens> {
  const { discovery } = record.secrets
  if (!discovery) throw new McpPlugError('session_not_found')
  const { authorizationServerMetadata: metadata, authorizationServerUrl, resourceMetadata } = discovery
  // A sign-in in another tab may have found another authorization server meanwhile (RFC 9207, section 2.4).
  if (issuerOf(discovery) !== flow.issuer) throw new McpPlugError('issuer_mismatch')
  const iss = params.get('iss') ?? undefined
  // Also where the server has no metadata, or answers with an error: whoever names another issuer is another one.
  if (iss !== undefined && iss !== flow.issuer) throw new McpPlugError('issuer_mismatch')
  // Before anything else of the answer is read, an error too.
  validateAuthorizationResponseIssuer({
    iss,
    expectedIssuer: metadata?.issuer,
    issParameterSupported: metadata?.authorization_response_iss_parameter_supported === true,
  })
  const [authorizationCode, error] = [params.get('code'), params.get('error')]
  if (error) throw new OAuthError(error, error)
  const client = clientFor(context.options.oauth, record, flow.issuer)
  if (!authorizationCode || !client) throw new McpPlugError('reauth_required')
  return exchangeAuthorization(authorizationServerUrl, {
    ...(metadata && { metadata }),
    clientInformation: client,
    authorizationCode,
    ...(iss !== undefined && { iss }),
    codeVerifier: flow.codeVerifier,
    redirectUri: flow.redirectUri,
    ...(resourceMetadata && { resource: resourceMetadata.resource }),
    fetchFn: metadataFetch(context),
  })
}
