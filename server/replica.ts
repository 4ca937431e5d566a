import { randomUUID } from 'node:crypto'
import { McpPlugError } from './errors.ts'
import type { SessionStore } from './sessions/store.ts'

/** This process as others see it: its calls that can be cancelled, and its open streams by user. */
export class Replica {
  readonly id = randomUUID()
  readonly #store: SessionStore
  readonly #calls = new Map<string, AbortController>()
  readonly #connecting = new Map<string, { controller: AbortController; running: Promise<unknown> }>()
  readonly #counts = new Map<string, number>()
  #listening = false

  constructor(store: SessionStore) {
    this.#store = store
  }

  /** Registers a running call, so that a cancellation from any replica finds it. */
  startCall(userId: string, callId: string): AbortController {
    if (!this.#listening) {
      this.#listening = true
      this.#store.listen(this.id, (message) => void this.cancelHere(message.userId, message.callId))
    }
    const controller = new AbortController()
    this.#calls.set(key(userId, callId), controller)
    return controller
  }

  endCall(userId: string, callId: string): void {
    this.#calls.delete(key(userId, callId))
  }

  /** Cancels a call that runs in this process. */
  cancelHere(userId: string, callId: string): boolean {
    const controller = this.#calls.get(key(userId, callId))
    controller?.abort()
    return controller !== undefined
  }

  /** Runs a session's handshake in place of one that may be running, so that the person can give up waiting for it, and that others can wait for it too. */
  connect<T>(sessionId: string, work: (controller: AbortController) => Promise<T>): Promise<T> {
    this.stopConnecting(sessionId)
    const controller = new AbortController()
    const running = work(controller).finally(() => {
      if (this.#connecting.get(sessionId)?.controller === controller) this.#connecting.delete(sessionId)
    })
    this.#connecting.set(sessionId, { controller, running })
    return running
  }

  /** The handshake of a session that runs in this process. */
  connecting(sessionId: string): Promise<never> | undefined {
    return this.#connecting.get(sessionId)?.running as Promise<never> | undefined
  }

  stopConnecting(sessionId: string): void {
    this.#connecting.get(sessionId)?.controller.abort()
    this.#connecting.delete(sessionId)
  }

  /**
   * Counts one more of a user's streams or calls in this process. Returns the way to count it off.
   * Errors: `too_many_streams`, `rate_limited`.
   */
  admit(kind: 'stream' | 'call', userId: string, limit: number): () => void {
    const name = key(kind, userId)
    const count = this.#counts.get(name) ?? 0
    if (count >= limit) {
      if (kind === 'stream') throw new McpPlugError('too_many_streams')
      throw new McpPlugError('rate_limited', { message: 'Too many calls at once. Wait for one to end.' })
    }
    this.#counts.set(name, count + 1)
    let left = false
    return () => {
      if (left) return
      left = true
      const now = (this.#counts.get(name) ?? 1) - 1
      if (now === 0) this.#counts.delete(name)
      else this.#counts.set(name, now)
    }
  }
}

const key = (a: string, b: string) => JSON.stringify([a, b])

const replicas = new WeakMap<SessionStore, Replica>()

/** One replica for each store in a process: handlers may be made per request. */
export function replicaOf(store: SessionStore): Replica {
  let replica = replicas.get(store)
  if (!replica) replicas.set(store, (replica = new Replica(store)))
  return replica
}
