import { canTransition, type ConnectionState } from '../../shared/connection.ts'
import type { ConnectionEvent } from '../../shared/events.ts'
import { McpPlugError } from '../errors.ts'
import type { SessionChange, SessionRecord, SessionStore } from './store.ts'
import { toConnection } from './view.ts'

const TRIES = 8

/** Adds to the log that all tabs of this person read. */
export const emit = (store: SessionStore, userId: string, event: ConnectionEvent): Promise<string> =>
  store.append(userId, 'connection', event)

/** The part that every event of a session has. */
export const about = (record: SessionRecord) => ({
  sessionId: record.sessionId,
  serverId: record.serverId,
  timestamp: Date.now(),
})

/**
 * Changes a stored session whoever else writes to it meanwhile, as long as `still` says that the change makes sense.
 * Null where the session is gone or the change no longer makes sense.
 */
export async function change(
  store: SessionStore,
  record: SessionRecord,
  changes: SessionChange | ((now: SessionRecord) => SessionChange),
  still: (now: SessionRecord) => boolean = () => true,
): Promise<SessionRecord | null> {
  let current: SessionRecord | null = record
  for (let tries = 0; tries < TRIES && current && still(current); tries++) {
    const wanted = typeof changes === 'function' ? changes(current) : changes
    const updated: SessionRecord | null = await store.update(
      current.userId,
      current.sessionId,
      current.generation,
      wanted,
    )
    if (updated) return updated
    current = await store.get(current.userId, current.sessionId)
  }
  return null
}

/**
 * Moves a session to another state and tells every tab.
 * Errors: `session_not_found` when the session has been removed meanwhile, `call_interrupted` when somebody else has
 * moved it on; a move that the table of transitions does not have is a defect here and throws a plain `Error`.
 */
export async function transition(
  store: SessionStore,
  record: SessionRecord,
  to: ConnectionState,
  changes: SessionChange | ((now: SessionRecord) => SessionChange) = {},
): Promise<SessionRecord> {
  if (!canTransition(record.state, to)) throw new Error(`illegal transition ${record.state} → ${to}`)
  const previousState = record.state
  const moved = await change(
    store,
    record,
    (now) => ({ ...(typeof changes === 'function' ? changes(now) : changes), state: to }),
    (now) => now.state === previousState,
  )
  if (!moved)
    throw new McpPlugError(
      (await store.get(record.userId, record.sessionId)) ? 'call_interrupted' : 'session_not_found',
    )
  await emit(store, moved.userId, {
    type: 'state_changed',
    ...about(moved),
    state: to,
    previousState,
    connection: toConnection(moved),
  })
  return moved
}
