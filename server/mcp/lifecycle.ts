import type { ConnectionState } from '../../shared/connection.ts'
import type { ServerContext } from '../context.ts'
import { McpPlugError, toMcpPlugError } from '../errors.ts'
import { checkAttempts, CONNECTING, forgetAttempts, hasAttempts } from '../oauth/attempts.ts'
import { ChallengeError } from '../oauth/challenge.ts'
import { requireSignIn } from '../oauth/require.ts'
import { revokeTokens } from '../oauth/revoke.ts'
import type { NewSession, SessionChange, SessionRecord } from '../sessions/store.ts'
import { about, emit, transition } from '../sessions/transition.ts'
import { toConnection } from '../sessions/view.ts'
import { closeQuestionsOf } from './questions.ts'
import { saveTools } from './tool-list.ts'
import { collectTools } from './tools.ts'
import { withUpstream } from './upstream.ts'

/** States in which a replica is at work on the session; one that died leaves them behind. */
const WORKING: ReadonlySet<ConnectionState> = new Set(['CONNECTING', 'DISCOVERING', 'VALIDATING', 'RECONNECTING'])

/** What the caller decides of a new session. */
export type SessionSeed = Omit<NewSession, 'state' | 'active' | 'createdAt' | 'toolCount' | 'toolsHash'>

/** Stores a new session, which is then to be established. */
export async function createSession({ store }: ServerContext, seed: SessionSeed): Promise<SessionRecord> {
  const record = await store.create({
    ...seed,
    state: 'CONNECTING',
    active: true,
    createdAt: Date.now(),
    toolCount: 0,
    toolsHash: '',
  })
  await emit(store, record.userId, {
    type: 'state_changed',
    ...about(record),
    state: record.state,
    connection: toConnection(record),
  })
  return record
}

/** What is to be changed of a session, made from what it is at the moment of writing. */
type Changes = (now: SessionRecord) => SessionChange

/**
 * Connects a stored session again, whatever state it was left in. Where this process is at it already, that is waited
 * for, unless something is to be changed.
 */
export function reconnect(context: ServerContext, record: SessionRecord, changes?: Changes): Promise<SessionRecord> {
  const { replica } = context
  const running = changes ? undefined : replica.connecting(record.sessionId)
  if (running) return running
  return replica.connect(record.sessionId, async (controller) =>
    shakeHands(context, await beginAgain(context, record, changes), controller),
  )
}

/** As {@link reconnect}, when a sign-in has ended: whoever asked for it hears how that went by asking again. */
export function reconnectUnasked(context: ServerContext, record: SessionRecord): Promise<SessionRecord> {
  const { replica } = context
  return (
    replica.connecting(record.sessionId) ??
    replica.connect(record.sessionId, async (controller) =>
      shakeHands(context, await beginAgain(context, record), controller, false),
    )
  )
}

/** How often the state may change under our hands before we give up: another replica may be at it too. */
const TRIES = 4

/** Moves a session from whatever state it is in to where a handshake may begin. */
async function beginAgain(context: ServerContext, record: SessionRecord, changes?: Changes): Promise<SessionRecord> {
  const { store } = context
  for (let tries = 1; ; tries++) {
    const now = await store.get(record.userId, record.sessionId)
    if (!now) throw new McpPlugError('session_not_found')
    try {
      const idle = WORKING.has(now.state)
        ? await transition(store, now, 'FAILED', { error: new McpPlugError('call_interrupted').toBody() })
        : now
      return await transition(store, idle, beginningAfter(idle.state), (last) => ({
        ...changes?.(last),
        active: true,
        error: undefined,
      }))
    } catch (error) {
      if (tries === TRIES || toMcpPlugError(error).code !== 'call_interrupted') throw error
    }
  }
}

const beginningAfter = (state: ConnectionState): ConnectionState => {
  if (state === 'CONNECTED' || state === 'AUTHENTICATING') return 'VALIDATING'
  return state === 'DISCONNECTED' || state === 'AUTHENTICATED' ? 'CONNECTING' : 'RECONNECTING'
}

/** From a handshake to the list of tools. The session ends in CONNECTED, in AUTHENTICATING, or in FAILED with the reason. */
export function establish(context: ServerContext, record: SessionRecord): Promise<SessionRecord> {
  return context.replica.connect(record.sessionId, (controller) => shakeHands(context, record, controller))
}

async function shakeHands(
  context: ServerContext,
  record: SessionRecord,
  controller: AbortController,
  isAsked = true,
): Promise<SessionRecord> {
  const { store, options } = context
  const tools = collectTools(options.limits.toolsPerServer)
  let current = record
  try {
    return await withUpstream(
      context,
      record,
      {
        deadline: { idle: options.limits.connectTimeout },
        signal: controller.signal,
        onResult: tools.onResult,
        fresh: true,
      },
      async (upstream) => {
        current = await transition(store, (await store.get(record.userId, record.sessionId)) ?? record, 'DISCOVERING')
        const found = await tools.list(upstream)
        current = await saveTools(context, current, found)
        current = await transition(store, current, 'CONNECTED', ({ secrets }) => ({
          error: undefined,
          // However often its person had to sign in for this: it has succeeded.
          ...(hasAttempts(secrets, CONNECTING) && { secrets: forgetAttempts(secrets, CONNECTING) }),
        }))
        await emit(store, current.userId, {
          type: 'tools_discovered',
          ...about(current),
          toolCount: current.toolCount,
          toolsHash: current.toolsHash,
        })
        return current
      },
    ).then((connected) => {
      context.listeners.connected(context, connected)
      return connected
    })
  } catch (error) {
    // Whoever stopped it has said what becomes of the session.
    if (controller.signal.aborted) throw error
    return await signInOrFail(context, current, toMcpPlugError(error), isAsked)
  }
}

/** A server that wants authorisation gets its person asked for it: that is an answer, not an error. */
async function signInOrFail(
  context: ServerContext,
  record: SessionRecord,
  error: McpPlugError,
  isAsked: boolean,
): Promise<SessionRecord> {
  let reason = error
  if (error instanceof ChallengeError) {
    try {
      const now = await context.store.get(record.userId, record.sessionId)
      if (now) await checkAttempts(context, now, error, isAsked)
      const waiting = now && (await requireSignIn(context, now, error.challenge))
      if (waiting) return waiting
    } catch (caught) {
      reason = toMcpPlugError(caught)
    }
  }
  await fail(context, record, reason)
  throw reason
}

/** Keeps the reason where people see it, unless the session has been removed or taken over meanwhile. */
async function fail({ store }: ServerContext, record: SessionRecord, error: McpPlugError): Promise<void> {
  const now = await store.get(record.userId, record.sessionId).catch(() => null)
  if (now?.state !== record.state) return
  const failed = await transition(store, now, 'FAILED', { error: error.toBody() }).catch(() => null)
  if (failed)
    await emit(store, failed.userId, { type: 'error', ...about(failed), error: error.toBody() }).catch(() => {})
}

/**
 * Removes the session here, tells every tab, and ends it on its server without waiting for that. Without `revoke` its
 * tokens are forgotten and stay good until they run out.
 */
export async function disconnect(context: ServerContext, record: SessionRecord, revoke = true): Promise<void> {
  await removeSession(context, record)
  void endOnServer(context, record, revoke)
}

/** Removes the session here, and tells every tab. False where it was gone already. */
export async function removeSession(context: ServerContext, record: SessionRecord): Promise<boolean> {
  const { store, replica } = context
  replica.stopConnecting(record.sessionId)
  context.listeners.forget(record)
  if (!(await store.delete(record.userId, record.sessionId))) return false
  await closeQuestionsOf(context, record)
  await emit(store, record.userId, { type: 'disconnected', ...about(record), reason: 'user' })
  return true
}

/**
 * First the session, then the tokens that it needs for that. Resolves with whether both went well; what there is none of,
 * or what cannot be told, went well. Never rejects.
 */
export async function endOnServer(context: ServerContext, record: SessionRecord, revoke = true): Promise<boolean> {
  const { options } = context
  const attempt = (what: string, work: Promise<unknown>) =>
    work.then(
      () => true,
      (error: unknown) => {
        const { code } = toMcpPlugError(error)
        options.logger.debug({ sessionId: record.sessionId, code }, `${what} on its server`)
        return false
      },
    )
  let ended = true
  if (record.handshake?.mcpSessionId !== undefined) {
    const deadline = { idle: options.limits.connectTimeout }
    const terminated = withUpstream(context, record, { deadline }, ({ terminate }) => terminate())
    ended = await attempt('the MCP session could not be ended', terminated)
  }
  if (!revoke) return ended
  const revoked = await attempt('the tokens could not be revoked', revokeTokens(context, record))
  return ended && revoked
}
