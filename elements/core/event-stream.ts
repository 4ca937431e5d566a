import { McpError, networkError } from './error.ts'
import type { Http } from './http.ts'
import { readAnswer, retryAfter } from './http.ts'
import { isEventStream, readEvents } from './sse.ts'

/**
 * `idle`: not wanted, or let go by a hidden tab. `offline`: not reached; tried again by itself.
 * `unauthenticated`: refused; not tried again until `connect()`.
 */
export type StreamStatus = 'idle' | 'connecting' | 'open' | 'offline' | 'unauthenticated'

export interface StreamHooks {
  onEvent(name: string, data: unknown): void
  onStatus(status: StreamStatus, error: McpError | undefined): void
  /** The page is left, and may be shown again, to another person perhaps. */
  onLeft(): void
}

// Times in milliseconds.
const FIRST_RETRY = 500
const LAST_RETRY = 30_000
/** The server sends a comment every 8 s; three missing ones mean that the line is dead. */
const SILENCE = 30_000
/** A stream that lived this long was a good one. */
const GOOD = 5_000
/** So many bad ones in a row, and no attempt is hurried. */
const MANY = 5
/** A hidden tab lets its stream go after this: browsers have six connections for all tabs of a site on HTTP/1.1. */
const HIDDEN = 5_000

/** The user's event stream: opened, watched, resumed where it stood. */
export class EventStream {
  readonly #http: Http
  readonly #hooks: StreamHooks
  #status: StreamStatus = 'idle'
  #lastEventId = ''
  /** Ends the whole run. */
  #run: AbortController | undefined
  /** Ends the stream that is open, not the run. */
  #current: AbortController | undefined
  #wake: (() => void) | undefined
  #parked = false
  /** Streams in a row that did not come about, or did not last. */
  #failures = 0
  /** The next attempt is made at once. */
  #hurry = false
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined

  constructor(http: Http, hooks: StreamHooks) {
    this.#http = http
    this.#hooks = hooks
  }

  get status(): StreamStatus {
    return this.#status
  }

  /** Opens the stream; if it waits for its next attempt, tries now. */
  start(): void {
    if (this.#run) {
      this.#wake?.()
      return
    }
    this.#run = new AbortController()
    this.#watchPage(this.#run.signal)
    this.#setStatus('connecting')
    void this.#loop(this.#run.signal)
  }

  stop(): void {
    this.#end('idle')
  }

  /** Opens the stream anew, from nothing. */
  again(): void {
    this.#lastEventId = ''
    if (!this.#run) this.start()
    else if (this.#failures < MANY) this.#retry()
    // Tabs that meet somebody else each time, and tell one another, must not keep each other busy.
    else this.#current?.abort()
  }

  #retry(): void {
    this.#hurry = true
    this.#current?.abort()
    this.#wake?.()
  }

  #end(status: StreamStatus, error?: McpError): void {
    this.#run?.abort()
    this.#current?.abort()
    this.#run = undefined
    this.#parked = false
    clearTimeout(this.#hiddenTimer)
    this.#wake?.()
    this.#setStatus(status, error)
  }

  #setStatus(status: StreamStatus, error?: McpError): void {
    if (status === this.#status && !error) return
    this.#status = status
    this.#hooks.onStatus(status, error)
  }

  async #loop(run: AbortSignal): Promise<void> {
    while (!run.aborted) {
      if (this.#parked) {
        this.#setStatus('idle')
        await this.#sleep(undefined)
        continue
      }
      if (this.#status === 'idle') this.#setStatus('connecting')
      this.#hurry = false
      const began = Date.now()
      const { wait, error } = await this.#attempt()
      if (run.aborted) return
      if (this.#parked) continue
      this.#failures = !error && Date.now() - began > GOOD ? 1 : this.#failures + 1
      if (this.#hurry) {
        this.#setStatus('connecting')
        continue
      }
      if (error?.code === 'unauthenticated') {
        // Another user may sign in: nothing of this one's log is to be continued.
        this.#lastEventId = ''
        return this.#end('unauthenticated', error)
      }
      if (error) this.#setStatus('offline', error)
      else this.#setStatus('connecting')
      const backoff = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** (this.#failures - 1)) * (0.5 + Math.random() / 2)
      await this.#sleep(Math.max(wait, backoff))
    }
  }

  /** One stream from its request to its end. An error means that it was never open. */
  async #attempt(): Promise<{ wait: number; error?: McpError }> {
    const current = (this.#current = new AbortController())
    let watchdog: ReturnType<typeof setTimeout> | undefined
    const alive = () => {
      clearTimeout(watchdog)
      watchdog = setTimeout(() => current.abort(), SILENCE)
    }
    let wait = 0
    let opened = false
    try {
      alive()
      const response = await this.#http({
        method: 'GET',
        headers: { accept: 'text/event-stream', ...(this.#lastEventId && { 'last-event-id': this.#lastEventId }) },
        signal: current.signal,
      })
      wait = retryAfter(response)
      if (!response.ok || !response.body || !isEventStream(response)) {
        await readAnswer(response)
        throw networkError('This site answered without an event stream.')
      }
      opened = true
      this.#setStatus('open')
      await readEvents(response.body, (event) => this.#receive(event, current.signal), alive)
      return { wait }
    } catch (error) {
      if (opened) return { wait }
      if (current.signal.aborted) return { wait, error: networkError('This site did not answer in time.', error) }
      return { wait, error: error instanceof McpError ? error : networkError('This site could not be reached.', error) }
    } finally {
      clearTimeout(watchdog)
    }
  }

  #receive(event: { event?: string | undefined; id?: string | undefined; data: string }, stream: AbortSignal): boolean {
    // What came in one piece with an event that ended it.
    if (stream.aborted) return true
    if (event.id !== undefined) this.#lastEventId = event.id
    let data: unknown
    try {
      data = JSON.parse(event.data)
    } catch {
      return false
    }
    this.#hooks.onEvent(event.event ?? 'message', data)
    return false
  }

  /** Waits for so many milliseconds, or until woken. */
  #sleep(ms: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => this.#wake?.(), ms)
      this.#wake = () => {
        clearTimeout(timer)
        this.#wake = undefined
        resolve()
      }
    })
  }

  /** Follows the network and the tab's visibility, where there is a page. */
  #watchPage(signal: AbortSignal): void {
    if (typeof document === 'undefined') return
    // A line that seems open may be dead on another network.
    const turn = () => {
      this.#failures = 0
      this.#retry()
    }
    for (const name of ['online', 'offline']) addEventListener(name, turn, { signal })
    const park = () => {
      this.#parked = true
      this.#retry()
    }
    const follow = () => {
      clearTimeout(this.#hiddenTimer)
      if (document.hidden) this.#hiddenTimer = setTimeout(park, HIDDEN)
      else if (this.#parked) {
        this.#parked = false
        this.#wake?.()
      }
    }
    document.addEventListener('visibilitychange', follow, { signal })
    addEventListener(
      'pagehide',
      ({ persisted }) => {
        if (!persisted) return
        park()
        this.#hooks.onLeft()
      },
      { signal },
    )
    follow()
    this.#parked = document.hidden
  }
}
