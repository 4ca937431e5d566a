import type { ServerContext } from '../context.ts'
import { McpPlugError, toMcpPlugError } from '../errors.ts'
import { digest } from '../sessions/ids.ts'
import type { CallResult, InputAnswer, InputRound, StoredTool } from '../sessions/store.ts'
import { type CallListener, leaseSeconds, type StartedCall, takenOver } from './call.ts'
import { checkConsent } from './consent.ts'
import { type Elicitation, readElicitation } from './elicitation.ts'
import { isHeaderMismatch } from './errors.ts'
import type { Operation } from './operation.ts'
import { ask, type Asking } from './questions.ts'
import { type Retry, send, type Wanted } from './requests.ts'
import { refreshTools } from './tool-list.ts'
import { type Upstream, withUpstream } from './upstream.ts'

export interface ConversationHooks extends Required<CallListener> {
  /** Cancels the call. */
  readonly signal: AbortSignal
  /** So many more questions, or fewer, wait for the person. */
  onWaiting(by: number): void
}

/** A server that only wants to be asked again is asked after this time, in milliseconds. */
const PAUSE_MS = 250
const SAFE_KEY = /^[\w-]{1,64}$/

/**
 * One call: one request to the MCP server, and one more for each time that it asks the person something first.
 * Errors: `McpPlugError`.
 */
export async function converse(
  context: ServerContext,
  call: StartedCall,
  hooks: ConversationHooks,
): Promise<CallResult> {
  const { session, request } = call
  const { callTimeout, callTimeoutTotal, connectTimeout } = context.options.limits
  const isTool = request.method === 'tools/call'
  const over = new AbortController()
  const signal = AbortSignal.any([hooks.signal, over.signal])
  const talk = new Conversation(context, call, hooks, signal)
  try {
    return await withUpstream(
      context,
      session,
      {
        deadline: isTool ? { idle: callTimeout, total: callTimeoutTotal } : { idle: connectTimeout },
        signal: hooks.signal,
        onResult: (method, result) => method === request.method && (talk.result = result),
        onElicitation: (params, withdrawn, operation) => talk.askWithin(params, withdrawn, operation),
        // What has asked has run, as far as its question.
        mayRepeat: (proven) => !talk.hasAsked && (proven || !isTool),
        onRenewed: () => talk.lookAtTools(),
      },
      (upstream) => talk.run(upstream),
    )
  } finally {
    over.abort(new McpPlugError('call_interrupted'))
  }
}

class Conversation {
  /** As the server gave it. */
  result: Record<string, unknown> | undefined
  hasAsked = false
  readonly #context: ServerContext
  readonly #call: StartedCall
  readonly #hooks: ConversationHooks
  readonly #asking: Asking
  #tool: StoredTool | null
  #open = 0
  #asked = 0

  constructor(context: ServerContext, call: StartedCall, hooks: ConversationHooks, signal: AbortSignal) {
    this.#context = context
    this.#call = call
    this.#hooks = hooks
    this.#tool = call.tool
    const { session, request } = call
    this.#asking = { context, session, call: request, signal, onQuestion: hooks.onInput }
  }

  async run(upstream: Upstream): Promise<CallResult> {
    const { client, operation } = upstream
    client.setNotificationHandler('notifications/message', ({ params: { level, logger, data } }) => {
      operation.heard()
      const { callId } = this.#call.request
      this.#hooks.onLog({ callId, level, ...(logger !== undefined && { logger }), data })
    })
    const { resumed } = this.#call
    let count = resumed?.round.count ?? 0
    let retry: Retry = resumed ? toRetry(resumed.round, resumed.answers) : {}
    for (;;) {
      const wanted = await this.#send(upstream, retry)
      if (!wanted) return this.#finished()
      if (++count > this.#context.options.limits.inputRounds)
        throw new McpPlugError('upstream_protocol', {
          message: 'The MCP server asked again and again. The call was ended.',
          data: { reason: 'too_many_rounds' },
        })
      retry = await this.#nextRound(wanted, count, operation)
    }
  }

  /** The result as the server gave it, without what only says that it is one. */
  #finished(): CallResult {
    const { resultType: _, ...result } = this.result ?? {}
    return result as unknown as CallResult
  }

  /** Once more where the headers of the call were made from an older definition of the tool (2026-07-28, SEP-2243). */
  async #send({ client, operation }: Upstream, retry: Retry): Promise<Wanted | undefined> {
    const { request, session } = this.#call
    const once = () => send(client, operation, request, this.#tool?.definition, retry, this.#hooks)
    try {
      return await once()
    } catch (error) {
      if (!this.#tool || !isHeaderMismatch(error)) throw error
      await refreshTools(this.#context, session)
      const now = await this.#context.store.getTool(request.userId, session.sessionId, request.name)
      checkConsent(now, request.byApp ? now?.hash : request.approval)
      this.#tool = now
      return once()
    }
  }

  /** A question that a legacy server asks on the call's own stream, and waits for there. */
  async askWithin(params: unknown, withdrawn: AbortSignal, operation: Operation): Promise<Record<string, unknown>> {
    const { limits } = this.#context.options
    if (this.#open >= limits.questionsPerCall) throw new McpPlugError('upstream_protocol')
    const inputId = `${this.#call.request.callId}.${++this.#asked}`
    const items = new Map([[inputId, readElicitation(params, limits)]])
    const answers = await this.#ask({ ...this.#asking, withdrawn }, items, operation)
    await this.#context.store.dropQuestions(this.#call.request.userId, [inputId])
    return { ...answers.get(inputId)! }
  }

  /** Questions that stand in an answer of the server: they are kept so that any replica can go on with the call. */
  async #nextRound(wanted: Wanted, count: number, operation: Operation): Promise<Retry> {
    const { store, replica, options } = this.#context
    const { userId, callId, name, arguments: args } = this.#call.request
    const { questions, requestState, plain } = wanted
    const keys: Record<string, string> = {}
    const items = new Map<string, Elicitation>()
    for (const [key, params] of Object.entries(questions)) {
      // Servers use a key again; an answer to the older question, from another tab, is none to the newer one.
      const inputId = [callId, SAFE_KEY.test(key) ? key : digest(key), ...(count > 1 ? [count] : [])].join('.')
      keys[inputId] = key
      items.set(inputId, readElicitation(params, options.limits))
    }
    if (items.size > options.limits.questionsPerCall) throw new McpPlugError('upstream_protocol')
    const round: InputRound = {
      name,
      ...(args && { arguments: args }),
      keys,
      ...(requestState !== undefined && { requestState }),
      count,
      ...(plain && { plain }),
    }
    if (items.size === 0) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      operation.signal.throwIfAborted()
      return toRetry(round, new Map())
    }
    await store.updateCall(userId, callId, { state: 'waiting', round }, leaseSeconds(options.limits))
    const goOn = replica.parkCall(userId, callId)
    const answers = await this.#ask(this.#asking, items, operation).finally(goOn)
    if (!(await store.claimCall(userId, callId, replica.id, replica.id))) throw takenOver()
    await store.dropQuestions(userId, [...items.keys()])
    return toRetry(round, answers)
  }

  /** Our clocks stand still while a person thinks. */
  async #ask(asking: Asking, items: ReadonlyMap<string, Elicitation>, operation: Operation) {
    this.hasAsked = true
    this.#open += items.size
    this.#hooks.onWaiting(items.size)
    const goOn = operation.pause()
    try {
      return await ask(asking, items)
    } finally {
      goOn()
      this.#open -= items.size
      this.#hooks.onWaiting(-items.size)
    }
  }

  /** The server is another one than it was, or begins anew: its tools may have changed. */
  lookAtTools(): void {
    const { store, options } = this.#context
    const { userId, sessionId } = this.#call.request
    const look = async () => {
      const now = await store.get(userId, sessionId)
      if (now) await refreshTools(this.#context, now)
    }
    look().catch((error: unknown) =>
      options.logger.debug({ sessionId, code: toMcpPlugError(error).code }, 'tools were not listed again'),
    )
  }
}

/** What goes with the next request. Errors: `call_interrupted` where the person did not go where the server asked. */
function toRetry({ keys, requestState, plain }: InputRound, answers: ReadonlyMap<string, InputAnswer>): Retry {
  if (plain) {
    if ([...answers.values()].every(({ action }) => action === 'accept')) return {}
    throw new McpPlugError('call_interrupted', {
      message: 'The server wants something done on its own page first, which was declined. The call did not run.',
      data: { reason: 'declined', executed: false },
    })
  }
  const responses = [...answers].map(([inputId, answer]) => [keys[inputId]!, answer] as const)
  return {
    ...(responses.length > 0 && { inputResponses: Object.fromEntries(responses) }),
    ...(requestState !== undefined && { requestState }),
  }
}
