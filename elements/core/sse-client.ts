import type { ConnectionEvent, ObservabilityEvent, OpenQuestion, SnapshotEvent } from '../../shared/events.ts'
import type { CallToolResult, JsonObject, ToolPolicy } from '../../shared/mcp.ts'
import type { ConnectParams, RpcMethod, RpcParams, RpcResult } from '../../shared/rpc.ts'
import { notStarted } from './error.ts'
import type { McpError } from './error.ts'
import { EventStream } from './event-stream.ts'
import type { StreamStatus } from './event-stream.ts'
import { createHttp, failure, readAnswer } from './http.ts'
import type { Http, HttpOptions } from './http.ts'
import { Lazy } from './lazy.ts'
import type { CallOptions, CallToolOptions, StreamedCallOptions } from './streamed-call.ts'
import { tellWithTools } from './with-tools.ts'
import type { ConnectionEventWithTools } from './with-tools.ts'

export interface SSEClientOptions extends HttpOptions {
  /**
   * Milliseconds that a plain call may take. Default 60,000. `callTool`, `getPrompt` and `readResource` have no limit
   * here: the server keeps the time.
   */
  readonly requestTimeout?: number | undefined
  /** What happens to connections. `tools_discovered` comes with its tools, as soon as they are loaded. */
  readonly onConnectionEvent?: ((event: ConnectionEventWithTools) => void) | undefined
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
  /** Another person may be signed in: nothing that was told before may be shown until the next `snapshot`. */
  person: SSEClientEvent<undefined>
}

type Params<M extends RpcMethod> = Omit<RpcParams<M>, 'sessionId'>

/** Loaded with the first call: a page that only connects has no need of it. */
const streaming = new Lazy(() => import('./streamed-call.ts'))

/** Where tabs tell one another who is signed in. */
const TABS = 'mcp-plug'

/**
 * Call it when somebody has signed out of your app, or signed in: every page of this browser that is open asks the server
 * who is there, and shows nothing of the person before.
 */
export function userChanged(): void {
  const tabs = new BroadcastChannel(TABS)
  tabs.postMessage('')
  tabs.close()
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
  #user = ''
  /** Who the other tabs were told is here. */
  #told: string | undefined
  #tabs: BroadcastChannel | undefined
  #nextId = 1

  constructor(options: SSEClientOptions) {
    super()
    this.url = options.url
    this.#http = createHttp(options)
    this.#timeout = options.requestTimeout ?? 60_000
    this.#stream = new EventStream(this.#http, {
      onEvent: (name, data) => {
        const known = name === 'connection' || name === 'observability'
        if (known) this.dispatchEvent(new SSEClientEvent(name, data))
        else if (name === 'connected' || name === 'reset') this.#meet(data as SnapshotEvent)
      },
      onStatus: (status, error) => {
        this.#error = error
        if (status === 'unauthenticated') this.#tell('')
        this.dispatchEvent(new SSEClientEvent('status', status))
      },
      onLeft: () => this.#again(),
    })
    const { onConnectionEvent } = options
    if (onConnectionEvent)
      this.addEventListener('connection', ({ detail }) => tellWithTools(this, detail, onConnectionEvent))
    this.addEventListener('observability', ({ detail }) => options.onObservabilityEvent?.(detail))
    this.addEventListener('status', ({ detail }) => options.onStatusChange?.(detail))
  }

  get status(): StreamStatus {
    return this.#stream.status
  }

  /** Why the stream is `offline` or `unauthenticated`. */
  get error(): McpError | undefined {
    return this.#error
  }

  /** Who the server says is signed in: an opaque key. Empty while that is not known. */
  get user(): string {
    return this.#user
  }

  /** Opens the event stream and keeps it open. Where it waits for its next attempt, that is made now. */
  connect(): void {
    if (!this.#tabs && typeof document !== 'undefined') {
      this.#tabs = new BroadcastChannel(TABS)
      this.#tabs.onmessage = ({ data }) => {
        if (!data || (this.#told !== undefined && data !== this.#told)) this.#again()
      }
    }
    this.#stream.start()
  }

  /** Closes the event stream. Calls go on. */
  disconnect(): void {
    this.#tabs?.close()
    this.#tabs = undefined
    this.#user = ''
    this.#stream.stop()
  }

  /** Hands on what there is, unless it is another person's than before: then all begins anew. */
  #meet(snapshot: SnapshotEvent): void {
    const { user } = snapshot
    const other = this.#user && user !== this.#user
    // An older handler does not say.
    if (user) this.#tell(user)
    if (other) this.#again()
    else this.dispatchEvent(new SSEClientEvent('snapshot', snapshot))
  }

  /** Takes note of who is signed in, and tells the other tabs. */
  #tell(user: string): void {
    this.#user = user
    if (user !== this.#told) this.#tabs?.postMessage((this.#told = user))
  }

  #again(): void {
    this.#user = ''
    this.dispatchEvent(new SSEClientEvent('person', undefined))
    this.#stream.again()
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
   * Runs a tool. A tool that says it failed is a result with `isError`. Where the line breaks off before the answer, the
   * handler is asked for it by the call's id; where it has none, that is `call_interrupted` or `network`: the call may have
   * run. `not_started`: it did not.
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
    const { streamedCall } = await streaming.load().catch((error: unknown) => {
      throw notStarted(error)
    })
    const send = (params: unknown, signal?: AbortSignal) => this.#post(method, params, 'text/event-stream', signal)
    return streamedCall(this, send, given, options) as Promise<RpcResult<M>>
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

  async #post(
    method: RpcMethod,
    params: unknown,
    accept: string,
    signal: AbortSignal | undefined,
    keepalive = false,
  ): Promise<Response> {
    const response = await this.#http({
      method: 'POST',
      headers: { accept, 'content-type': 'application/json' },
      body: JSON.stringify({ id: this.#nextId++, method, params }),
      signal: signal ?? null,
      keepalive,
    })
    // The stream is as old as its page: it does not know yet.
    if (response.status === 401 && this.#user) this.#again()
    return response
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
