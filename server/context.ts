import { createAddressRules, type AddressRules } from './net/address.ts'
import { createGuardedFetch, type GuardedFetch } from './net/guarded-fetch.ts'
import type { ResolvedOptions } from './options.ts'
import { type Replica, replicaOf } from './replica.ts'
import { sharedSessionStore } from './sessions/from-env.ts'
import type { SessionStore } from './sessions/store.ts'

/** What every method and route works with. */
export interface ServerContext {
  readonly options: ResolvedOptions
  readonly store: SessionStore
  readonly replica: Replica
  readonly rules: AddressRules
  readonly fetch: GuardedFetch
}

/** Who asks, and by which request. */
export interface CallerContext extends ServerContext {
  readonly userId: string
  /** Names the request in answers and logs. */
  readonly requestId: string
  /** Absolute URL of the base path, for sign-ins; absent where it is not known. */
  readonly baseUrl?: string | undefined
}

type Network = Pick<ServerContext, 'rules' | 'fetch'>
const networks = new Map<string, Network>()

/** One pool of connections for each policy: handlers may be made per request. */
function networkFor(policy: ResolvedOptions['allowPrivateNetwork']): Network {
  const key = JSON.stringify(policy ?? false)
  let network = networks.get(key)
  if (!network) {
    const rules = createAddressRules(policy)
    network = { rules, fetch: createGuardedFetch(rules) }
    networks.set(key, network)
  }
  return network
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
      context = { options, store, replica: replicaOf(store), ...networkFor(options.allowPrivateNetwork) }
    }
    return context
  }
}
