/** `useMcp`, for pages that React renders. The elements themselves need no wrapper in React 19. */
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { ObservabilityEvent } from '../shared/events.ts'
import type { ToolInfo } from '../shared/mcp.ts'
import type { ConnectParams } from '../shared/rpc.ts'
import type { StreamStatus } from './core/event-stream.ts'
import type { SSEClientOptions } from './core/sse-client.ts'
import { tellWithTools } from './core/with-tools.ts'
import type { ConnectionEventWithTools } from './core/with-tools.ts'
import { INITIAL, keyOf, lineOf, snapshotOf } from './react/line.ts'
import type { McpConnection } from './react/line.ts'
import { logOf } from './react/log.ts'
import type { LogLevel } from './react/log.ts'

export type { McpHandlerProps, McpHandlers } from './react/listeners.ts'
export { listeners } from './react/listeners.ts'
export type { LogLevel, McpConnection, StreamStatus }
export type { ConnectionEventWithTools, ConnectParams, ToolInfo }

export interface UseMcpOptions {
  /** Address of the handler, e.g. `/api/mcp`. Hooks and elements of the same address share one line to it. */
  readonly url: string
  /**
   * Not read: your server knows who it is, by `authenticate`. Here so that calls written for other packages compile.
   * Where somebody signs in or out without a load of the page, call `userChanged()` (`mcp-plug/client`).
   */
  readonly userId?: string | undefined
  /**
   * A bearer token for the handler, or a function that gives one and is asked for every request. Another string counts
   * as another user: for tokens that are renewed, give a function.
   */
  readonly authToken?: SSEClientOptions['authToken']
  /** Opens the event stream on mount. Default true. Without it, the hook has a store of its own. */
  readonly autoConnect?: boolean | undefined
  /** Asks for the connections on mount, where no event stream brings them. Default true. */
  readonly autoInitialize?: boolean | undefined
  /** What happens to connections. `tools_discovered` comes with its tools, as soon as they are loaded. */
  readonly onConnectionEvent?: ((event: ConnectionEventWithTools) => void) | undefined
  /**
   * What goes on, for developers: the event stream, calls, and tools that could not be loaded. `level` is one of MCP's.
   * `metadata` is an `McpError` or an event, and may hold what an MCP server wrote: untrusted.
   */
  readonly onLog?: ((level: LogLevel, message: string, metadata?: unknown) => void) | undefined
}

export interface UseMcpResult {
  /**
   * Oldest first. Each is a `Connection` with its `tools`, which are loaded when they are first read, also by whoever
   * copies or serialises it: an empty list until they are there.
   */
  readonly connections: readonly McpConnection[]
  /**
   * Of the event stream: `open`, `connecting`, `idle` (not wanted, or let go by a hidden tab), `offline` (tried again by
   * itself), or `unauthenticated` (not tried again until `connectSSE()`).
   */
  readonly status: StreamStatus
  /** Whether it is not known yet which connections there are. False without `autoInitialize`. */
  readonly isInitializing: boolean
  /**
   * Connects an MCP server, and gives its session id. Where it needs a sign-in, the person has to open the connection's
   * `authUrl`; `returnTo` is the page of yours that they come back to, e.g. `location.href`.
   */
  readonly connect: (params: ConnectParams) => Promise<string>
  /** Ends a connection, and deletes what the handler keeps of it. */
  readonly disconnect: (sessionId: string) => Promise<void>
  /** Asks for all connections, and again for tools that could not be loaded. */
  readonly refresh: () => Promise<void>
  /** Opens the event stream; where it waits for its next attempt, that is made now. */
  readonly connectSSE: () => void
  /**
   * Closes the event stream, for all who share it, until `connectSSE()`, or until the hook is mounted where nothing else
   * on the page uses it. Calls go on.
   */
  readonly disconnectSSE: () => void
  /** The connection of this session. */
  readonly getConnection: (sessionId: string) => McpConnection | undefined
  /** The oldest connection to this server. */
  readonly getConnectionByServerId: (serverId: string) => McpConnection | undefined
  /** Whether any connection to this server is ready. */
  readonly isServerConnected: (serverId: string) => boolean
  /** The tools of a connection, loaded when first asked for: an empty list until they are there. */
  readonly getTools: (sessionId: string) => readonly ToolInfo[]
}

/**
 * A person's connections, and what can be done with them. Actions are the same functions at each rendering, utilities
 * until what they tell of changes. `connect`, `disconnect` and `refresh` reject with `McpError` (`mcp-plug/client`). On a
 * server it shows nothing yet.
 */
export function useMcp(options: UseMcpOptions): UseMcpResult {
  const { url, authToken, autoConnect = true, autoInitialize = true } = options
  const key = keyOf({ url, authToken, autoConnect })
  const latest = useRef(options)
  const line = useCallback(() => lineOf(key, { ...latest.current, autoConnect }), [key, autoConnect])

  useEffect(() => {
    latest.current = options
    if (typeof authToken === 'function') line().authToken = authToken
  })

  const snapshot = useSyncExternalStore(
    useCallback((changed) => line().subscribe(changed), [line]),
    () => snapshotOf(key),
    () => INITIAL,
  )

  useEffect(() => {
    const log = (level: LogLevel, message: string, metadata?: unknown): void =>
      latest.current.onLog?.(level, message, metadata)
    let isHere = true
    const tell = (event: ConnectionEventWithTools): void => {
      if (isHere) latest.current.onConnectionEvent?.(event)
    }
    const ended = line().listen({
      connection(event, client) {
        if (latest.current.onConnectionEvent) tellWithTools(client, event, tell)
      },
      observability: (event: ObservabilityEvent) => log(...logOf(event)),
      status: (status, { error }) => log(error ? 'warning' : 'debug', `event stream: ${status}`, error),
      failure: ({ serverName }, error) => log('warning', `${serverName}: its tools could not be loaded`, error),
    })
    return () => {
      isHere = false
      ended()
    }
  }, [line])

  useEffect(() => {
    if (autoInitialize) void line().initialize()
  }, [line, autoInitialize])

  const actions = useMemo(
    () => ({
      connect: (params: ConnectParams) => line().use(async (store) => (await store.connect(params)).sessionId),
      disconnect: (sessionId: string) => line().use((store) => store.disconnect(sessionId)),
      refresh: () => line().refresh(),
      connectSSE: () => line().openStream(),
      disconnectSSE: () => line().closeStream(),
    }),
    [line],
  )

  return useMemo(() => {
    const { connections, status, initializing } = snapshot
    const getConnection = (id: string) => connections.find(({ sessionId }) => sessionId === id)
    return {
      connections,
      status,
      isInitializing: autoInitialize && initializing,
      ...actions,
      getConnection,
      getConnectionByServerId: (id) => connections.find(({ serverId }) => serverId === id),
      isServerConnected: (id) => connections.some(({ serverId, state }) => serverId === id && state === 'CONNECTED'),
      getTools: (id) => getConnection(id)?.tools ?? [],
    }
  }, [snapshot, autoInitialize, actions])
}
