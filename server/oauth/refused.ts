import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { withLock } from '../sessions/lock.ts'
import { change } from '../sessions/transition.ts'
import { startUrl, toConnection } from '../sessions/view.ts'
import { ChallengeError } from './challenge.ts'
import { requireSignIn } from './require.ts'

/**
 * What a call is answered with when its server refused it for want of authorisation: the error, with the address at
 * which the person can give it. The session waits for that, or for more scopes goes on with what it has.
 */
export async function explainRefusal(context: ServerContext, record: SessionRecord, error: unknown): Promise<unknown> {
  if (!(error instanceof McpPlugError) || !record.secrets.discovery) return error
  const challenge = error instanceof ChallengeError ? error.challenge : {}
  if (error.code === 'step_up_required') return askForMore(context, record, challenge.scope)
  if (error.code !== 'reauth_required') return error
  const { userId, sessionId } = record
  // Of many calls that are refused at once, on all replicas, one asks the person.
  const waiting = await withLock(context.store, userId, `sign-in:${sessionId}`, async () => {
    const now = await context.store.get(userId, sessionId)
    return now?.state === 'CONNECTED' ? requireSignIn(context, now, challenge) : now
  })
  return withAddress('reauth_required', waiting && toConnection(waiting).authUrl)
}

/** Characters of a scope that is asked for. */
const LONGEST_SCOPE = 4_096

/** The union of what was given and what is wanted (MCP, "Step-Up Authorization Flow"). */
async function askForMore(context: ServerContext, record: SessionRecord, wanted = ''): Promise<McpPlugError> {
  const { baseUrl, sessionId } = record
  await change(context.store, record, ({ secrets, wantedScope = '' }) => {
    const scopes = new Set(`${secrets.tokens?.scope ?? ''} ${wantedScope} ${wanted}`.split(' ').filter(Boolean))
    return { wantedScope: [...scopes].join(' ').slice(0, LONGEST_SCOPE) }
  })
  return withAddress('step_up_required', baseUrl === undefined ? undefined : startUrl(baseUrl, sessionId))
}

const withAddress = (code: 'reauth_required' | 'step_up_required', authUrl: string | null | undefined): McpPlugError =>
  new McpPlugError(code, authUrl ? { data: { authUrl } } : {})
