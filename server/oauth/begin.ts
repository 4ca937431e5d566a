import { auth } from '@modelcontextprotocol/client'
import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import type { GuardedFetch } from '../net/guarded-fetch.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { change } from '../sessions/transition.ts'
import { digest, randomId } from '../sessions/ids.ts'
import { refuseByApp } from './by-app.ts'
import { type Flow, FLOW_TTL, issuerOf, type SessionAuthorization } from './authorization.ts'
import type { Challenge } from './challenge.ts'
import { FlowProvider } from './flow-provider.ts'
import { checkAuthorizationUrl, checkPkce, fromFlow } from './checks.ts'
import { discover } from './discover.ts'
import { metadataFetch } from './fetch.ts'

/** Under which name a store keeps the sign-in with this `state`. */
export const flowName = (state: string): string => digest(state)

/** Under which name how it ended is kept. */
export const outcomeName = (state: string): string => digest(`outcome ${state}`)

/** Characters of a registration that are kept. */
const LARGEST_CLIENT = 16_384

export interface FlowRequest {
  redirectUri: string
  browserHash: string
  returnTo?: string | undefined
}

/**
 * Finds a session's authorization server and identifies the app to it. Undefined where the server offers no sign-in.
 * Errors: `pkce_unsupported`, `auth_url_rejected`, `registration_rejected`, and what reaching the servers brings.
 */
export async function learnServer(
  context: ServerContext,
  record: SessionRecord,
  redirectUri: string,
  challenge: Challenge,
): Promise<Pick<SessionAuthorization, 'discovery' | 'clientInformation'> | undefined> {
  // What was learned before may be why it is refused now: it is learned anew.
  const { clientInformation } = record.secrets
  const fetchFn = metadataFetch(context, LEARN_MS)
  const found = await findServer(record, challenge, fetchFn)
  const known = { discovery: found, ...(clientInformation && { clientInformation }) }
  const provider = new FlowProvider(context.options.oauth ?? {}, record.serverUrl, redirectUri, known, 'none')
  try {
    await runAuth(record, provider, challenge, fetchFn)
  } catch (error) {
    // Without any metadata, and nowhere to register: no OAuth here (servers before 2025-06-18 have none of the first).
    if (!found.authorizationServerMetadata && !found.resourceMetadata) return undefined
    throw error
  }
  const { discovery, clientInformation: clients } = provider.learned
  if (!discovery || !provider.authorizationUrl) return undefined
  checkAuthorizationUrl(provider.authorizationUrl)
  return { discovery, ...clientOf(clients, issuerOf(discovery)) }
}

/** The client of the present issuer and no other: a server that names a new one each time must not fill the record. */
function clientOf(clients: SessionAuthorization['clientInformation'], issuer: string) {
  const client = clients?.[issuer]
  if (!client) return {}
  if (JSON.stringify(client).length > LARGEST_CLIENT) throw new McpPlugError('registration_rejected')
  return { clientInformation: { [issuer]: client } }
}

/**
 * Begins a sign-in: gives the address at which the person goes on. Each one has a state, a verifier and a record of its
 * own, so that two tabs cannot mix them up.
 *
 * Errors: as `learnServer`; `reauth_required` where nothing is known of an authorization server.
 */
export async function beginFlow(context: ServerContext, record: SessionRecord, request: FlowRequest): Promise<URL> {
  await refuseByApp(context, record)
  const state = randomId(32)
  const { secrets, serverUrl, wantedScope } = record
  const fetchFn = metadataFetch(context, LEARN_MS)
  const known = { ...secrets, discovery: secrets.discovery ?? (await findServer(record, {}, fetchFn)) }
  const provider = new FlowProvider(context.options.oauth ?? {}, serverUrl, request.redirectUri, known, state)
  await runAuth(record, provider, wantedScope === undefined ? {} : { scope: wantedScope }, fetchFn)
  const { discovery, clientInformation } = provider.learned
  const { authorizationUrl, verifier } = provider
  if (!discovery || !authorizationUrl || verifier === undefined) throw new McpPlugError('reauth_required')
  checkPkce(discovery)
  checkAuthorizationUrl(authorizationUrl)
  const flow: Flow = {
    kind: 'flow',
    userId: record.userId,
    sessionId: record.sessionId,
    browserHash: request.browserHash,
    issuer: issuerOf(discovery),
    codeVerifier: verifier,
    redirectUri: request.redirectUri,
    ...(request.returnTo !== undefined && { returnTo: request.returnTo }),
  }
  await context.store.putState(flowName(state), flow, FLOW_TTL)
  const { issuer } = flow
  const kept = await change(
    context.store,
    record,
    (now) => ({ secrets: { ...now.secrets, discovery, ...clientOf(clientInformation, issuer) } }),
    // Another sign-in may have learned of another authorization server meanwhile: this one then has come too late.
    ({ secrets }) => !secrets.discovery || issuerOf(secrets.discovery) === issuer,
  )
  if (!kept) throw new McpPlugError('state_unknown_or_used')
  return authorizationUrl
}

/** All that is asked of an authorization server before a sign-in, in milliseconds: less than the lock that is held meanwhile. */
const LEARN_MS = 6_000

export const MUST_BE_REGISTERED =
  'The authorization server lets no application register by itself. Ask your administrator to register this one there.'

/** Before anything is registered: is it a server that one can sign in to? */
async function findServer(record: SessionRecord, challenge: Challenge, fetchFn: GuardedFetch) {
  try {
    const discovery = await discover(record.serverUrl, challenge, fetchFn)
    checkPkce(discovery)
    return discovery
  } catch (error) {
    throw fromFlow(error)
  }
}

async function runAuth(
  record: SessionRecord,
  provider: FlowProvider,
  challenge: Challenge,
  fetchFn: GuardedFetch,
): Promise<void> {
  const { scope, resourceMetadataUrl } = challenge
  try {
    await auth(provider, {
      serverUrl: record.serverUrl,
      fetchFn,
      ...(scope !== undefined && { scope }),
      ...(resourceMetadataUrl !== undefined && { resourceMetadataUrl: new URL(resourceMetadataUrl) }),
    })
  } catch (error) {
    const metadata = provider.learned.discovery?.authorizationServerMetadata
    if (metadata && !metadata.registration_endpoint && !provider.clientInformation({ issuer: metadata.issuer })) {
      throw new McpPlugError('registration_rejected', { cause: error, message: MUST_BE_REGISTERED })
    }
    throw fromFlow(error)
  }
}
