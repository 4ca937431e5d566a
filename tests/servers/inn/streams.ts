/** The responses and connections that are open now, so that a test can count and cut them. */
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** Streams of calls, or streams that only listen: GET (legacy), `subscriptions/listen` (modern). */
export type StreamKind = 'calls' | 'listeners'

/** How long a client may take to hang up in turn, in milliseconds. */
const PATIENCE = 500

export class OpenStreams {
  readonly #open = new Map<ServerResponse, StreamKind>()
  readonly #sockets = new Set<Socket>()

  add(kind: StreamKind, response: ServerResponse): void {
    const socket = response.socket!
    this.#open.set(response, kind)
    response.once('close', () => this.#open.delete(response))
    if (this.#sockets.has(socket)) return
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
  }

  /** Of this kind that have been answered with a stream and still are open. */
  count(kind: StreamKind): number {
    return [...this.#open].filter(
      ([response, is]) => is === kind && response.headersSent && response.statusCode === 200 && !response.writableEnded,
    ).length
  }

  /** Breaks the connections, as a crash or a proxy would. */
  drop(kind?: StreamKind): void {
    for (const [response, is] of this.#open) {
      if (kind !== undefined && is !== kind) continue
      this.#open.delete(response)
      response.destroy()
    }
  }

  /** Breaks all streams and ends the idle connections; no client takes one of them for the next server on this port. */
  async hangUp(): Promise<void> {
    this.drop()
    // By 'close' alone: a client that resets the connection has hung up too.
    const ended = [...this.#sockets].map(
      (socket) => new Promise<void>((resolve) => socket.end().once('close', () => resolve())),
    )
    await Promise.race([Promise.all(ended), delay(PATIENCE, undefined, { ref: false })])
  }
}
