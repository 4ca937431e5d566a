import { SSEClient } from '../elements/core/sse-client.ts'
import type { SSEClientOptions } from '../elements/core/sse-client.ts'
import type { CatalogueServer, Connection, ConnectionState } from '../shared/connection.ts'
import { ERRORS, errorBody, TRANSPORT_CODES } from '../shared/errors.ts'
import type { ErrorBody, ErrorCode } from '../shared/errors.ts'
import type { ConnectionEvent, OpenQuestion, StreamEventName } from '../shared/events.ts'
import type { CallToolResult, ToolInfo } from '../shared/mcp.ts'
import type { ConnectParams, RpcMethod, RpcMethods } from '../shared/rpc.ts'
import { createFakeCalls } from './fake-calls.ts'
import type { FakeAnswer, FakeCall } from './fake-calls.ts'
import { fail, FakeFailure, fakeConnection } from './fake-data.ts'

export { fail, fakeConnection, fakeTool } from './fake-data.ts'
export type { FakeCall } from './fake-calls.ts'

type Methods = {
  [M in RpcMethod]?: (params: RpcMethods[M]['params']) => RpcMethods[M]['result'] | Promise<RpcMethods[M]['result']>
}

export interface FakeEndpointOptions {
  connections?: readonly Connection[]
  /** The key of who is signed in. */
  user?: string
  servers?: readonly CatalogueServer[]
  /** By session id, or by server id. */
  tools?: Readonly<Record<string, readonly ToolInfo[]>>
  /** Answers tool calls. Default: the arguments as text. */
  onCall?: (call: FakeCall) => CallToolResult | Promise<CallToolResult>
  /** What is wrong with an answer, by JSON pointer into it. */
  checkAnswer?: (question: OpenQuestion, content: unknown) => Readonly<Record<string, string>> | undefined
  /** Pictures by what is asked for below the path, e.g. `icon?server=notes`. */
  pictures?: Readonly<Record<string, Blob>>
  /** The states that a new or restored connection goes through after CONNECTING. Default: to CONNECTED. */
  script?: readonly ConnectionState[]
  /** Goes with the state FAILED of a script. */
  scriptError?: ErrorBody
  /** In place of what a method does by itself. Throw {@link fail} for an error. */
  methods?: Methods
}

/** Server-sent events on their way; what is sent after the end is lost. */
export interface Stream {
  send(name: string, data: unknown, id?: string): void
  end(): void
  break(): void
}

/** Methods that may be answered by a stream. */
const STREAMED: ReadonlySet<RpcMethod> = new Set<RpcMethod>(['callTool', 'getPrompt', 'readResource'])

/** What a fetch does that is aborted while it waits. */
function orAbort<T>(answer: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return answer
  const aborted = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error)),
  )
  return Promise.race([answer, aborted])
}

/** A scripted stand-in for the handler, on the same wire, in the page's own memory. */
export function createFakeEndpoint(options: FakeEndpointOptions = {}) {
  let connections: readonly Connection[] = options.connections ?? []
  const log: { id: string; name: StreamEventName; data: unknown }[] = []
  const streams = new Set<Stream>()
  let refusal: { status: number; body?: unknown; headers?: Record<string, string> } | undefined
  let unreachable = false
  let { user = 'u-1' } = options
  let nextSession = 1

  const find = (sessionId: string): Connection =>
    connections.find((connection) => connection.sessionId === sessionId) ?? fail('session_not_found')

  let tools = options.tools ?? {}
  const toolsOf = (connection: Connection): readonly ToolInfo[] =>
    tools[connection.sessionId] ?? tools[connection.serverId] ?? []

  const calls = createFakeCalls({
    find,
    tool: (sessionId, name) => toolsOf(find(sessionId)).find((tool) => tool.name === name),
    emit: (event) => endpoint.emit(event),
    checkAnswer: options.checkAnswer,
    run: (call) => options.onCall?.(call) ?? { content: [{ type: 'text', text: JSON.stringify(call.arguments) }] },
  })

  const endpoint = {
    /** Every request that came, oldest first. */
    requests: [] as {
      url: string
      method: string
      headers: Headers
      body: { method?: string; params?: unknown } | undefined
      keepalive: boolean
    }[],

    /** Streams that are open. */
    get streams(): number {
      return streams.size
    },

    get connections(): readonly Connection[] {
      return connections
    },

    /** The bodies of the calls of one method. */
    calls(method: RpcMethod): unknown[] {
      return endpoint.requests.filter(({ body }) => body?.method === method).map(({ body }) => body?.params)
    },

    /** A client whose requests come here. */
    client(more: Partial<SSEClientOptions> = {}): SSEClient {
      return new SSEClient({ url: 'https://app.example/api/mcp', fetch: endpoint.fetch, ...more })
    },

    /** Appends to the log, and tells every open stream. */
    publish(name: StreamEventName, data: unknown): void {
      const id = `1.${log.length + 1}-0`
      log.push({ id, name, data })
      for (const stream of streams) stream.send(name, data, id)
    },

    emit(event: ConnectionEvent): void {
      endpoint.publish('connection', event)
    },

    /** Moves a connection to a state, with other changes where given. */
    setState(sessionId: string, state: ConnectionState, change: Partial<Connection> = {}): void {
      const { state: previousState, error: _, ...kept } = find(sessionId)
      const connection: Connection = { ...kept, ...change, state }
      connections = connections.map((one) => (one.sessionId === sessionId ? connection : one))
      const { serverId } = connection
      endpoint.emit({
        type: 'state_changed',
        sessionId,
        serverId,
        timestamp: Date.now(),
        state,
        previousState,
        connection,
      })
    },

    /** What is asked and not answered. */
    get questions(): readonly OpenQuestion[] {
      return calls.questions
    },

    /** Asks something that belongs to a session, not to a call. */
    ask(sessionId: string, question: Partial<OpenQuestion> = {}): Promise<FakeAnswer> {
      return calls.ask(sessionId, question)
    },

    /** Takes a question back. */
    expire(inputId: string): void {
      calls.close(inputId, { action: 'expired' })
    },

    /** Breaks the lines on which calls are answered, as a network does. */
    breakCalls(): void {
      calls.breakLines()
    },

    /** Knows nothing any more of the calls that run, as after the end of a process. */
    forgetCalls(): void {
      calls.forget()
    },

    /** Changes a server's tools without a word. */
    setTools(id: string, changed: readonly ToolInfo[]): void {
      tools = { ...tools, [id]: changed }
    },

    /** Ends every stream, as a server does that stops. */
    endStreams(): void {
      for (const stream of streams) stream.end()
    },

    /** Breaks every stream, as a network does. */
    breakStreams(): void {
      for (const stream of streams) stream.break()
    },

    /** Answers everything with this status from now on; `undefined` ends it. */
    refuse(next: typeof refusal | ErrorCode): void {
      refusal =
        typeof next === 'string' ? { status: ERRORS[next][0], body: { id: null, error: errorBody(next) } } : next
    },

    /** Another person is signed in from now on, with these connections; streams that are open stay the other one's. */
    signIn(next: string, theirs: readonly Connection[] = []): void {
      user = next
      connections = theirs
      log.length = 0
    },

    /** No request arrives while this is true. */
    setUnreachable(value: boolean): void {
      unreachable = value
      if (value) endpoint.breakStreams()
    },

    fetch: (async (url: unknown, init: RequestInit = {}) => {
      const headers = new Headers(init.headers)
      const method = init.method ?? 'GET'
      const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined
      endpoint.requests.push({ url: String(url), method, headers, body, keepalive: init.keepalive ?? false })
      await Promise.resolve()
      init.signal?.throwIfAborted()
      if (unreachable) throw new TypeError('Failed to fetch')
      if (refusal)
        return Response.json(refusal.body ?? null, { status: refusal.status, headers: refusal.headers ?? {} })
      const below = /\/(icon\?.*)$/.exec(String(url))?.[1]
      if (below) {
        const picture = options.pictures?.[below]
        return new Response(picture ?? null, { status: picture ? 200 : 404 })
      }
      if (method === 'GET') return openStream(headers.get('last-event-id'), init.signal ?? undefined)
      return orAbort(answer(body, headers.get('accept') ?? '', init.signal ?? undefined), init.signal)
    }) as typeof fetch,
  }

  /** A response of server-sent events. */
  function eventStream(begin: (stream: Stream) => void, signal: AbortSignal | undefined, closed: () => void): Response {
    const encoder = new TextEncoder()
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const finish = (how: () => void) => {
          try {
            how()
          } catch {
            // It has ended already.
          }
          closed()
        }
        signal?.addEventListener('abort', () => finish(() => controller.error(signal.reason)))
        begin({
          send: (name, data, id) => {
            const text = `${id ? `id: ${id}\n` : ''}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
            try {
              controller.enqueue(encoder.encode(text))
            } catch {
              // Nobody listens any more.
            }
          },
          end: () => finish(() => controller.close()),
          break: () => finish(() => controller.error(new TypeError('network error'))),
        })
      },
      cancel: closed,
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }

  function openStream(after: string | null, signal: AbortSignal | undefined): Response {
    let opened: Stream | undefined
    const begin = (stream: Stream) => {
      opened = stream
      streams.add(stream)
      const at = log.findIndex(({ id }) => id === after)
      const resumed = at >= 0
      const snapshot = { version: 1, user, resumed, connections, questions: calls.questions }
      const id = resumed ? undefined : (log.at(-1)?.id ?? '1.0-0')
      stream.send('connected', snapshot, id)
      if (after && !resumed) stream.send('reset', snapshot, id)
      if (resumed) for (const { name, data, id } of log.slice(at + 1)) stream.send(name, data, id)
    }
    return eventStream(begin, signal, () => opened && streams.delete(opened))
  }

  async function answer(
    body: { id: number; method: RpcMethod; params: never },
    accept: string,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    if (STREAMED.has(body.method) && accept.includes('text/event-stream')) {
      const gone = new AbortController()
      const begin = async (stream: Stream) => {
        stream.send('rpc-response', await settle(body, stream, gone.signal))
        stream.end()
      }
      return eventStream(
        (stream) => void begin(stream),
        signal,
        () => gone.abort(),
      )
    }
    const settled = await settle(body, undefined, signal)
    const failed = 'error' in settled && TRANSPORT_CODES.has(settled.error.code) ? ERRORS[settled.error.code][0] : 200
    return Response.json(settled, { status: failed })
  }

  async function settle(
    body: { id: number; method: RpcMethod; params: never },
    stream: Stream | undefined,
    signal: AbortSignal | undefined,
  ): Promise<{ id: number; result: unknown } | { id: number; error: ErrorBody }> {
    const { id, method, params } = body
    try {
      if (method === 'callTool' && !options.methods?.callTool) {
        return { id, result: await calls.call(params, stream, signal) }
      }
      const run = (options.methods?.[method] ?? methods[method] ?? (() => fail('unknown_method'))) as (
        given: unknown,
      ) => unknown
      return { id, result: await run(params) }
    } catch (error) {
      return { id, error: error instanceof FakeFailure ? error.body : errorBody('internal', { requestId: 'r-fake' }) }
    }
  }

  /** Takes a connection through the script, a turn of the event loop for each state. */
  async function play(sessionId: string): Promise<void> {
    for (const state of options.script ?? (['DISCOVERING', 'CONNECTED'] as const)) {
      await new Promise((resolve) => setTimeout(resolve))
      const connection = connections.find((one) => one.sessionId === sessionId)
      if (!connection) return
      const { length } = toolsOf(connection)
      if (state === 'CONNECTED')
        endpoint.setState(sessionId, state, { toolCount: length, toolsHash: `tools-${length}` })
      else
        endpoint.setState(
          sessionId,
          state,
          state === 'FAILED' && options.scriptError ? { error: options.scriptError } : {},
        )
    }
  }

  function connect(params: ConnectParams): Connection {
    const entry = options.servers?.find(({ id, url }) => id === params.serverId || url === params.serverUrl)
    const url = entry?.url ?? params.serverUrl ?? fail('invalid_params')
    const connection = fakeConnection({
      sessionId: `session-${nextSession++}`,
      serverId: entry?.id ?? new URL(url).hostname,
      serverName: params.serverName ?? entry?.name ?? new URL(url).hostname,
      serverUrl: url,
      state: 'CONNECTING',
      ...(params.account !== undefined && { account: params.account }),
    })
    connections = [...connections, connection]
    endpoint.setState(connection.sessionId, 'CONNECTING')
    void play(connection.sessionId)
    return connection
  }

  const methods: Methods = {
    getSessions: () => ({
      sessions: connections,
      ...(calls.questions.length > 0 && { questions: calls.questions }),
    }),
    getServers: () => ({ servers: options.servers ?? [] }),
    connect: (params) => ({ sessionId: connect(params).sessionId, state: 'CONNECTING' }),
    disconnect: ({ sessionId }) => {
      const { serverId } = find(sessionId)
      connections = connections.filter((connection) => connection.sessionId !== sessionId)
      endpoint.emit({ type: 'disconnected', sessionId, serverId, timestamp: Date.now(), reason: 'user' })
      return {}
    },
    restoreSession: ({ sessionId }) => {
      endpoint.setState(sessionId, find(sessionId).state === 'CONNECTED' ? 'VALIDATING' : 'CONNECTING')
      void play(sessionId)
      return { state: find(sessionId).state, toolCount: find(sessionId).toolCount }
    },
    listTools: ({ sessionId }) => ({ tools: toolsOf(find(sessionId)) }),
    answerInput: (params) => calls.answer(params),
    cancelCall: ({ callId }) => ({ cancelled: calls.cancel(callId) }),
    getCall: ({ callId }) => calls.state(callId),
  }

  return endpoint
}

export type FakeEndpoint = ReturnType<typeof createFakeEndpoint>
