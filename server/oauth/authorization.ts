import type { ErrorCode } from '../../shared/errors.ts'
import type { OAuthOptions } from './options.ts'
import type { OAuthDiscoveryState, StoredOAuthClientInformation, StoredOAuthTokens } from '@modelcontextprotocol/client'

/** Tokens of one session, with the time at which they were given (milliseconds since the epoch). */
export type SessionTokens = StoredOAuthTokens & {
  obtainedAt: number
  /** The app got them for itself, by `oauth.providerFor`. */
  byApp?: true
}

/** Sign-ins that were made for something that was still refused afterwards. */
export interface Attempts {
  /** What the next sign-in is for; see `actionOf`. */
  wanted?: string
  /** How many have been made, by what they were for. */
  made: Record<string, number>
}

/** What a session keeps of its authorization server. Sealed at rest. */
export interface SessionAuthorization {
  tokens?: SessionTokens
  /** By issuer: a client id is worth something only where it was given (RFC 6749, section 2.2). */
  clientInformation?: Record<string, StoredOAuthClientInformation>
  discovery?: OAuthDiscoveryState
  attempts?: Attempts
}

/** One sign-in that has begun, under the hash of its `state`. */
export interface Flow {
  kind: 'flow'
  userId: string
  sessionId: string
  /** SHA-256 of the flow cookie: the browser that began it must end it. */
  browserHash: string
  issuer: string
  codeVerifier: string
  redirectUri: string
  /** A path or address of the app's own to go to in the end. */
  returnTo?: string
}

/** How a sign-in ended, for those who ask with the same `state` a moment later. */
export interface FlowOutcome {
  kind: 'outcome'
  browserHash: string
  userId: string
  sessionId: string
  /** Absent while the one who claimed it is still at work. */
  ended?: { ok: true } | { ok: false; code: ErrorCode; message: string }
  returnTo?: string
}

/** Seconds that a person has for signing in. */
export const FLOW_TTL = 600
/** Seconds that an outcome is kept. */
export const OUTCOME_TTL = 60

/** The issuer of a discovered authorization server: what its metadata says, or its address where it has none. */
export const issuerOf = (discovery: OAuthDiscoveryState): string =>
  discovery.authorizationServerMetadata?.issuer ?? discovery.authorizationServerUrl

/** The client that the operator has registered at this issuer, or for this MCP server. */
export function registrationFor(
  { registrations = {} }: OAuthOptions,
  issuer: string,
  serverUrl: string,
): StoredOAuthClientInformation | undefined {
  const isOfServer = (key: string) => URL.canParse(key) && new URL(key).href === serverUrl
  const registration = registrations[issuer] ?? registrations[Object.keys(registrations).find(isOfServer) ?? '']
  // One that says its issuer is for nobody else.
  if (!registration || (registration.issuer !== undefined && registration.issuer !== issuer)) return undefined
  return { ...registration, issuer }
}

/** Who the app is to an issuer: by the operator's registration, or else by what the session has learned. */
export const clientFor = (
  options: OAuthOptions = {},
  { serverUrl, secrets }: { readonly serverUrl: string; readonly secrets: SessionAuthorization },
  issuer: string,
): StoredOAuthClientInformation | undefined =>
  registrationFor(options, issuer, serverUrl) ?? secrets.clientInformation?.[issuer]
