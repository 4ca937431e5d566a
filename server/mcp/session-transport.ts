import { randomInt } from 'node:crypto'
import {
  type JSONRPCMessage,
  type RequestId,
  SseError,
  type Transport,
  type TransportSendOptions,
} from '@modelcontextprotocol/client'
import { within } from '../deadline.ts'

/** What a `SessionTransport` tells its owner. */
export interface SessionTransportHooks {
  /** A result as the server gave it, before the SDK reads it. */
  onResult?(method: string, result: Record<string, unknown>): void
  /** The server ended the stream of a request that it has not answered. */
  onUnanswered?(): void
  /** Something arrived that is no JSON-RPC message, or more requests than `serverRequests`. */
  onMalformed?(): void
  /** Event streams that the server has answered with so far. */
  streams?(): number
  /** Requests that the server may send us. */
  serverRequests?: number
  /**
   * The server asks the person (`elicitation/create`). `signal` aborts where it takes the question back. The SDK's own
   * way is not taken: it would put back a default that the person has cleared.
   */
  onElicitation?(params: unknown, signal: AbortSignal): Promise<Record<string, unknown>>
}

/** A JSON-RPC message as far as this file looks into it. */
interface Message {
  id?: RequestId
  method?: string
  params?: { _meta?: { progressToken?: RequestId }; progressToken?: RequestId; requestId?: RequestId; reason?: unknown }
  result?: Record<string, unknown>
}

/**
 * Stands between one SDK client and one real transport, for the length of one operation.
 *
 * - Every SDK client counts its JSON-RPC ids from 0. Two replicas that use one legacy session at once would get each
 *   other's answers, so all ids of ours are offset by a random base.
 * - A stored `initialize` result is given to the client without asking the server again, so that it knows the
 *   server's capabilities at no cost.
 * - A stream that ends without an answer is reported at once; the SDK would wait for its time-out.
 */
export class SessionTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: NonNullable<Transport['onmessage']>
  readonly #inner: Transport
  readonly #hooks: SessionTransportHooks
  readonly #stored: Record<string, unknown> | undefined
  readonly #base = randomInt(2 ** 47)
  readonly #unanswered = new Map<RequestId, string>()
  readonly #notices = new Set<Promise<void>>()
  /** Questions of the server that wait for their answer, by the server's own id. */
  readonly #questions = new Map<RequestId, AbortController>()
  #requests = 0
  /** The client takes a transport that has a session id for connected, and would then know no capabilities. */
  #sessionIdShown: boolean

  constructor(inner: Transport, hooks: SessionTransportHooks = {}, storedInitializeResult?: Record<string, unknown>) {
    this.#inner = inner
    this.#hooks = hooks
    this.#stored = storedInitializeResult
    this.#sessionIdShown = storedInitializeResult === undefined
    inner.onclose = () => this.onclose?.()
    inner.onerror = (error) => {
      if (error instanceof SyntaxError || error.name === 'ZodError' || error.name === '$ZodError')
        this.#hooks.onMalformed?.()
      // Its stream has broken off, and with it the server's session: the SDK would open another and wait.
      if (error instanceof SseError && this.#unanswered.size > 0) this.#hooks.onUnanswered?.()
      this.onerror?.(error)
    }
    inner.onmessage = (message, extra) => {
      if (this.#isRequestTooMany(message as Message)) return this.#hooks.onMalformed?.()
      if (this.#isAboutQuestion(message as Message)) return
      this.onmessage?.(this.#inbound(message as Message), extra)
    }
  }

  get hasPerRequestStream(): boolean {
    return this.#inner.hasPerRequestStream === true
  }

  get sessionId(): string | undefined {
    return this.#sessionIdShown ? this.#inner.sessionId : undefined
  }

  setProtocolVersion = (version: string): void => this.#inner.setProtocolVersion?.(version)

  async start(): Promise<void> {
    await this.#inner.start()
  }

  async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    const out = message as Message
    if (this.#stored && this.#answersFromStore(out)) return
    if (out.method === undefined) return this.#inner.send(message, options)
    if (out.id === undefined) return this.#notify(this.#inner.send(this.#outbound(out), options))
    const { id } = out
    this.#unanswered.set(id, out.method)
    const streams = this.#hooks.streams?.()
    await this.#inner.send(this.#outbound(out), {
      ...options,
      onRequestStreamEnd: () => {
        options?.onRequestStreamEnd?.()
        if (this.#unanswered.has(id)) this.#hooks.onUnanswered?.()
      },
    })
    // Over Streamable HTTP the answer comes in the body, or on a stream that begins with it.
    const isOver = this.hasPerRequestStream && streams === this.#hooks.streams?.()
    if (isOver && this.#unanswered.has(id)) this.#hooks.onUnanswered?.()
  }

  /** Waits until notifications on their way are sent (a cancellation is one; `close` would abort it), at most `ms`. */
  async settle(ms: number): Promise<void> {
    if (this.#notices.size === 0) return
    await within(Promise.all(this.#notices), ms, () => {})
  }

  async close(): Promise<void> {
    await this.#inner.close()
  }

  #isRequestTooMany(message: Message): boolean {
    if (message.method === undefined || message.id === undefined) return false
    return ++this.#requests > (this.#hooks.serverRequests ?? Infinity)
  }

  /** Takes the server's questions out of the stream, and its word that it no longer wants an answer. */
  #isAboutQuestion({ id, method, params }: Message): boolean {
    const { onElicitation } = this.#hooks
    if (method === 'notifications/cancelled' && params?.requestId !== undefined) {
      const waiting = this.#questions.get(params.requestId)
      waiting?.abort()
      return waiting !== undefined
    }
    if (!onElicitation || method !== 'elicitation/create' || id === undefined) return false
    const waiting = new AbortController()
    this.#questions.set(id, waiting)
    const answer = onElicitation(params, waiting.signal)
      .then(
        (result) => ({ jsonrpc: '2.0', id, result }),
        () => ({
          jsonrpc: '2.0',
          id,
          error: { code: -32602, message: 'The question could not be put to the person.' },
        }),
      )
      .then(async (message) => {
        this.#questions.delete(id)
        if (!waiting.signal.aborted) await this.#notify(this.#inner.send(message as JSONRPCMessage))
      })
    answer.catch((error: unknown) => this.onerror?.(error instanceof Error ? error : new Error(String(error))))
    return true
  }

  /** What is on its way is waited for before the transport is closed. */
  #notify(sending: Promise<void>): Promise<void> {
    const settled = sending.catch(() => {}).finally(() => this.#notices.delete(settled))
    this.#notices.add(settled)
    return sending
  }

  #answersFromStore(message: Message): boolean {
    if (message.method === 'initialize' && message.id !== undefined) {
      const answer = { jsonrpc: '2.0', id: message.id, result: this.#stored } as JSONRPCMessage
      queueMicrotask(() => this.onmessage?.(answer))
      return true
    }
    if (message.method !== 'notifications/initialized') return false
    this.#sessionIdShown = true
    return true
  }

  #outbound(message: Message): JSONRPCMessage {
    const out: Message = { ...message, ...shifted(message, 'id', this.#base) }
    const { params } = message
    if (params?._meta)
      out.params = { ...params, _meta: { ...params._meta, ...shifted(params._meta, 'progressToken', this.#base) } }
    if (message.method === 'notifications/cancelled')
      out.params = { ...params, ...shifted(params, 'requestId', this.#base) }
    return out as JSONRPCMessage
  }

  #inbound(message: Message): JSONRPCMessage {
    const out: Message = { ...message }
    if (message.method === undefined && message.id !== undefined) {
      Object.assign(out, shifted(message, 'id', -this.#base))
      const method = this.#unanswered.get(out.id!)
      if (method !== undefined && message.result) this.#hooks.onResult?.(method, message.result)
      this.#unanswered.delete(out.id!)
    }
    if (message.method === 'notifications/progress') {
      out.params = { ...message.params, ...shifted(message.params, 'progressToken', -this.#base) }
    }
    return out as JSONRPCMessage
  }
}

/** The named id moved by `by`. Only numbers are counted by the SDK; strings are unique as they are. */
function shifted<K extends string>(holder: { [P in K]?: RequestId } | undefined, key: K, by: number) {
  const id = holder?.[key]
  return typeof id === 'number' ? ({ [key]: id + by } as { [P in K]: RequestId }) : undefined
}
