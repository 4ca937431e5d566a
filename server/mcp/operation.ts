import { McpPlugError } from '../errors.ts'
import { fromUpstream } from './errors.ts'

/** How long one operation on an MCP server may take, in milliseconds. */
export interface Deadline {
  /** Ends it when nothing has been heard for this time. Progress counts as being heard. */
  idle: number
  /** Ends it in any case. Default: as `idle`. */
  total?: number
}

/**
 * One operation on an MCP server, with its own clock and its own end. The SDK's timers can neither pause nor be told
 * apart from a cancellation, so it gets none of them: it gets `signal`.
 */
export class Operation {
  readonly #controller = new AbortController()
  readonly #outer: AbortSignal | undefined
  readonly #idle: number
  readonly #cancelled = () =>
    this.fail(
      new McpPlugError('call_interrupted', { message: 'The call was cancelled.', data: { reason: 'cancelled' } }),
    )
  readonly #late = () => this.fail(new McpPlugError('upstream_timeout'))
  #idleTimer: NodeJS.Timeout | undefined
  #totalTimer: NodeJS.Timeout | undefined
  /** What is left of the whole time, in milliseconds, and since when it runs. */
  #left: number
  #since = 0
  #pauses = 0

  constructor(deadline: Deadline, outer?: AbortSignal) {
    this.#idle = deadline.idle
    this.#left = deadline.total ?? deadline.idle
    this.#startClocks()
    this.#outer = outer
    if (outer?.aborted) this.#cancelled()
    else outer?.addEventListener('abort', this.#cancelled, { once: true })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Something was heard of the server: the idle clock begins anew. */
  heard(): void {
    if (!this.signal.aborted && this.#pauses === 0) this.#idleTimer?.refresh()
  }

  /** Stops the clocks, until the function that it returns is called: a person is thinking. Several may overlap. */
  pause(): () => void {
    if (this.#pauses++ === 0) {
      this.#stopClocks()
      this.#left -= performance.now() - this.#since
    }
    let resumed = false
    return () => {
      if (resumed) return
      resumed = true
      if (--this.#pauses === 0 && !this.signal.aborted) this.#startClocks()
    }
  }

  /** Ends the operation with this error, unless it has ended. */
  fail(error: McpPlugError): void {
    this.#controller.abort(error)
  }

  /** Waits for `work`, or for the operation's end if that comes first. Rejects with an `McpPlugError` always. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const { signal } = this
    let onAbort: (() => void) | undefined
    try {
      signal.throwIfAborted()
      return await new Promise<T>((resolve, reject) => {
        onAbort = () => reject(signal.reason)
        signal.addEventListener('abort', onAbort, { once: true })
        work().then(resolve, reject)
      })
    } catch (error) {
      throw signal.aborted ? signal.reason : fromUpstream(error)
    } finally {
      if (onAbort) signal.removeEventListener('abort', onAbort)
    }
  }

  /** Stops the clocks for good. */
  end(): void {
    this.#pauses++
    this.#stopClocks()
    this.#outer?.removeEventListener('abort', this.#cancelled)
  }

  #startClocks(): void {
    this.#since = performance.now()
    this.#idleTimer = setTimeout(this.#late, this.#idle)
    this.#totalTimer = setTimeout(this.#late, this.#left)
  }

  #stopClocks(): void {
    clearTimeout(this.#idleTimer)
    clearTimeout(this.#totalTimer)
  }
}
