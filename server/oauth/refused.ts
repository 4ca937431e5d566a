import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { withLock } from '../sessions/lock.ts'
import { change } from '../sessions/transition.ts'
import { startUrl, toConnection } from '../sessions/view.ts'
import { checkAttempts, wantedFor } from './attempts.ts'
import { refuseByApp } from './by-app.ts'
import { type Challenge, ChallengeError } from './challenge.ts'
import { requireSignIn } from './require.ts'
import { scopeUnion } from './scopes.ts'

/**
 * What a call is answered with when its server refused it for want of authorisation: the error, with the address at
 * which the person can give it. The session waits for that, or for more scopes goes on with what it has. Where a person
 * can do nothing about it, there is no address.
 */
export async function explainRefusal(context: ServerContext, record: SessionRecord, error: unknown): Promise<unknown> {
  if (!(error instanceof McpPlugError) || !record.secrets.discovery) return error
  if (error.code !== 'step_up_required' && error.code !== 'reauth_required') return error
  const refusal = error instanceof ChallengeError ? error : new ChallengeError(error.code, {})
  const { challenge } = refusal
  await refuseByApp(context, record, error.code)
  await checkAttempts(context, record, refusal)
  if (error.code === 'step_up_required') return askForMore(context, record, challenge)
  const { userId, sessionId } = record
  // Of many calls that are refused at once, on all replicas, one asks the person.
  const waiting = await withLock(context.store, userId, `sign-in:${sessionId}`, async () => {
    const now = await context.store.get(userId, sessionId)
    return now?.state === 'CONNECTED' ? requireSignIn(context, now, challenge) : now
  })
  return withAddress('reauth_required', waiting && toConnection(waiting).authUrl)
}

/** The union of what was given and what is wanted (MCP, "Step-Up Authorization Flow"). */
async function askForMore(
  context: ServerContext,
  record: SessionRecord,
  { scope, action }: Challenge,
): Promise<McpPlugError> {
  const { baseUrl, sessionId } = record
  await change(context.store, record, ({ secrets, wantedScope }) => ({
    secrets: wantedFor(secrets, action),
    wantedScope: scopeUnion(secrets.tokens?.scope, wantedScope, scope),
  }))
  return withAddress('step_up_required', baseUrl === undefined ? undefined : startUrl(baseUrl, sessionId))
}

const withAddress = (code: 'reauth_required' | 'step_up_required', authUrl: string | null | undefined): McpPlugError =>
  new McpPlugError(code, authUrl ? { data: { authUrl } } : {})
