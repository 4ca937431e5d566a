import { randomUUID } from 'node:crypto'
import type { CallLog, CallProgress } from '../../shared/events.ts'
import type { CallToolResult, JsonObject, Tool } from '../../shared/mcp.ts'
import type { CallState } from '../../shared/rpc.ts'
import type { ServerContext } from '../context.ts'
import { McpPlugError, toMcpPlugError } from '../errors.ts'
import type { CallRecord, SessionRecord, StoredTool } from '../sessions/store.ts'
import { NO_SDK_TIMEOUT } from './open.ts'
import { policyOf } from './tools.ts'
import { withUpstream } from './upstream.ts'

/** How long the result of a detached call is kept, in seconds. */
const RESULT_TTL = 60

export interface ToolCall {
  readonly userId: string
  readonly sessionId: string
  readonly name: string
  readonly arguments?: JsonObject | undefined
  readonly callId?: string | undefined
  readonly detached?: boolean | undefined
  readonly approval?: string | undefined
}

/** What a call says while it runs. */
export interface CallListener {
  onProgress?(progress: CallProgress): void
  onLog?(log: CallLog): void
}

/** A call that has been let in, and not begun. */
export interface AdmittedCall {
  readonly callId: string
  /** Runs it; `signal` cancels it, unless it is detached. Errors: `McpPlugError`. */
  run(listener?: CallListener, signal?: AbortSignal): Promise<CallToolResult>
}

/**
 * Lets a tool call in: reads the session and the tool, and registers the call, side by side in one round trip.
 * Nothing has been sent to the MCP server yet.
 *
 * Errors: `session_not_found`, `tool_not_found`, `tool_not_approved`, `tool_changed`, `call_in_progress`, `rate_limited`.
 */
export async function admitCall(context: ServerContext, call: ToolCall): Promise<AdmittedCall> {
  const { store, replica, options } = context
  const { userId, sessionId, name, callId = randomUUID() } = call
  const leave = replica.admit('call', userId, options.limits.callsPerUser)
  const lease: CallRecord = { callId, sessionId, tool: name, replica: replica.id, state: 'running' }
  const ttl = Math.ceil(options.limits.callTimeoutTotal / 1000) + RESULT_TTL
  try {
    const registering = store.createCall(userId, lease, ttl)
    const reading = Promise.all([store.get(userId, sessionId), store.getTool(userId, sessionId, name)])
    reading.catch(() => {})
    if (!(await registering)) throw new McpPlugError('call_in_progress')
    try {
      const [session, tool] = await reading
      if (!session) throw new McpPlugError('session_not_found')
      checkApproval(tool, call.approval)
      return {
        callId,
        run: (listener, signal) => run(context, session, tool.definition, { ...call, callId }, leave, listener, signal),
      }
    } catch (error) {
      await store.deleteCall(userId, callId)
      throw error
    }
  } catch (error) {
    leave()
    throw error
  }
}

function checkApproval(tool: StoredTool | null, approval: string | undefined): asserts tool is StoredTool {
  if (!tool) throw new McpPlugError('tool_not_found')
  if (policyOf(tool) === 'block')
    throw new McpPlugError('tool_not_approved', { message: 'You have blocked this tool.' })
  if (approval !== undefined && approval !== tool.hash)
    throw new McpPlugError('tool_changed', { data: { hash: tool.hash } })
}

async function run(
  context: ServerContext,
  session: SessionRecord,
  definition: Tool,
  call: ToolCall & { callId: string },
  leave: () => void,
  listener: CallListener = {},
  signal?: AbortSignal,
): Promise<CallToolResult> {
  const { store, replica } = context
  const { userId, callId } = call
  const controller = replica.startCall(userId, callId)
  const cancel = () => controller.abort()
  if (!call.detached) {
    if (signal?.aborted) cancel()
    else signal?.addEventListener('abort', cancel, { once: true })
  }
  const started = Date.now()
  const watch = (type: 'call_started' | 'call_finished', rest: object = {}) =>
    context.options.logger.debug({ type, callId, sessionId: session.sessionId, tool: call.name, ...rest }, 'tool call')
  watch('call_started')
  let ended: Partial<CallRecord> | undefined
  try {
    const result = await callUpstream(context, session, definition, call, listener, controller.signal)
    ended = { state: 'finished', result }
    watch('call_finished', { duration: Date.now() - started, outcome: result.isError ? 'tool_error' : 'result' })
    return result
  } catch (caught) {
    const error = toMcpPlugError(caught)
    ended = { state: 'finished', error: error.toBody() }
    watch('call_finished', {
      duration: Date.now() - started,
      outcome: controller.signal.aborted ? 'cancelled' : 'error',
      code: error.code,
    })
    throw error
  } finally {
    signal?.removeEventListener('abort', cancel)
    replica.endCall(userId, callId)
    leave()
    // Nobody waits for this: the answer goes out meanwhile.
    const kept =
      call.detached && ended ? store.updateCall(userId, callId, ended, RESULT_TTL) : store.deleteCall(userId, callId)
    kept.catch((error: unknown) =>
      context.options.logger.warn({ callId, code: toMcpPlugError(error).code }, 'the end of a call was not kept'),
    )
  }
}

/** One request to the MCP server. */
function callUpstream(
  context: ServerContext,
  session: SessionRecord,
  definition: Tool,
  call: ToolCall & { callId: string },
  listener: CallListener,
  signal: AbortSignal,
): Promise<CallToolResult> {
  const { callTimeout, callTimeoutTotal } = context.options.limits
  const { callId } = call
  // The result is checked in the browser: a schema of the server's must not run here. It also fills the headers that
  // the tool's own schema asks for (`x-mcp-header`).
  const { outputSchema: _, ...toolDefinition } = definition
  return withUpstream(
    context,
    session,
    { deadline: { idle: callTimeout, total: callTimeoutTotal }, signal },
    async ({ client, operation }) => {
      client.setNotificationHandler('notifications/message', ({ params }) => {
        operation.heard()
        listener.onLog?.({
          callId,
          level: params.level,
          ...(params.logger !== undefined && { logger: params.logger }),
          data: params.data,
        })
      })
      const result = await client.callTool(
        { name: call.name, ...(call.arguments !== undefined && { arguments: { ...call.arguments } }) },
        {
          signal: operation.signal,
          timeout: NO_SDK_TIMEOUT,
          toolDefinition: toolDefinition as never,
          onprogress({ progress, total, message }) {
            operation.heard()
            listener.onProgress?.({
              callId,
              progress,
              ...(total !== undefined && { total }),
              ...(message !== undefined && { message }),
            })
          },
        },
      )
      return result as CallToolResult
    },
  )
}

/** Cancels a call of this user wherever it runs. False where there is no such call, or it has ended. */
export async function cancelCall({ store, replica }: ServerContext, userId: string, callId: string): Promise<boolean> {
  if (replica.cancelHere(userId, callId)) return true
  const call = await store.getCall(userId, callId)
  if (call?.state !== 'running') return false
  await store.send(call.replica, { type: 'cancel', userId, callId })
  return true
}

/** The state of a call, and its result while that is kept. Errors: `session_not_found` where there is none. */
export async function getCall({ store }: ServerContext, userId: string, callId: string): Promise<CallState> {
  const call = await store.getCall(userId, callId)
  if (!call)
    throw new McpPlugError('session_not_found', { message: 'There is no such call. Results are kept for a minute.' })
  const { state, result, error } = call
  return { callId, state, ...(result && { result }), ...(error && { error }) }
}
