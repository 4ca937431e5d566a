import { createAddressRules, type AddressRules } from './net/address.ts'
import { McpPlugError } from './errors.ts'
import { type Listeners, listenersOf } from './mcp/listeners.ts'
import { createGuardedFetch, type GuardedFetch } from './net/guarded-fetch.ts'
import { reachesLoopback } from './net/self-test.ts'
import type { ResolvedOptions } from './options.ts'
import { type Replica, replicaOf } from './replica.ts'
import { sharedSessionStore } from './sessions/from-env.ts'
import type { SessionStore } from './sessions/store.ts'
import { type TraceHeaders, Tracing } from './telemetry.ts'

/** What every method and route works with. */
export interface ServerContext {
  readonly options: ResolvedOptions
  readonly store: SessionStore
  readonly replica: Replica
  readonly listeners: Listeners
  readonly rules: AddressRules
  readonly fetch: GuardedFetch
  readonly tracing: Tracing
  /** The trace that requests to MCP servers belong to. */
  readonly trace?: TraceHeaders | undefined
  /** Whether the fetch keeps out of private networks, where they are closed: tried out once in a process. */
  isGuarded(): Promise<boolean>
}

/** Who asks, and by which request. */
export interface CallerContext extends ServerContext {
  readonly userId: string
  /** Names the request in answers and logs. */
  readonly requestId: string
  /** Absolute URL of the base path, for sign-ins; absent where it is not known. */
  readonly baseUrl?: string | undefined
}

type Network = Pick<ServerContext, 'rules' | 'fetch' | 'isGuarded'>
const networks = new Map<string, Network>()

/** One pool of connections for each policy: handlers may be made per request. */
function networkFor(policy: ResolvedOptions['allowPrivateNetwork']): Network {
  const key = JSON.stringify(policy ?? false)
  let network = networks.get(key)
  if (!network) networks.set(key, (network = createNetwork(policy)))
  return network
}

function createNetwork(policy: ResolvedOptions['allowPrivateNetwork'] = false): Network {
  const rules = createAddressRules(policy)
  const fetch = createGuardedFetch(rules)
  const isOpened = policy === true || (policy !== false && policy.length > 0)
  let reached: Promise<boolean> | undefined
  const isGuarded = async () => isOpened || !(await (reached ??= reachesLoopback(fetch)))
  return {
    rules,
    isGuarded,
    async fetch(url, init) {
      if (!(await isGuarded())) throw new McpPlugError('blocked_address')
      return fetch(url, init)
    },
  }
}

function defaultStore({ keys, sessionTtl, limits, logger }: ResolvedOptions): SessionStore {
  return sharedSessionStore({
    ...(keys !== undefined && { keys }),
    ...(sessionTtl !== undefined && { sessionTtl }),
    eventsKept: limits.eventsKept,
    logger,
  })
}

/** Builds the context at the first use, so that making a handler connects to nothing. */
export function lazyContext(options: ResolvedOptions): () => ServerContext {
  let context: ServerContext | undefined
  return () => {
    if (!context) {
      const store = options.store ?? defaultStore(options)
      const replica = replicaOf(store)
      context = {
        options,
        store,
        replica,
        listeners: listenersOf(replica),
        tracing: new Tracing(options.telemetry),
        ...networkFor(options.allowPrivateNetwork),
      }
    }
    return context
  }
}
