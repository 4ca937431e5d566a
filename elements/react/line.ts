import type { Connection } from '../../shared/connection.ts'
import type { ConnectionEvent, ObservabilityEvent } from '../../shared/events.ts'
import type { ToolInfo } from '../../shared/mcp.ts'
import { endpointUrl } from '../core/address.ts'
import { McpError } from '../core/error.ts'
import type { StreamStatus } from '../core/event-stream.ts'
import { acquireStore } from '../core/registry.ts'
import type { StoreLease } from '../core/registry.ts'
import { SSEClient, SSEClientEvent } from '../core/sse-client.ts'
import type { SSEClientOptions } from '../core/sse-client.ts'
import { McpStore } from '../core/store.ts'

/** A connection with its tools. They are loaded when first read: an empty list until they are there. */
export type McpConnection = Connection & { readonly tools: readonly ToolInfo[] }

/** What hooks show. The same object until something of it changes. */
export interface Snapshot {
  readonly connections: readonly McpConnection[]
  readonly status: StreamStatus
  /** Nobody has said yet which connections there are, or that it cannot be said. */
  readonly initializing: boolean
}

export const INITIAL: Snapshot = { connections: [], status: 'idle', initializing: true }

export interface LineOptions {
  readonly url: string
  readonly authToken?: SSEClientOptions['authToken']
  readonly autoConnect: boolean
}

interface Listeners {
  connection(event: ConnectionEvent, client: SSEClient): void
  observability(event: ObservabilityEvent): void
  status(status: StreamStatus, client: SSEClient): void
  /** The tools of a connection could not be loaded. */
  failure(connection: Connection, error: McpError): void
}

interface Shown {
  readonly connection: Connection
  readonly shown: McpConnection
  readonly tools: readonly ToolInfo[]
}

interface Failure {
  readonly connection: Connection
  readonly error: McpError
}

/** How long a line that nobody uses is kept: enough for a component that React mounts twice, or a change of view. */
const LINGER = 2_000

/** Lines by what was asked for. Only effects and handlers add to it, never a rendering. */
const lines = new Map<string, Line>()

/** A function is not a key: another one at each rendering means the same person. */
export const keyOf = ({ url, authToken, autoConnect }: LineOptions): string =>
  JSON.stringify([url, typeof authToken === 'function' ? { asked: true } : authToken, autoConnect])

export const snapshotOf = (key: string): Snapshot => lines.get(key)?.snapshot ?? INITIAL

export function lineOf(key: string, options: LineOptions): Line {
  let line = lines.get(key)
  if (!line) lines.set(key, (line = new Line(options, () => lines.delete(key))))
  return line
}

/**
 * One store for all hooks that ask for the same. Where a cookie signs the person in, it is the one of the elements with
 * this endpoint; otherwise its own.
 */
export class Line {
  snapshot = INITIAL
  authToken: SSEClientOptions['authToken']
  readonly #options: LineOptions
  readonly #ended: () => void
  readonly #listeners = new Set<() => void>()
  readonly #shown = new Map<string, Shown>()
  /** Connections whose tools somebody has read. */
  readonly #wanted = new Set<string>()
  /** Why tools are not there, as far as it was told. */
  readonly #errors = new Map<string, McpError>()
  /** One that hears of a failure and throws keeps nobody else from hearing of it. */
  readonly #failures = new EventTarget()
  #lease: Pick<StoreLease, 'store' | 'release'> | undefined
  #users = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #initialized = false
  /** The page does not wait to be told of connections. */
  #gaveUp = false

  constructor(options: LineOptions, ended: () => void) {
    this.#options = options
    this.#ended = ended
    this.authToken = options.authToken
  }

  /** Calls the listener after every change of the snapshot, and keeps the line for so long. */
  subscribe(listener: () => void): () => void {
    const { status } = this.#hold().client
    const ended = status === 'idle' || status === 'unauthenticated'
    // Whoever was here before may have closed it: a component that React mounts twice does so in its own cleanup.
    if (ended && this.#options.autoConnect && this.#listeners.size === 0) this.openStream()
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
      this.#release()
    }
  }

  /** Passes events on, and keeps the line for so long. */
  listen(to: Listeners): () => void {
    const { client } = this.#hold()
    const ended = new AbortController()
    const { signal } = ended
    client.addEventListener('connection', ({ detail }) => to.connection(detail, client), { signal })
    client.addEventListener('observability', ({ detail }) => to.observability(detail), { signal })
    client.addEventListener('status', ({ detail }) => to.status(detail, client), { signal })
    const failed = (event: Event): void => {
      const { connection, error } = (event as SSEClientEvent<Failure>).detail
      to.failure(connection, error)
    }
    this.#failures.addEventListener('failure', failed, { signal })
    return () => {
      ended.abort()
      this.#release()
    }
  }

  /** Does something with the store, which stays meanwhile. */
  async use<T>(work: (store: McpStore) => T | Promise<T>): Promise<T> {
    const store = this.#hold()
    try {
      return await work(store)
    } catch (error) {
      if (error instanceof McpError && error.code === 'unauthenticated') this.#forget(store.client)
      throw error
    } finally {
      this.#release()
    }
  }

  /** Nobody is signed in any more. Where a stream is wanted, it is the one to find out. */
  #forget(client: SSEClient): void {
    if (client.status !== 'idle') return
    this.#gaveUp = true
    client.dispatchEvent(new SSEClientEvent('person', undefined))
  }

  openStream(): void {
    this.#gaveUp = false
    void this.use(({ client }) => client.connect())
  }

  closeStream(): void {
    this.#gaveUp = true
    void this.use(({ client }) => client.disconnect())
  }

  /** Asks for the connections, and again for tools that could not be loaded. */
  refresh(): Promise<void> {
    return this.use(async (store) => {
      await store.refresh()
      this.#retry()
    })
  }

  /** Asks for the connections, once, where no stream brings them. */
  async initialize(): Promise<void> {
    if (this.#initialized || this.#options.autoConnect) return
    this.#initialized = true
    try {
      await this.use((store) => store.refresh())
    } catch {
      // A later refresh() says why; there is nobody here to tell.
      this.#gaveUp = true
      this.#follow()
    }
  }

  #hold(): McpStore {
    this.#users++
    clearTimeout(this.#timer)
    this.#lease ??= this.#open()
    this.#follow()
    return this.#lease.store
  }

  #release(): void {
    this.#users--
    if (this.#users > 0) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#lease?.release()
      this.#lease = undefined
      this.#ended()
    }, LINGER)
  }

  #open(): Pick<StoreLease, 'store' | 'release'> {
    const { url, authToken, autoConnect } = this.#options
    // An endpoint's store is connected as soon as somebody has it.
    if (autoConnect && authToken === undefined) return acquireStore(endpointUrl(url) ?? url, this.#follow)
    const client = new SSEClient({
      url,
      authToken: () => (typeof this.authToken === 'function' ? this.authToken() : this.authToken),
    })
    const store = new McpStore(client)
    const unsubscribe = store.subscribe(this.#follow)
    if (autoConnect) client.connect()
    return {
      store,
      release() {
        unsubscribe()
        client.disconnect()
      },
    }
  }

  readonly #follow = (): void => {
    // The registry may speak before it has handed over its store.
    if (!this.#lease) return
    const { connections: known, status, ready } = this.#lease.store.state
    const before = this.snapshot
    const all = known.map((connection) => this.#show(connection))
    const same = all.length === before.connections.length && all.every((one, at) => one === before.connections[at])
    const connections = same ? before.connections : all
    const failed = this.#gaveUp || status === 'offline' || status === 'unauthenticated'
    const initializing = !ready && !failed
    for (const sessionId of this.#shown.keys()) {
      if (known.some((one) => one.sessionId === sessionId)) continue
      this.#shown.delete(sessionId)
      this.#wanted.delete(sessionId)
      this.#errors.delete(sessionId)
    }
    this.#tellFailures()
    if (same && status === before.status && initializing === before.initializing) return
    this.snapshot = { connections, status, initializing }
    for (const listener of [...this.#listeners]) listener()
    if (status === 'open' && before.status !== 'open') this.#retry()
    else this.#retry(({ sessionId }) => before.connections.some((one) => one.sessionId === sessionId && !isReady(one)))
  }

  /** Tells once of each failure to load tools. */
  #tellFailures(): void {
    for (const sessionId of this.#wanted) {
      const error = this.#lease?.store.toolsError(sessionId)
      if (error === this.#errors.get(sessionId)) continue
      if (!error) {
        this.#errors.delete(sessionId)
        continue
      }
      this.#errors.set(sessionId, error)
      const connection = this.#shown.get(sessionId)?.connection
      if (connection) this.#failures.dispatchEvent(new SSEClientEvent('failure', { connection, error }))
    }
  }

  /** Asks again for tools that could not be loaded. */
  #retry(which: (connection: Connection) => boolean = () => true): void {
    for (const connection of this.snapshot.connections) {
      const { sessionId } = connection
      if (this.#errors.has(sessionId) && isReady(connection) && which(connection))
        this.#lease?.store.reloadTools(sessionId)
    }
  }

  /** The same object for as long as neither the connection nor its tools change. */
  #show(connection: Connection): McpConnection {
    const { sessionId } = connection
    const tools = (this.#wanted.has(sessionId) ? this.#lease?.store.tools(sessionId) : undefined) ?? NONE
    const known = this.#shown.get(sessionId)
    if (known?.connection === connection && known.tools === tools) return known.shown
    const want = (): void => this.#want(sessionId)
    const shown: McpConnection = {
      ...connection,
      get tools() {
        want()
        return tools
      },
    }
    this.#shown.set(sessionId, { connection, shown, tools })
    return shown
  }

  /** A rendering reads: what it shows stays, and the tools come later. */
  #want(sessionId: string): void {
    if (this.#wanted.has(sessionId)) return
    this.#wanted.add(sessionId)
    queueMicrotask(this.#follow)
  }
}

const NONE: readonly ToolInfo[] = []

const isReady = ({ state }: Connection): boolean => state === 'CONNECTED'
