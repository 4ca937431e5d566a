import type { CallToolResult } from '../../shared/mcp.ts'
import type { ServerContext } from '../context.ts'
import { toMcpPlugError } from '../errors.ts'
import type { CallRecord, CallResult } from '../sessions/store.ts'
import { Announcer } from './announcer.ts'
import { type CallListener, RESULT_TTL, type StartedCall, wasTaken } from './call.ts'
import { type ConversationHooks, converse } from './conversation.ts'
import { KIND, type SpanPlan } from '../telemetry.ts'

/**
 * Runs a call to its end. `signal` cancels it, unless it is detached; one that waits for its person then goes on as if it
 * were. Errors: `McpPlugError`.
 */
export async function runCall(
  context: ServerContext,
  call: StartedCall,
  listener: CallListener = {},
  signal?: AbortSignal,
): Promise<CallResult> {
  const { store, replica, options } = context
  const { session, tool, request, leave } = call
  const { userId, callId, sessionId, name } = request
  const controller = replica.startCall(userId, callId)
  const announcer = new Announcer(context, userId, { sessionId, callId, name })
  let detached = request.detached === true
  let open = 0
  const gone = () => {
    // A page that is loaded anew finds the question again, and answers it.
    if (open > 0) detached = true
    else if (!detached) controller.abort()
  }
  if (signal?.aborted) gone()
  else signal?.addEventListener('abort', gone, { once: true })
  const started = Date.now()
  let ended: Partial<CallRecord> | undefined
  let outcome: 'result' | 'tool_error' | 'error' | 'cancelled' = 'result'
  try {
    await context.listeners.attend(context, session)
    const hooks: ConversationHooks = {
      signal: controller.signal,
      onWaiting: (by) => (open += by),
      onInput: (question) => listener.onInput?.(question),
      onProgress(progress) {
        listener.onProgress?.(progress)
        announcer.progress(progress)
      },
      onLog(log) {
        listener.onLog?.(log)
        announcer.log(log)
      },
    }
    const result = await context.tracing.span(spanOf(context, call), async (trace, fail) => {
      const answer = await converse({ ...context, trace }, call, hooks)
      if ((answer as CallToolResult).isError) fail('tool_error')
      return answer
    })
    ended = { state: 'finished', ...(detached && { result }) }
    if ((result as CallToolResult).isError) outcome = 'tool_error'
    return result
  } catch (caught) {
    const error = toMcpPlugError(caught)
    outcome = controller.signal.aborted ? 'cancelled' : 'error'
    if (!wasTaken(error)) ended = { state: 'finished', ...(detached && { error: error.toBody() }) }
    throw error
  } finally {
    signal?.removeEventListener('abort', gone)
    replica.endCall(userId, callId)
    leave()
    const duration = Date.now() - started
    options.logger.debug(
      { type: 'call_finished', callId, sessionId, name: request.method, duration, outcome },
      'tool call',
    )
    const approve =
      tool && request.approval === tool.hash && tool.approved?.hash !== tool.hash
        ? { sessionId, name, hash: tool.hash }
        : undefined
    const finish = async () => {
      const announce = await announcer.finish({ duration, outcome })
      if (ended) await store.endCall(userId, callId, { change: ended, ttlSeconds: RESULT_TTL, approve, announce })
    }
    // Nobody waits for this: the answer goes out meanwhile.
    finish().catch((error: unknown) =>
      options.logger.warn({ callId, code: toMcpPlugError(error).code }, 'the end of a call was not kept'),
    )
  }
}

/** OpenTelemetry's semantic conventions for MCP clients. A resource's address may hold what is nobody's business. */
function spanOf({ trace }: ServerContext, { session, request }: StartedCall): SpanPlan {
  const { method, name, callId } = request
  const target = method === 'resources/read' ? undefined : name
  const { protocolVersion = '' } = session.handshake ?? {}
  const counted = { 'mcp.method.name': method, 'mcp.protocol.version': protocolVersion }
  return {
    name: target === undefined ? method : `${method} ${target}`,
    kind: KIND.client,
    attributes: {
      ...counted,
      'server.address': new URL(session.serverUrl).hostname,
      'mcp_plug.call.id': callId,
      ...(target !== undefined && { [method === 'prompts/get' ? 'gen_ai.prompt.name' : 'gen_ai.tool.name']: target }),
    },
    counted,
    parent: trace,
  }
}
