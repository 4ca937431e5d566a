/** Tool calls of one person on several replicas, one after the other on each, and how each of them ended. */
import { expect } from 'vitest'
import type { ObservableServer } from '../../examples/demo/servers/host.ts'
import type { App } from '../server/harness.ts'
import { waitFor } from '../servers/wait-for.ts'

/** What a call may be answered while its store is away. */
const AWAY = 'store_unavailable'

export class ContinuousCalls {
  readonly #replicas: readonly App[]
  readonly #server: ObservableServer
  readonly #sessionId: string
  readonly #before: number
  readonly #codes: string[] = []
  #succeeded = 0
  #ended = false
  readonly #running: Promise<unknown>

  private constructor(replicas: readonly App[], server: ObservableServer, sessionId: string) {
    this.#replicas = replicas
    this.#server = server
    this.#sessionId = sessionId
    this.#before = this.#executed
    this.#running = Promise.all(replicas.map((replica) => this.#call(replica)))
  }

  static async start(replicas: readonly App[], server: ObservableServer): Promise<ContinuousCalls> {
    const { sessionId } = await replicas[0]!.call('connect', { serverUrl: server.url })
    return new ContinuousCalls(replicas, server, sessionId)
  }

  get #executed(): number {
    return this.#server.state().requests['tools/call'] ?? 0
  }

  async #call(replica: App): Promise<void> {
    const request = { sessionId: this.#sessionId, name: 'count_to', arguments: { steps: 1, delayMs: 0 } }
    while (!this.#ended) {
      const answer = await replica.rpc('callTool', request)
      if ('result' in answer) this.#succeeded += 1
      else this.#codes.push(answer.error.code)
    }
  }

  /** Resolves when so many more have succeeded. */
  async more(count: number): Promise<void> {
    const wanted = this.#succeeded + count
    await waitFor(
      () => this.#succeeded,
      (succeeded) => succeeded >= wanted,
      30_000,
    )
  }

  async end(): Promise<void> {
    this.#ended = true
    await this.#running
  }

  /** Each was run once or refused in words: none ran twice, and none ran that was refused. */
  expectEachOnce(): void {
    expect([...new Set(this.#codes)].filter((code) => code !== AWAY)).toEqual([])
    expect(this.#executed - this.#before).toBe(this.#succeeded)
  }

  async disconnect(): Promise<void> {
    await this.#replicas[0]!.call('disconnect', { sessionId: this.#sessionId })
  }
}
