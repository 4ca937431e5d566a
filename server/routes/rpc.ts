import type { z } from 'zod'
import type { RpcMethod, RpcResponse } from '../../shared/rpc.ts'
import type { CallerContext } from '../context.ts'
import { McpPlugError, toMcpPlugError } from '../errors.ts'
import { METHODS } from '../methods/index.ts'
import type { Running } from '../methods/method.ts'
import { readText } from '../net/byte-limit.ts'
import { KIND } from '../telemetry.ts'
import { ANSWER_HEADERS, createTextStream, encodeEvent, frameEvent, HEARTBEAT, SSE_HEADERS } from './sse.ts'
import { TRANSPORT_CODES } from '../../shared/errors.ts'

type Id = string | number | null
const JSON_HEADERS = { ...ANSWER_HEADERS, 'content-type': 'application/json; charset=utf-8' }

/**
 * `POST base`: one call, answered with JSON, or with an event stream where the client accepts one. `guard` is called when the
 * call has been read: what it asks of the store goes there together with what the call itself needs.
 */
export async function answerRpc(
  context: CallerContext,
  request: Request,
  guard: () => Promise<unknown>,
): Promise<Response> {
  const streamed = accepts(request, 'text/event-stream')
  const call = await readCall(context, request, streamed).catch(async (error: unknown) => {
    await guard()
    throw error
  })
  const { id, method, params } = call
  try {
    const entry = METHODS[method]
    if ('admit' in entry) {
      const running = await admitGuarded(guard, () => entry.admit(context, parseParams(entry.params, params) as never))
      return streamed ? streamRunning(context, id, running, method) : holdRunning(context, id, running, method)
    }
    await guard()
    const given = parseParams(entry.params, params) as never
    const plan = { name: `mcp-plug ${method}`, kind: KIND.internal, attributes: {}, parent: context.trace }
    const result = await context.tracing.span(plan, async (trace) => entry.handle({ ...context, trace }, given))
    return answer({ id, result } as RpcResponse, streamed)
  } catch (caught) {
    const error = report(context, caught, method)
    const body = { id, error: error.toBody(context.requestId) }
    return TRANSPORT_CODES.has(error.code) ? jsonAnswer(body, error.status) : answer(body, streamed)
  }
}

/** Lets the call in while it is guarded, in one moment; what either refuses does not run. */
async function admitGuarded(
  guard: () => Promise<unknown>,
  admit: () => Promise<Running<unknown>>,
): Promise<Running<unknown>> {
  const guarding = guard()
  guarding.catch(() => {})
  const admitting = Promise.resolve().then(admit)
  admitting.catch(() => {})
  try {
    await guarding
  } catch (error) {
    await admitting.then((running) => running.abandon()).catch(() => {})
    throw error
  }
  return admitting
}

function accepts(request: Request, type: string): boolean {
  const accept = request.headers.get('accept')
  if (accept === null) return type === 'application/json'
  const ranges = accept.split(',').map((range) => range.split(';')[0]!.trim().toLowerCase())
  if (ranges.includes(type)) return true
  // Only who names it wants a stream.
  return type === 'application/json' && (ranges.includes('*/*') || ranges.includes('application/*'))
}

/** Errors: `not_acceptable`, `content_type`, `body_too_large`, `invalid_json`, `invalid_params`, `unknown_method`. */
async function readCall(
  context: CallerContext,
  request: Request,
  streamed: boolean,
): Promise<{ id: Id; method: RpcMethod; params: unknown }> {
  if (!streamed && !accepts(request, 'application/json')) throw new McpPlugError('not_acceptable')
  const type = request.headers.get('content-type')?.split(';')[0]!.trim().toLowerCase()
  if (type !== 'application/json') throw new McpPlugError('content_type')
  const text = await readText(request, context.options.limits.requestBytes).catch(() => {
    throw new McpPlugError('invalid_json', {
      message: 'The request body cannot be read: it broke off, or something in front of the handler has read it.',
    })
  })
  if (text === null) throw new McpPlugError('body_too_large')
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new McpPlugError('invalid_json')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new McpPlugError('invalid_params', {
      message: 'The request body must be an object: {"id", "method", "params"}.',
    })
  }
  const { id, method, params = {} } = body as { id?: unknown; method?: unknown; params?: unknown }
  if (typeof id !== 'string' && typeof id !== 'number') {
    throw new McpPlugError('invalid_params', { message: '"id" must be a string or a number.' })
  }
  if (typeof method !== 'string') throw new McpPlugError('invalid_params', { message: '"method" must be a string.' })
  if (!Object.hasOwn(METHODS, method)) throw new McpPlugError('unknown_method')
  return { id, method: method as RpcMethod, params }
}

/** Errors: `invalid_params`, which names the parameter and says nothing of its value. */
function parseParams(schema: z.ZodObject, params: unknown): unknown {
  const parsed = schema.safeParse(params)
  if (parsed.success) return withoutUndefined(parsed.data)
  const [issue] = parsed.error.issues
  const path = issue!.path.join('.')
  throw new McpPlugError('invalid_params', {
    message: path ? `The parameter "${path}" is missing or wrong: ${issue!.message}.` : `"params" must be an object.`,
    data: { parameter: path },
  })
}

const withoutUndefined = (value: object) =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined))

function report(context: CallerContext, caught: unknown, method: RpcMethod): McpPlugError {
  const error = toMcpPlugError(caught)
  if (error.code === 'internal') {
    const cause = error.cause instanceof Error ? error.cause : undefined
    context.options.logger.error(
      { requestId: context.requestId, method, error: cause?.name, stack: cause?.stack },
      'a call failed unexpectedly',
    )
  }
  return error
}

export const jsonAnswer = (body: unknown, status: number, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { ...JSON_HEADERS, ...headers } })

const answer = (body: RpcResponse, streamed: boolean): Response => {
  const json = encode(body)
  return streamed
    ? new Response(frameEvent('rpc-response', json), { headers: SSE_HEADERS })
    : new Response(json, { status: 200, headers: JSON_HEADERS })
}

/** An MCP server can nest a result deeper than JSON can be written: that is its error, not ours. */
function encode(body: RpcResponse): string {
  try {
    return JSON.stringify(body)
  } catch {
    return JSON.stringify({ id: body.id, error: new McpPlugError('upstream_protocol').toBody() })
  }
}

/** The answer to work that takes long, as JSON text. Never rejects. */
const settle = (context: CallerContext, id: Id, work: Promise<unknown>, method: RpcMethod): Promise<string> =>
  work.then(
    (result) => encode({ id, result } as RpcResponse),
    (caught: unknown) => encode({ id, error: report(context, caught, method).toBody(context.requestId) }),
  )

/** The call's own events, then its answer. The client's going away cancels it. */
function streamRunning(context: CallerContext, id: Id, running: Running<unknown>, method: RpcMethod): Response {
  const { heartbeatInterval, streamBufferBytes } = context.options.limits
  const controller = new AbortController()
  const stream = createTextStream(streamBufferBytes, () => {
    clearInterval(heartbeat)
    controller.abort()
  })
  // Progress and logs that the reader does not take in time are dropped; the answer never is.
  const tell = (text: string) => {
    if (stream.hasRoom()) stream.write(text)
  }
  const heartbeat = setInterval(() => tell(HEARTBEAT), heartbeatInterval)
  tell(HEARTBEAT)
  const work = running.run(
    {
      onProgress: (progress) => tell(encodeEvent('progress', progress)),
      onLog: (log) => tell(encodeEvent('log', log)),
      // Few, and never dropped.
      onInput: (question) => stream.write(encodeEvent('input_required', question)),
    },
    controller.signal,
  )
  void settle(context, id, work, method).then((json) => {
    stream.write(frameEvent('rpc-response', json))
    stream.close()
  })
  return new Response(stream.body, { headers: SSE_HEADERS })
}

/** Plain JSON, as a body that comes when it comes: only a stream's end tells on every host that the client went away. */
function holdRunning(context: CallerContext, id: Id, running: Running<unknown>, method: RpcMethod): Response {
  const controller = new AbortController()
  const stream = createTextStream(context.options.limits.streamBufferBytes, () => controller.abort())
  void settle(context, id, running.run({}, controller.signal), method).then((json) => {
    stream.write(json)
    stream.close()
  })
  return new Response(stream.body, { headers: JSON_HEADERS })
}
