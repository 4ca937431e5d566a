import { SSEClient } from './sse-client.ts'
import { McpStore } from './store.ts'

/** How long an endpoint that nobody uses keeps its stream: enough for an element that moves, or a page that changes its view. */
const LINGER = 2_000

interface Shared {
  readonly store: McpStore
  users: number
}

const byEndpoint = new Map<string, Shared>()
const byClient = new WeakMap<SSEClient, McpStore>()

/** One user's hold on a shared store. */
export interface StoreLease {
  readonly store: McpStore
  /** What the store was asked for by. */
  readonly source: SSEClient | string
  release(): void
}

/**
 * The store of an endpoint (an absolute URL) or a client, shared by all who ask for the same one. An endpoint's client is connected
 * here, and disconnected when its last user is gone; a client that was handed in is connected if it is idle.
 */
export function acquireStore(source: SSEClient | string, listener: () => void): StoreLease {
  const taken = typeof source === 'string' ? takeEndpoint(source) : takeClient(source)
  const unsubscribe = taken.store.subscribe(listener)
  let held = true
  return {
    store: taken.store,
    source,
    release() {
      if (!held) return
      held = false
      unsubscribe()
      taken.release()
    },
  }
}

function takeClient(client: SSEClient): { store: McpStore; release(): void } {
  let store = byClient.get(client)
  if (!store) byClient.set(client, (store = new McpStore(client)))
  if (client.status === 'idle') client.connect()
  return { store, release() {} }
}

function takeEndpoint(url: string): { store: McpStore; release(): void } {
  let shared = byEndpoint.get(url)
  if (!shared) {
    shared = { store: new McpStore(new SSEClient({ url })), users: 0 }
    byEndpoint.set(url, shared)
    shared.store.client.connect()
  }
  const held = shared
  held.users++
  return {
    store: held.store,
    release() {
      held.users--
      setTimeout(() => {
        if (held.users > 0 || byEndpoint.get(url) !== held) return
        byEndpoint.delete(url)
        held.store.client.disconnect()
      }, LINGER)
    },
  }
}
