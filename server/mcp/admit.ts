import { randomUUID } from 'node:crypto'
import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import { crowded, SEAT_SECONDS } from '../seats.ts'
import { digest } from '../sessions/ids.ts'
import type { CallMethod, CallRecord, CallResult, StoredTool } from '../sessions/store.ts'
import { type CallListener, type CallRequest, leaseSeconds } from './call.ts'
import { runCall } from './calls.ts'
import { checkConsent } from './consent.ts'

/** A call that has been let in, and not begun. */
export interface AdmittedCall {
  readonly callId: string
  /** Runs it; `signal` cancels it, unless it is detached or waits for an answer. Errors: `McpPlugError`. */
  run(listener?: CallListener, signal?: AbortSignal): Promise<CallResult>
  /** Gives it up instead. */
  abandon(): Promise<void>
}

/**
 * Lets a call in: reads the session and the tool, and registers the call, in one round trip. Nothing has been sent to the
 * MCP server yet. A call whose result is kept under the same id is not run again: it gives that result.
 *
 * Errors: `session_not_found`, `tool_not_found`, `tool_not_approved`, `tool_changed`, `call_in_progress`, `rate_limited`.
 */
export async function admitCall(context: ServerContext, asked: CallRequest): Promise<AdmittedCall> {
  const { store, replica, options } = context
  const request = { ...asked, callId: asked.callId ?? randomUUID() }
  const { userId, callId, sessionId, method, name } = request
  const { callsPerUser: seats } = options.limits
  const leave = replica.admit('running', userId, callId, seats)
  const lease: CallRecord = {
    callId,
    sessionId,
    method,
    name: storedName(method, name),
    replica: replica.id,
    state: 'running',
  }
  try {
    // In the same moment, so that nobody takes the call for one of a dead replica.
    void replica.beat()
    const limit = { seats, seconds: SEAT_SECONDS }
    const admission = await store.admitCall(userId, lease, leaseSeconds(options.limits), limit)
    const { session, tool, created } = admission
    if (admission.crowded) throw crowded('running')
    if (!session) throw new McpPlugError('session_not_found')
    const abandon = async () => {
      leave()
      await store.deleteCall(userId, callId)
    }
    try {
      if (method === 'tools/call') checkTool(tool, request)
    } catch (error) {
      if (created) await store.deleteCall(userId, callId)
      throw error
    }
    if (created)
      return {
        callId,
        abandon,
        run: (listener, signal) => runCall(context, { session, tool, request, leave }, listener, signal),
      }
    return await keptCall(context, request, leave)
  } catch (error) {
    leave()
    throw error
  }
}

function checkTool(tool: StoredTool | null, { approval, byApp }: CallRequest): void {
  checkConsent(tool, byApp ? (approval ?? tool?.hash) : approval)
}

/** A URI may say more than is to be read in a store. */
const storedName = (method: CallMethod, name: string) => (method === 'resources/read' ? digest(name) : name)

/** The call of that id that has been before. */
async function keptCall(
  { store }: ServerContext,
  { userId, callId, sessionId, method, name }: CallRequest & { callId: string },
  leave: () => void,
): Promise<AdmittedCall> {
  const before = await store.getCall(userId, callId)
  const isSame = before?.sessionId === sessionId && before.method === method && before.name === storedName(method, name)
  if (before?.state !== 'finished' || !isSame) throw new McpPlugError('call_in_progress')
  const { result, error } = before
  if (!result && !error)
    throw new McpPlugError('call_in_progress', {
      message: 'A call of that id has run a moment ago. Take another id to run it again.',
    })
  leave()
  return {
    callId,
    abandon: async () => {},
    async run() {
      if (result) return result
      throw new McpPlugError(error!.code, { message: error!.message, ...(error!.data && { data: { ...error!.data } }) })
    },
  }
}
