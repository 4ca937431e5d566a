import type { ConnectionState } from '../../shared/connection.ts'
import type { ServerContext } from '../context.ts'
import { McpPlugError, toMcpPlugError } from '../errors.ts'
import type { NewSession, SessionChange, SessionRecord, StoredTool } from '../sessions/store.ts'
import { about, change, emit, transition } from '../sessions/transition.ts'
import { toConnection } from '../sessions/view.ts'
import { collectTools, hashTools } from './tools.ts'
import { withUpstream } from './upstream.ts'

/** States in which a replica is at work on the session; one that died leaves them behind. */
const WORKING: ReadonlySet<ConnectionState> = new Set([
  'CONNECTING',
  'AUTHENTICATING',
  'AUTHENTICATED',
  'DISCOVERING',
  'VALIDATING',
  'RECONNECTING',
])

/** How long the end of a session on its server may take, in milliseconds: nobody waits for it. */
const TERMINATE_MS = 5_000

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

/** Connects a stored session again, whatever state it was left in. */
export async function reconnect(
  context: ServerContext,
  record: SessionRecord,
  changes: SessionChange = {},
): Promise<SessionRecord> {
  let current = record
  if (WORKING.has(current.state)) {
    context.replica.stopConnecting(current.sessionId)
    current = await transition(context.store, current, 'FAILED', {
      error: new McpPlugError('call_interrupted').toBody(),
    })
  }
  const to =
    current.state === 'CONNECTED' ? 'VALIDATING' : current.state === 'DISCONNECTED' ? 'CONNECTING' : 'RECONNECTING'
  current = await transition(context.store, current, to, { ...changes, active: true, error: undefined })
  return establish(context, current)
}

/** From a handshake to the list of tools. The session ends in CONNECTED, or in FAILED with the reason. */
export async function establish(context: ServerContext, record: SessionRecord): Promise<SessionRecord> {
  const { store, replica, options } = context
  const controller = replica.startConnecting(record.sessionId)
  const tools = collectTools()
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
        current = await transition(store, current, 'CONNECTED', { error: undefined })
        await emit(store, current.userId, {
          type: 'tools_discovered',
          ...about(current),
          toolCount: current.toolCount,
          toolsHash: current.toolsHash,
        })
        return current
      },
    )
  } catch (error) {
    // Whoever stopped it has said what becomes of the session.
    if (!controller.signal.aborted) await fail(context, current, toMcpPlugError(error))
    throw error
  } finally {
    replica.endConnecting(record.sessionId, controller)
  }
}

/** Keeps the reason where people see it, unless the session has been removed or taken over meanwhile. */
async function fail({ store }: ServerContext, record: SessionRecord, error: McpPlugError): Promise<void> {
  const now = await store.get(record.userId, record.sessionId).catch(() => null)
  if (now?.state !== record.state) return
  const failed = await transition(store, now, 'FAILED', { error: error.toBody() }).catch(() => null)
  if (failed)
    await emit(store, failed.userId, { type: 'error', ...about(failed), error: error.toBody() }).catch(() => {})
}

/** Stores a listing with the session's count and hash of it. */
async function saveTools(
  { store }: ServerContext,
  record: SessionRecord,
  tools: readonly Omit<StoredTool, 'policy'>[],
) {
  await store.putTools(record.userId, record.sessionId, tools)
  const counted = { toolCount: tools.length, toolsHash: hashTools(tools) }
  return (await change(store, record, counted)) ?? record
}

/** Lists the tools of a connected session again, and tells every tab if they changed. */
export async function refreshTools(context: ServerContext, record: SessionRecord): Promise<void> {
  const tools = collectTools()
  const { connectTimeout } = context.options.limits
  const found = await withUpstream(
    context,
    record,
    { deadline: { idle: connectTimeout }, onResult: tools.onResult },
    tools.list,
  )
  if (hashTools(found) === record.toolsHash) return
  const saved = await saveTools(context, record, found)
  await emit(context.store, saved.userId, {
    type: 'tools_changed',
    ...about(saved),
    toolCount: saved.toolCount,
    toolsHash: saved.toolsHash,
  })
}

/** Removes the session here, tells every tab, and ends it on its server without waiting for that. */
export async function disconnect(context: ServerContext, record: SessionRecord): Promise<void> {
  const { store, replica, options } = context
  replica.stopConnecting(record.sessionId)
  if (await store.delete(record.userId, record.sessionId)) {
    await emit(store, record.userId, { type: 'disconnected', ...about(record), reason: 'user' })
  }
  if (record.handshake?.mcpSessionId === undefined) return
  withUpstream(context, record, { deadline: { idle: TERMINATE_MS } }, ({ terminate }) => terminate()).catch(
    (error: unknown) => {
      options.logger.debug(
        { sessionId: record.sessionId, code: toMcpPlugError(error).code },
        'the MCP session could not be ended',
      )
    },
  )
}
