import type { ConnectionEvent, ObservabilityEvent, OpenQuestion, SnapshotEvent } from '../../shared/events.ts'
import type { CallToolResult, JsonObject, ToolPolicy } from '../../shared/mcp.ts'
import type { ConnectParams, RpcMethod, RpcParams, RpcResult } from '../../shared/rpc.ts'
import { newCallId } from './call-id.ts'
import { networkError } from './error.ts'
import type { McpError } from './error.ts'
import { EventStream } from './event-stream.ts'
import type { StreamStatus } from './event-stream.ts'
import { createHttp, failure, readAnswer } from './http.ts'
import type { Http, HttpOptions } from './http.ts'
import { Lazy } from './lazy.ts'
import type { CallOptions, CallToolOptions, StreamedCallOptions } from './streamed-call.ts'

export interface SSEClientOptions extends HttpOptions {
  /**
   * Milliseconds that a plain call may take. Default 60,000. `callTool`, `getPrompt` and `readResource` have no limit
   * here: the server keeps the time.
   */
  readonly requestTimeout?: number | undefined
  readonly onConnectionEvent?: ((event: ConnectionEvent) => void) | undefined
  readonly onObservabilityEvent?: ((event: ObservabilityEvent) => void) | undefined
  readonly onStatusChange?: ((status: StreamStatus) => void) | undefined
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
  /** An MCP server asks something during a call of this client; told here too where no stream is open. */
  question: SSEClientEvent<OpenQuestion>
  status: SSEClientEvent<StreamStatus>
}

type Params<M extends RpcMethod> = Omit<RpcParams<M>, 'sessionId'>

/** Loaded with the first call: a page that only connects has no need of it. */
const streaming = new Lazy(() => import('./streamed-call.ts'))

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
 * Dispatches `snapshot`, `connection`, `observability`, `question` and `status`; see {@link SSEClientEventMap}.
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

  /** A GET below the handler's path, with this client's credentials and headers: `icon?server=<catalogue id>`. */
  fetch(below: string, init: RequestInit = {}): Promise<Response> {
    return this.#http({ ...init, headers: {} }, below)
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

  /**
   * Ends a connection, and deletes what the handler keeps of it; sent even where the page is left right after. The
   * sign-in is taken back at its server too, unless `revoke` is false.
   */
  disconnectFromServer(
    sessionId: string,
    { revoke, ...options }: CallOptions & { readonly revoke?: boolean | undefined } = {},
  ): Promise<RpcResult<'disconnect'>> {
    return this.#call('disconnect', { sessionId, ...(revoke !== undefined && { revoke }) }, options, true)
  }

  /** Begins a sign-in again, or one for more scopes: the person has to open `authUrl`. */
  authorize(sessionId: string, scopes?: readonly string[], options?: CallOptions): Promise<RpcResult<'authorize'>> {
    return this.#call('authorize', { sessionId, ...(scopes && { scopes }) }, options)
  }

  /** Ends a sign-in whose callback is a page of the app's own, with the whole query of that page. */
  finishAuth(params: URLSearchParams | string, options?: CallOptions): Promise<RpcResult<'finishAuth'>> {
    return this.#call('finishAuth', { params: String(params) }, options)
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

  /** As {@link callTool}: the MCP server may report progress, and ask. */
  getPrompt(
    sessionId: string,
    name: string,
    args?: Readonly<Record<string, string>>,
    options?: StreamedCallOptions,
  ): Promise<RpcResult<'getPrompt'>> {
    return this.#streamed('getPrompt', { sessionId, name, ...(args && { arguments: args }) }, options)
  }

  listResources(sessionId: string, options?: CallOptions): Promise<RpcResult<'listResources'>> {
    return this.#call('listResources', { sessionId }, options)
  }

  listResourceTemplates(sessionId: string, options?: CallOptions): Promise<RpcResult<'listResourceTemplates'>> {
    return this.#call('listResourceTemplates', { sessionId }, options)
  }

  /** As {@link callTool}: the MCP server may report progress, and ask. */
  readResource(sessionId: string, uri: string, options?: StreamedCallOptions): Promise<RpcResult<'readResource'>> {
    return this.#streamed('readResource', { sessionId, uri }, options)
  }

  /** Its changes come as `resource_updated` events from then on. */
  subscribeResource(sessionId: string, uri: string, options?: CallOptions): Promise<RpcResult<'subscribeResource'>> {
    return this.#call('subscribeResource', { sessionId, uri }, options)
  }

  unsubscribeResource(
    sessionId: string,
    uri: string,
    options?: CallOptions,
  ): Promise<RpcResult<'unsubscribeResource'>> {
    return this.#call('unsubscribeResource', { sessionId, uri }, options)
  }

  /** MCP completion of a prompt's or resource template's argument. */
  complete(sessionId: string, params: Params<'complete'>, options?: CallOptions): Promise<RpcResult<'complete'>> {
    return this.#call('complete', { sessionId, ...params }, options)
  }

  /** Tries a session or an address step by step, and says where it fails. */
  diagnose(params: RpcParams<'diagnose'>, options?: CallOptions): Promise<RpcResult<'diagnose'>> {
    return this.#call('diagnose', params, options)
  }

  /** Whether the person is asked before a tool runs. With the `hash` that they saw, another tool is `tool_changed`. */
  setToolPolicy(
    sessionId: string,
    name: string,
    policy: ToolPolicy,
    { hash, ...options }: CallOptions & { readonly hash?: string | undefined } = {},
  ): Promise<RpcResult<'setToolPolicy'>> {
    return this.#call('setToolPolicy', { sessionId, name, policy, ...(hash !== undefined && { hash }) }, options)
  }

  /** Sent even where the page is left right after. */
  cancelCall(callId: string, options?: CallOptions): Promise<RpcResult<'cancelCall'>> {
    return this.#call('cancelCall', { callId }, options, true)
  }

  /** What a call is doing, or its kept answer. `session_not_found` where nobody knows of it. */
  getCall(callId: string, options?: CallOptions): Promise<RpcResult<'getCall'>> {
    return this.#call('getCall', { callId }, options)
  }

  /**
   * Answers an open question of an MCP server (MCP elicitation); `content` goes with `accept` of a form.
   * `session_not_found` where it is not open any more; `invalid_params` where the answer does not fit: `data.errors`
   * then has words by JSON pointer into it.
   */
  answerInput(
    sessionId: string,
    inputId: string,
    action: RpcParams<'answerInput'>['action'],
    content?: JsonObject,
    options?: CallOptions,
  ): Promise<RpcResult<'answerInput'>> {
    return this.#call('answerInput', { sessionId, inputId, action, ...(content && { content }) }, options)
  }

  /**
   * Runs a tool. A tool that says it failed is a result with `isError`. A line that breaks off before the answer is
   * `call_interrupted` or `network` where the handler has no answer later either: the call may have run.
   */
  callTool(
    sessionId: string,
    name: string,
    args?: JsonObject,
    { approval, detached, ...options }: CallToolOptions = {},
  ): Promise<CallToolResult> {
    const params = {
      sessionId,
      name,
      ...(args && { arguments: args }),
      ...(approval !== undefined && { approval }),
      ...(detached && { detached }),
    }
    return this.#streamed('callTool', params, options)
  }

  async #streamed<M extends 'callTool' | 'getPrompt' | 'readResource'>(
    method: M,
    given: RpcParams<M>,
    options: StreamedCallOptions = {},
  ): Promise<RpcResult<M>> {
    const { callId = newCallId(), onInput } = options
    const params = { ...given, callId }
    const line = {
      send: (signal: AbortSignal | undefined) => this.#post(method, params, 'text/event-stream', signal),
      getCall: (signal: AbortSignal | undefined) => this.getCall(callId, { signal }),
      cancelCall: () => this.cancelCall(callId),
    }
    const { streamedCall } = await streaming.load().catch((error: unknown) => {
      throw networkError('A part of this page could not be loaded. Check your network and try again.', error)
    })
    return streamedCall(line, 'detached' in params, {
      ...options,
      onInput: (question) => {
        this.dispatchEvent(new SSEClientEvent('question', question))
        onInput?.(question)
      },
    }) as Promise<RpcResult<M>>
  }

  async #call<M extends RpcMethod>(
    method: M,
    params: RpcParams<M>,
    { signal }: CallOptions = {},
    keepalive = false,
  ): Promise<RpcResult<M>> {
    const timeout = AbortSignal.timeout(this.#timeout)
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout
    try {
      return (await readAnswer(await this.#post(method, params, 'application/json', either, keepalive))) as RpcResult<M>
    } catch (error) {
      throw failure(error, either)
    }
  }

  #post(
    method: RpcMethod,
    params: unknown,
    accept: string,
    signal: AbortSignal | undefined,
    keepalive = false,
  ): Promise<Response> {
    return this.#http({
      method: 'POST',
      headers: { accept, 'content-type': 'application/json' },
      body: JSON.stringify({ id: this.#nextId++, method, params }),
      signal: signal ?? null,
      keepalive,
    })
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
