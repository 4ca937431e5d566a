import type { ServerContext } from '../context.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { about, change, emit, transition } from '../sessions/transition.ts'
import { startUrl } from '../sessions/view.ts'
import { McpPlugError } from '../errors.ts'
import { NO_PUBLIC_URL } from './addresses.ts'
import { wantedFor } from './attempts.ts'
import { learnServer } from './begin.ts'
import { refuseByApp } from './by-app.ts'
import type { Challenge } from './challenge.ts'
import { scopeUnion } from './scopes.ts'

/**
 * Puts a session whose server wants authorisation where its person can give it: finds the authorization server and
 * identifies the app to it, so that what is wrong with them shows now and not at the click.
 * Null where the server offers no sign-in that we could begin.
 *
 * Errors: as `beginFlow`.
 */
export async function requireSignIn(
  context: ServerContext,
  record: SessionRecord,
  challenge: Challenge,
): Promise<SessionRecord | null> {
  await refuseByApp(context, record, challenge.isStepUp ? 'step_up_required' : 'reauth_required')
  if (record.callbackUrl === undefined) throw new McpPlugError('reauth_required', { message: NO_PUBLIC_URL })
  const learned = await learnServer(context, record, record.callbackUrl, challenge)
  if (!learned) return null
  const { store } = context
  const rejected = record.secrets.tokens?.access_token
  const changes = ({ secrets, wantedScope }: SessionRecord) => {
    const { tokens, ...kept } = secrets
    // Tokens that only lack a scope stay, and those that came in the meantime are not the ones that were refused.
    const good = tokens !== undefined && (challenge.isStepUp === true || tokens.access_token !== rejected)
    const scope = challenge.isStepUp ? scopeUnion(tokens?.scope, wantedScope, challenge.scope) : challenge.scope
    return {
      secrets: { ...wantedFor(kept, challenge.action), ...learned, ...(good && { tokens }) },
      error: undefined,
      wantedScope: scope ?? wantedScope,
    }
  }
  const waiting =
    record.state === 'AUTHENTICATING'
      ? await change(store, record, changes)
      : await transition(store, record, 'AUTHENTICATING', changes)
  if (!waiting) throw new McpPlugError('session_not_found')
  if (waiting.baseUrl !== undefined) {
    await emit(context.store, waiting.userId, {
      type: 'auth_required',
      ...about(waiting),
      authUrl: startUrl(waiting.baseUrl, waiting.sessionId),
    })
  }
  return waiting
}
