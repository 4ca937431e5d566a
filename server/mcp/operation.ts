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
  readonly #totalTimer: NodeJS.Timeout
  readonly #cancelled = () =>
    this.fail(
      new McpPlugError('call_interrupted', { message: 'The call was cancelled.', data: { reason: 'cancelled' } }),
    )
  #idleTimer: NodeJS.Timeout

  constructor(deadline: Deadline, outer?: AbortSignal) {
    const late = () => this.fail(new McpPlugError('upstream_timeout'))
    this.#idleTimer = setTimeout(late, deadline.idle)
    this.#totalTimer = setTimeout(late, deadline.total ?? deadline.idle)
    this.#outer = outer
    if (outer?.aborted) this.#cancelled()
    else outer?.addEventListener('abort', this.#cancelled, { once: true })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Something was heard of the server: the idle clock begins anew. */
  heard(): void {
    if (!this.signal.aborted) this.#idleTimer.refresh()
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

  /** Stops the clocks. */
  end(): void {
    clearTimeout(this.#idleTimer)
    clearTimeout(this.#totalTimer)
    this.#outer?.removeEventListener('abort', this.#cancelled)
  }
}
