import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import { digest } from '../sessions/ids.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { change } from '../sessions/transition.ts'
import type { Attempts, SessionAuthorization } from './authorization.ts'
import type { ChallengeError } from './challenge.ts'

/** Sign-ins that one action may cost its person (MCP, "Step-Up Authorization Flow": retries are limited). */
const MOST_SIGN_INS = 3
/** Actions of one session that are counted at once. */
const ACTIONS_KEPT = 8

const STILL_REFUSED =
  'You have signed in three times, and the server still refuses. Ask whoever runs it which permissions it wants.'

/** What belongs to connecting: it has succeeded when the session is connected, and no sooner. */
export const CONNECTING = 'connect'
const OF_CONNECTING: ReadonlySet<unknown> = new Set([undefined, 'server/discover', 'initialize', 'ping', 'tools/list'])

/** Names what a request is for, so that what is refused, signed in for and refused again is known to be the same. */
export function actionOf({ body }: RequestInit): string {
  const { method, params } = readRequest(body)
  const isNotice = method?.startsWith('notifications/') === true
  if (isNotice || OF_CONNECTING.has(method)) return CONNECTING
  return digest(JSON.stringify([method, params?.name ?? params?.uri])).slice(0, 22)
}

interface RequestBody {
  readonly method?: string
  readonly params?: { readonly name?: unknown; readonly uri?: unknown }
}

function readRequest(body: RequestInit['body']): RequestBody {
  try {
    return typeof body === 'string' ? (JSON.parse(body) as RequestBody) : {}
  } catch {
    return {}
  }
}

type Secrets<T> = T & Pick<SessionAuthorization, 'attempts'>

/** The next sign-in is for this. */
export function wantedFor<T extends SessionAuthorization>(secrets: T, action = CONNECTING): Secrets<T> {
  return { ...secrets, attempts: { made: {}, ...secrets.attempts, wanted: action } }
}

/** One more sign-in has been made for what was wanted. */
export function countAttempt<T extends SessionAuthorization>(secrets: T): Secrets<T> {
  const { wanted = CONNECTING, made = {} } = secrets.attempts ?? {}
  const { [wanted]: before = 0, ...others } = made
  const kept = Object.entries(others).slice(1 - ACTIONS_KEPT)
  return { ...secrets, attempts: { wanted, made: { ...Object.fromEntries(kept), [wanted]: before + 1 } } }
}

/** It has succeeded, or it is begun anew: nothing of it counts any more. Without an action: nothing of any. */
export function forgetAttempts<T extends SessionAuthorization>(secrets: T, action?: string): Secrets<T> {
  const { attempts, ...rest } = secrets
  if (!attempts || action === undefined) return rest as Secrets<T>
  const { [action]: _, ...made } = attempts.made
  const others: Attempts = { ...attempts, made }
  return { ...secrets, attempts: others }
}

export const hasAttempts = ({ attempts }: SessionAuthorization, action: string): boolean =>
  attempts?.made[action] !== undefined

/**
 * Whether a person may be asked once more. When not, and they are there to hear it (`isAsked`), they may begin again: the
 * count is gone.
 *
 * Errors: the challenge's own code, in words for people and without an address to sign in at.
 */
export async function checkAttempts(
  { store }: ServerContext,
  record: SessionRecord,
  { code, challenge: { action = CONNECTING } }: ChallengeError,
  isAsked = true,
): Promise<void> {
  if ((record.secrets.attempts?.made[action] ?? 0) < MOST_SIGN_INS) return
  if (isAsked) await change(store, record, ({ secrets }) => ({ secrets: forgetAttempts(secrets, action) }))
  throw new McpPlugError(code, { message: STILL_REFUSED })
}
