import type { CallState } from '../../shared/rpc.ts'
import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import type { CallRecord } from '../sessions/store.ts'
import { takeOver } from './take-over.ts'

/** Cancels a call of this user wherever it runs. False where there is no such call, or it has ended. */
export async function cancelCall(context: ServerContext, userId: string, callId: string): Promise<boolean> {
  const { store, replica } = context
  if (replica.cancelHere(userId, callId)) return true
  const call = await store.getCall(userId, callId)
  if (!call || call.state === 'finished') return false
  if (await replica.isAlive(call.replica)) await store.send(call.replica, { type: 'cancel', userId, callId })
  else if (call.state === 'running') return false
  else await giveUp(context, userId, call)
  return true
}

/** Ends a call that waits, whose replica is gone. */
async function giveUp({ store, replica }: ServerContext, userId: string, call: CallRecord): Promise<void> {
  const { callId, round } = call
  if (!(await store.claimCall(userId, callId, call.replica, replica.id))) return
  await store.dropQuestions(userId, Object.keys(round?.keys ?? {}))
  const error = new McpPlugError('call_interrupted', {
    message: 'The call was cancelled.',
    data: { reason: 'cancelled' },
  })
  await store.endCall(userId, callId, { change: { state: 'finished', error: error.toBody() }, ttlSeconds: 60 })
}

/**
 * The state of a call, its open questions, and its result while that is kept. A call whose replica is gone goes on here if
 * all that it waits for is there; one that ran is `call_interrupted`: nobody knows whether it was executed.
 * Errors: `session_not_found` where there is none.
 */
export async function getCall(context: ServerContext, userId: string, callId: string): Promise<CallState> {
  const { store, replica } = context
  const call = await store.getCall(userId, callId)
  if (!call)
    throw new McpPlugError('session_not_found', { message: 'There is no such call. Results are kept for a minute.' })
  const { state, result, error } = call
  if (state === 'finished') return { callId, state, ...(result && { result }), ...(error && { error }) }
  const isAlive = await replica.isAlive(call.replica)
  if (state === 'running' && !isAlive) return { callId, state: 'finished', error: interrupted().toBody() }
  if (!isAlive) await takeOver(context, userId, callId)
  const questions = (await store.getQuestions(userId))
    .map(({ question }) => question)
    .filter((question) => question.callId === callId)
  return { callId, state: 'running', ...(questions.length > 0 && { questions }) }
}

const interrupted = () => new McpPlugError('call_interrupted', { data: { executed: 'unknown' } })
