import type { ServerContext } from '../context.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { about, emit, transition } from '../sessions/transition.ts'
import { startUrl } from '../sessions/view.ts'
import { McpPlugError } from '../errors.ts'
import { NO_PUBLIC_URL } from './addresses.ts'
import { learnServer } from './begin.ts'
import type { Challenge } from './challenge.ts'

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
  if (record.callbackUrl === undefined) throw new McpPlugError('reauth_required', { message: NO_PUBLIC_URL })
  const learned = await learnServer(context, record, record.callbackUrl, challenge)
  if (!learned) return null
  const { tokens: _, ...kept } = record.secrets
  const waiting = await transition(context.store, record, 'AUTHENTICATING', {
    secrets: { ...kept, ...learned },
    error: undefined,
    wantedScope: challenge.scope ?? record.wantedScope,
  })
  if (waiting.baseUrl !== undefined) {
    await emit(context.store, waiting.userId, {
      type: 'auth_required',
      ...about(waiting),
      authUrl: startUrl(waiting.baseUrl, waiting.sessionId),
    })
  }
  return waiting
}
