import type { ServerContext } from '../context.ts'
import { McpPlugError, toMcpPlugError } from '../errors.ts'
import { RESULT_TTL } from './call.ts'
import { runCall } from './calls.ts'
import type { CallRecord, InputAnswer } from '../sessions/store.ts'

/**
 * Goes on with a call whose questions are all answered, and whose replica is gone. Its result is kept for who asks by the
 * call's id. Does nothing where the call does not wait, an answer is missing, or somebody else is at it.
 */
export async function takeOver(context: ServerContext, userId: string, callId: string): Promise<void> {
  const { store, replica, options } = context
  const call = await store.getCall(userId, callId)
  if (call?.state !== 'waiting' || !call.round || call.replica === replica.id) return
  const ids = Object.keys(call.round.keys)
  const given = await store.getAnswers(userId, ids)
  const answers = new Map(ids.flatMap((id, index) => (given[index] ? [[id, given[index]] as const] : [])))
  if (answers.size < ids.length || (await replica.isAlive(call.replica))) return
  await replica.beat()
  if (!(await store.claimCall(userId, callId, call.replica, replica.id))) return
  await store.dropQuestions(userId, ids)
  goOn(context, userId, call, answers).catch((error: unknown) =>
    options.logger.info({ callId, code: toMcpPlugError(error).code }, 'a call that was taken over failed'),
  )
}

async function goOn(
  context: ServerContext,
  userId: string,
  call: CallRecord,
  answers: ReadonlyMap<string, InputAnswer>,
): Promise<void> {
  const { store, replica } = context
  const { callId, sessionId, method, round } = call
  const { name, arguments: args } = round!
  const session = await store.get(userId, sessionId)
  const tool = method === 'tools/call' ? await store.getTool(userId, sessionId, name) : null
  if (!session || (method === 'tools/call' && !tool)) {
    const error = new McpPlugError(session ? 'tool_not_found' : 'session_not_found').toBody()
    return store.endCall(userId, callId, { change: { state: 'finished', error }, ttlSeconds: RESULT_TTL })
  }
  const request = { userId, sessionId, method, name, callId, arguments: args, detached: true }
  // It was let in long ago: whatever runs besides, it has a seat.
  const leave = replica.seats.take('running', userId, callId, Infinity)
  await runCall(context, { session, tool, request, leave, resumed: { round: round!, answers } })
}
