import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import type { SessionRecord } from '../sessions/store.ts'
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
  const now = await context.store.get(record.userId, record.sessionId)
  if (now?.state !== 'CONNECTED') return error
  const waiting = await requireSignIn(context, now, challenge)
  return withAddress('reauth_required', waiting && toConnection(waiting).authUrl)
}

/** The union of what was given and what is wanted (MCP, "Step-Up Authorization Flow"). */
async function askForMore(context: ServerContext, record: SessionRecord, wanted = ''): Promise<McpPlugError> {
  const { baseUrl, sessionId, secrets } = record
  const scopes = new Set(`${secrets.tokens?.scope ?? ''} ${wanted}`.split(' ').filter(Boolean))
  await change(context.store, record, { wantedScope: [...scopes].join(' ') })
  return withAddress('step_up_required', baseUrl === undefined ? undefined : startUrl(baseUrl, sessionId))
}

const withAddress = (code: 'reauth_required' | 'step_up_required', authUrl: string | null | undefined): McpPlugError =>
  new McpPlugError(code, authUrl ? { data: { authUrl } } : {})
