import type { CatalogueServer, Connection } from '../../shared/connection.ts'
import type { ConnectionEvent, OpenQuestion } from '../../shared/events.ts'
import type { JsonObject, ToolInfo } from '../../shared/mcp.ts'
import type { ConnectParams, ConnectResult, RpcParams } from '../../shared/rpc.ts'
import { invalidAnswer, McpError } from './error.ts'
import type { StreamStatus } from './event-stream.ts'
import { Questions } from './questions.ts'
import type { SSEClient } from './sse-client.ts'
import { ToolLists } from './tool-lists.ts'

/** A connection that was asked for, of which the server has not spoken yet. */
export interface PendingConnection {
  readonly key: number
  readonly serverId: string | undefined
  readonly serverName: string | undefined
  readonly serverUrl: string | undefined
}

export interface McpState {
  readonly status: StreamStatus
  /** Whether the server has said which connections there are. */
  readonly ready: boolean
  /** Oldest first. */
  readonly connections: readonly Connection[]
  readonly pending: readonly PendingConnection[]
  /** What MCP servers ask the person, oldest first; deadlines are by this machine's clock. Untrusted text. */
  readonly questions: readonly OpenQuestion[]
  /** The catalogue; `undefined` until {@link McpStore.loadServers} has it. */
  readonly servers: readonly CatalogueServer[] | undefined
  /** Why the catalogue could not be loaded. */
  readonly serversError: McpError | undefined
  /** Who is signed in: an opaque key. Empty while that is not known. */
  readonly user: string
  /** Why the status is `offline` or `unauthenticated`. */
  readonly error: McpError | undefined
}

const EMPTY: McpState = {
  status: 'idle',
  ready: false,
  connections: [],
  pending: [],
  questions: [],
  servers: undefined,
  serversError: undefined,
  user: '',
  error: undefined,
}

/**
 * What a page knows of its user's connections: only what the server has said. Needs no DOM.
 * Every change makes a new `state`, and calls each subscriber once.
 */
export class McpStore {
  readonly client: SSEClient
  #state: McpState = EMPTY
  #listeners = new Set<() => void>()
  #tools: ToolLists
  #questions = new Questions((questions) => this.#set({ questions }))
  #aborts = new Map<number, AbortController>()
  #nextKey = 1
  #serversWanted = false
  #loadingServers = false

  constructor(client: SSEClient) {
    this.client = client
    this.#tools = new ToolLists(client, () => this.#notify())
    this.#state = { ...EMPTY, status: client.status, error: client.error }
    client.addEventListener('snapshot', ({ detail }) => {
      // A stream that resumed replays what was missed; its snapshot would jump ahead of that.
      if (detail.resumed && this.#state.ready) return
      this.#questions.replace(detail.questions ?? [])
      this.#replace(detail.connections)
    })
    client.addEventListener('connection', ({ detail }) => {
      this.#apply(detail)
      this.#questions.apply(detail)
    })
    client.addEventListener('question', ({ detail }) => this.#questions.add(detail))
    client.addEventListener('status', () => this.#follow())
    client.addEventListener('person', () => this.#forget())
    // The snapshot of a stream that is open already has gone by.
    if (client.status === 'open') void this.refresh().catch(() => {})
  }

  get state(): McpState {
    return this.#state
  }

  /** Calls the listener after every change. Returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  connection(sessionId: string): Connection | undefined {
    return this.#state.connections.find((connection) => connection.sessionId === sessionId)
  }

  /** Asks for the connections and the open questions, for where no stream can be held. */
  async refresh(): Promise<void> {
    const before = this.#state.questions
    const { sessions, questions = [] } = await this.client.getSessions()
    if (!Array.isArray(sessions)) throw invalidAnswer('This site gave a list of connections that cannot be read.')
    this.#questions.replace(questions, before)
    this.#replace(sessions)
  }

  /** Loads the catalogue, once. A failure is in `state.serversError`, and is tried again when the stream opens. */
  async loadServers(): Promise<void> {
    if (this.#loadingServers || this.#state.servers) return
    this.#serversWanted = this.#loadingServers = true
    const { user } = this.#state
    try {
      const { servers } = await this.client.getServers()
      if (!Array.isArray(servers)) throw invalidAnswer('This site gave a list of servers that cannot be read.')
      this.#loadingServers = false
      // It may have been asked for by somebody who is gone.
      if (user && user !== this.#state.user) return this.loadServers()
      if (this.#state.status !== 'unauthenticated') this.#set({ servers, serversError: undefined })
    } catch (error) {
      this.#loadingServers = false
      if (error instanceof McpError) this.#set({ serversError: error })
    }
  }

  /**
   * Asks the server to connect. Until it speaks of the connection, that is in `state.pending`.
   * Rejects with {@link McpError}; with an `AbortError` after {@link cancelPending}.
   */
  async connect(params: ConnectParams): Promise<ConnectResult> {
    const key = this.#nextKey++
    const abort = new AbortController()
    this.#aborts.set(key, abort)
    const { serverId, serverName, serverUrl } = params
    this.#set({ pending: [...this.#state.pending, { key, serverId, serverName, serverUrl }] })
    try {
      const result = await this.client.connectToServer(params, { signal: abort.signal })
      if (!this.connection(result.sessionId)) await this.refresh()
      return result
    } finally {
      this.#aborts.delete(key)
      this.#set({ pending: this.#state.pending.filter((asked) => asked.key !== key) })
    }
  }

  cancelPending(key: number): void {
    this.#aborts.get(key)?.abort()
  }

  /** Ends a connection, and deletes what the server keeps of it. */
  async disconnect(sessionId: string, revoke?: boolean): Promise<void> {
    await this.client.disconnectFromServer(sessionId, { revoke })
    this.#remove(sessionId)
  }

  /** Connects a stored session again. Its way is told by events. */
  async restore(sessionId: string): Promise<void> {
    await this.client.restoreSession(sessionId)
  }

  /**
   * Answers a question; `content` goes with `accept` of a form. It is in `state.questions` until the server has taken
   * the answer. Rejects with {@link McpError}: `invalid_params` has words by JSON pointer in `data.errors`, and
   * `session_not_found` says that the question was not open any more.
   */
  async answer(
    { sessionId, inputId }: OpenQuestion,
    action: RpcParams<'answerInput'>['action'],
    content?: JsonObject,
  ): Promise<void> {
    try {
      await this.client.answerInput(sessionId, inputId, action, content)
      this.#questions.close(inputId, action)
    } catch (error) {
      if (error instanceof McpError && error.code === 'session_not_found') this.#questions.close(inputId)
      throw error
    }
  }

  /** How a question ended that was open before; `undefined` where nobody said. */
  outcome(inputId: string): ReturnType<Questions['outcome']> {
    return this.#questions.outcome(inputId)
  }

  /** The tools of a connection, loaded when first asked for and again when they change. `undefined` until they are there. */
  tools(sessionId: string): readonly ToolInfo[] | undefined {
    return this.#tools.get(this.connection(sessionId))
  }

  /** Why the tools could not be loaded. */
  toolsError(sessionId: string): McpError | undefined {
    return this.#tools.error(sessionId)
  }

  /** Loads the tools again, after {@link toolsError} or where they are known to have changed; old ones stay meanwhile. */
  reloadTools(sessionId: string): void {
    this.#tools.reload(sessionId)
    this.#notify()
  }

  #set(change: Partial<McpState>): void {
    this.#state = { ...this.#state, ...change }
    this.#notify()
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  #follow(): void {
    const { status, error } = this.client
    if (status === 'unauthenticated') this.#forget()
    this.#set({ status, error })
  }

  /** Nothing of a person who may be gone stays on the page. */
  #forget(): void {
    this.#tools.clear()
    this.#set({ ...EMPTY, status: this.#state.status })
    this.#questions.clear()
  }

  #replace(connections: readonly Connection[]): void {
    this.#tools.keepOnly(connections)
    this.#set({ ready: true, connections, user: this.client.user })
    if (this.#serversWanted) void this.loadServers()
  }

  #apply(event: ConnectionEvent): void {
    const { sessionId } = event
    switch (event.type) {
      case 'state_changed':
        return this.#put(event.connection)
      case 'tools_discovered':
      case 'tools_changed':
        return this.#change(sessionId, { toolCount: event.toolCount, toolsHash: event.toolsHash })
      case 'auth_required':
        return this.#change(sessionId, { authUrl: event.authUrl })
      case 'error':
        return this.#change(sessionId, { error: event.error })
      case 'disconnected':
        return this.#remove(sessionId)
    }
  }

  #put(connection: Connection): void {
    const { connections } = this.#state
    const { serverId, serverUrl, sessionId, state } = connection
    const known = connections.some((one) => one.sessionId === sessionId)
    // The last word on a connection that was removed already.
    if (!known && state === 'DISCONNECTED') return
    this.#set({
      connections: known
        ? connections.map((one) => (one.sessionId === sessionId ? connection : one))
        : [...connections, connection],
      pending: this.#state.pending.filter((asked) => asked.serverId !== serverId && asked.serverUrl !== serverUrl),
    })
  }

  #change(sessionId: string, change: Partial<Connection>): void {
    this.#set({
      connections: this.#state.connections.map((one) => (one.sessionId === sessionId ? { ...one, ...change } : one)),
    })
  }

  #remove(sessionId: string): void {
    if (!this.connection(sessionId)) return
    this.#tools.forget(sessionId)
    this.#set({ connections: this.#state.connections.filter((connection) => connection.sessionId !== sessionId) })
  }
}
