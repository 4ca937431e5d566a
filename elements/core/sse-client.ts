import type {
  ConnectionEvent,
  CallLog,
  CallProgress,
  ObservabilityEvent,
  OpenQuestion,
  SnapshotEvent,
} from '../../shared/events.ts'
import type { CallToolResult, JsonObject, ToolPolicy } from '../../shared/mcp.ts'
import type { ConnectParams, RpcMethod, RpcParams, RpcResult } from '../../shared/rpc.ts'
import { abortError, invalidAnswer, networkError } from './error.ts'
import type { McpError } from './error.ts'
import { EventStream } from './event-stream.ts'
import type { StreamStatus } from './event-stream.ts'
import { createHttp, failure, readAnswer, resultOf } from './http.ts'
import type { Http, HttpOptions } from './http.ts'
import { isEventStream, readEvents } from './sse.ts'

export interface SSEClientOptions extends HttpOptions {
  /** Milliseconds that a plain call may take. Default 60,000. `callTool` has no limit here: the server keeps the time. */
  readonly requestTimeout?: number | undefined
  readonly onConnectionEvent?: ((event: ConnectionEvent) => void) | undefined
  readonly onObservabilityEvent?: ((event: ObservabilityEvent) => void) | undefined
  readonly onStatusChange?: ((status: StreamStatus) => void) | undefined
}

export interface CallOptions {
  /** Aborting it ends the call, upstream too. */
  readonly signal?: AbortSignal | undefined
}

export interface CallToolOptions extends CallOptions {
  readonly onProgress?: ((progress: CallProgress) => void) | undefined
  readonly onLog?: ((log: CallLog) => void) | undefined
  /** The MCP server asks the person something. */
  readonly onInput?: ((question: OpenQuestion) => void) | undefined
  /** Names the call for `cancelCall` and `getCall`: 1 to 64 of `A-Z a-z 0-9 _ -`. Made by the server where absent. */
  readonly callId?: string | undefined
  /** The hash of the tool that the person approved. */
  readonly approval?: string | undefined
}

/** What happened, in `detail`. */
export class SSEClientEvent<T> extends Event {
  readonly detail: T

  constructor(type: string, detail: T) {
    super(type)
    this.detail = detail
  }
}

export interface SSEClientEventMap {
  /** The stream opened, or its gap was too long to replay. */
  snapshot: SSEClientEvent<SnapshotEvent>
  connection: SSEClientEvent<ConnectionEvent>
  observability: SSEClientEvent<ObservabilityEvent>
  status: SSEClientEvent<StreamStatus>
}

type Params<M extends RpcMethod> = Omit<RpcParams<M>, 'sessionId'>

/** Names of the stream's events and of those that are dispatched for them. */
const STREAM_EVENTS: Readonly<Record<string, keyof SSEClientEventMap>> = {
  connected: 'snapshot',
  reset: 'snapshot',
  connection: 'connection',
  observability: 'observability',
}

/**
 * The page's line to its server: one event stream, which reconnects and resumes, and calls by POST. Works outside of
 * a page too. Every call rejects with an {@link McpError}, or with an `AbortError` where its signal was aborted.
 *
 * Dispatches `snapshot`, `connection`, `observability` and `status`; see {@link SSEClientEventMap}.
 */
export class SSEClient extends EventTarget {
  /** The handler's base path or address. */
  readonly url: string
  readonly #http: Http
  readonly #timeout: number
  readonly #stream: EventStream
  #error: McpError | undefined
  #nextId = 1

  constructor(options: SSEClientOptions) {
    super()
    this.url = options.url
    this.#http = createHttp(options)
    this.#timeout = options.requestTimeout ?? 60_000
    this.#stream = new EventStream(this.#http, {
      onEvent: (name, data) => {
        const type = Object.hasOwn(STREAM_EVENTS, name) ? STREAM_EVENTS[name] : undefined
        if (type) this.dispatchEvent(new SSEClientEvent(type, data))
      },
      onStatus: (status, error) => {
        this.#error = error
        this.dispatchEvent(new SSEClientEvent('status', status))
      },
    })
    const { onConnectionEvent, onObservabilityEvent, onStatusChange } = options
    if (onConnectionEvent) this.addEventListener('connection', (event) => onConnectionEvent(event.detail))
    if (onObservabilityEvent) this.addEventListener('observability', (event) => onObservabilityEvent(event.detail))
    if (onStatusChange) this.addEventListener('status', (event) => onStatusChange(event.detail))
  }

  get status(): StreamStatus {
    return this.#stream.status
  }

  /** Why the stream is `offline` or `unauthenticated`. */
  get error(): McpError | undefined {
    return this.#error
  }

  /** Opens the event stream and keeps it open. Where it waits for its next attempt, that is made now. */
  connect(): void {
    this.#stream.start()
  }

  /** Closes the event stream. Calls go on. */
  disconnect(): void {
    this.#stream.stop()
  }

  getSessions(options?: CallOptions): Promise<RpcResult<'getSessions'>> {
    return this.#call('getSessions', {}, options)
  }

  /** The catalogue for this user. */
  getServers(options?: CallOptions): Promise<RpcResult<'getServers'>> {
    return this.#call('getServers', {}, options)
  }

  /** Needing a sign-in is an answer (`authUrl`), not an error. */
  connectToServer(params: ConnectParams, options?: CallOptions): Promise<RpcResult<'connect'>> {
    return this.#call('connect', params, options)
  }

  disconnectFromServer(sessionId: string, options?: CallOptions): Promise<RpcResult<'disconnect'>> {
    return this.#call('disconnect', { sessionId }, options)
  }

  /** Proves a stored session against its MCP server, and connects it again where it must be. */
  restoreSession(sessionId: string, options?: CallOptions): Promise<RpcResult<'restoreSession'>> {
    return this.#call('restoreSession', { sessionId }, options)
  }

  listTools(sessionId: string, options?: CallOptions): Promise<RpcResult<'listTools'>> {
    return this.#call('listTools', { sessionId }, options)
  }

  listPrompts(sessionId: string, options?: CallOptions): Promise<RpcResult<'listPrompts'>> {
    return this.#call('listPrompts', { sessionId }, options)
  }

  getPrompt(sessionId: string, name: string, args?: Readonly<Record<string, string>>): Promise<RpcResult<'getPrompt'>> {
    return this.#call('getPrompt', { sessionId, name, ...(args && { arguments: args }) })
  }

  listResources(sessionId: string, options?: CallOptions): Promise<RpcResult<'listResources'>> {
    return this.#call('listResources', { sessionId }, options)
  }

  listResourceTemplates(sessionId: string, options?: CallOptions): Promise<RpcResult<'listResourceTemplates'>> {
    return this.#call('listResourceTemplates', { sessionId }, options)
  }

  readResource(sessionId: string, uri: string, options?: CallOptions): Promise<RpcResult<'readResource'>> {
    return this.#call('readResource', { sessionId, uri }, options)
  }

  /** MCP completion of a prompt's or resource template's argument. */
  complete(sessionId: string, params: Params<'complete'>, options?: CallOptions): Promise<RpcResult<'complete'>> {
    return this.#call('complete', { sessionId, ...params }, options)
  }

  /** Tries a session or an address step by step, and says where it fails. */
  diagnose(params: RpcParams<'diagnose'>, options?: CallOptions): Promise<RpcResult<'diagnose'>> {
    return this.#call('diagnose', params, options)
  }

  setToolPolicy(sessionId: string, name: string, policy: ToolPolicy): Promise<RpcResult<'setToolPolicy'>> {
    return this.#call('setToolPolicy', { sessionId, name, policy })
  }

  cancelCall(callId: string): Promise<RpcResult<'cancelCall'>> {
    return this.#call('cancelCall', { callId })
  }

  getCall(callId: string): Promise<RpcResult<'getCall'>> {
    return this.#call('getCall', { callId })
  }

  /**
   * Runs a tool. A tool that says it failed is a result with `isError`.
   * A line that breaks off before the answer is `network`: the call may have run.
   */
  async callTool(
    sessionId: string,
    name: string,
    args?: JsonObject,
    options: CallToolOptions = {},
  ): Promise<CallToolResult> {
    const { signal, callId, approval } = options
    const params = {
      sessionId,
      name,
      ...(args && { arguments: args }),
      ...(callId !== undefined && { callId }),
      ...(approval !== undefined && { approval }),
    }
    try {
      const response = await this.#post('callTool', params, 'text/event-stream', signal)
      if (!response.ok || !isEventStream(response) || !response.body)
        return (await readAnswer(response)) as CallToolResult
      const answer = await readCall(response.body, options)
      if (signal?.aborted) throw abortError()
      if (answer === undefined) throw networkError('The answer broke off before it was complete.')
      return resultOf(answer) as CallToolResult
    } catch (error) {
      throw failure(error, signal)
    }
  }

  async #call<M extends RpcMethod>(
    method: M,
    params: RpcParams<M>,
    { signal }: CallOptions = {},
  ): Promise<RpcResult<M>> {
    const timeout = AbortSignal.timeout(this.#timeout)
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout
    try {
      return (await readAnswer(await this.#post(method, params, 'application/json', either))) as RpcResult<M>
    } catch (error) {
      throw failure(error, either)
    }
  }

  #post(method: RpcMethod, params: unknown, accept: string, signal: AbortSignal | undefined): Promise<Response> {
    return this.#http({
      method: 'POST',
      headers: { accept, 'content-type': 'application/json' },
      body: JSON.stringify({ id: this.#nextId++, method, params }),
      signal: signal ?? null,
    })
  }
}

/** Hands on what a streamed call says on its way. Resolves with its answer; `undefined` where the stream ends without. */
async function readCall(body: ReadableStream<Uint8Array>, options: CallToolOptions): Promise<unknown> {
  let answer: unknown
  await readEvents(body, ({ event, data }) => {
    const value = parse(data)
    if (event === 'progress') options.onProgress?.(value as CallProgress)
    else if (event === 'log') options.onLog?.(value as CallLog)
    else if (event === 'input_required') options.onInput?.(value as OpenQuestion)
    else if (event === 'rpc-response') answer = value
    return answer !== undefined
  })
  return answer
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch (error) {
    throw invalidAnswer('This site gave an answer that cannot be read.', error)
  }
}

type Listener<E> = ((event: E) => void) | { handleEvent(event: E): void } | null

/** Listeners know their event by its name. */
export interface SSEClient {
  addEventListener<K extends keyof SSEClientEventMap>(
    type: K,
    listener: Listener<SSEClientEventMap[K]>,
    options?: boolean | AddEventListenerOptions,
  ): void
  addEventListener(type: string, listener: Listener<Event>, options?: boolean | AddEventListenerOptions): void
  removeEventListener<K extends keyof SSEClientEventMap>(
    type: K,
    listener: Listener<SSEClientEventMap[K]>,
    options?: boolean | EventListenerOptions,
  ): void
  removeEventListener(type: string, listener: Listener<Event>, options?: boolean | EventListenerOptions): void
}
