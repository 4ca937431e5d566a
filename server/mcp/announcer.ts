import type { CallLog, CallProgress, ObservabilityEvent } from '../../shared/events.ts'
import type { ServerContext } from '../context.ts'

/** What a person's other tabs are told comes together for this time, in milliseconds. */
const GATHER_MS = 200
/** A call that says nothing is told of after this time: most are over by then. */
const SILENT_MS = 1_000
/** Events that are told at once, and the largest of them, in characters of JSON; what is more is left out. */
const MOST = 50
const LARGEST = 16_384

type Finish = { duration: number; outcome: 'result' | 'tool_error' | 'error' | 'cancelled' }

/** Tells a person's other tabs what a call does, without anybody waiting for it. */
export class Announcer {
  readonly #context: ServerContext
  readonly #userId: string
  readonly #call: { readonly sessionId: string; readonly callId: string; readonly name: string }
  #pending: ObservabilityEvent[] = []
  #timer: NodeJS.Timeout | undefined
  #sending: Promise<unknown> = Promise.resolve()
  #started = false

  constructor(context: ServerContext, userId: string, call: { sessionId: string; callId: string; name: string }) {
    this.#context = context
    this.#userId = userId
    this.#call = call
    this.#timer = setTimeout(() => this.#flush(), SILENT_MS)
  }

  /** Of several that come together the last one is told. */
  progress(progress: CallProgress): void {
    const event = { type: 'call_progress', ...this.#about(), ...progress } as const
    const last = this.#pending.length - 1
    // In its place: a call that goes on steadily must not put off again and again what is to be told.
    if (this.#pending[last]?.type === 'call_progress') this.#pending[last] = event
    else this.#add(event)
  }

  log(log: CallLog): void {
    const event = { type: 'call_log', ...this.#about(), ...log } as const
    if (this.#pending.length < MOST && JSON.stringify(event).length <= LARGEST) this.#add(event)
  }

  /** The last event of the call, once all before it are told; undefined where nobody was told of the call. */
  async finish(end: Finish): Promise<ObservabilityEvent | undefined> {
    clearTimeout(this.#timer)
    if (this.#pending.length > 0) this.#flush()
    await this.#sending
    return this.#started ? { type: 'call_finished', ...this.#about(), ...end } : undefined
  }

  #about() {
    return { ...this.#call, timestamp: Date.now() }
  }

  #add(event: ObservabilityEvent): void {
    // The first one goes out soon, in place of the word that a silent call would get.
    if (this.#pending.length === 0) {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => this.#flush(), this.#started ? GATHER_MS : 0)
    }
    this.#pending.push(event)
  }

  #flush(): void {
    const events = this.#pending
    this.#pending = []
    if (!this.#started) events.unshift({ type: 'call_started', ...this.#about() })
    this.#started = true
    const { store, options } = this.#context
    this.#sending = this.#sending.then(async () => {
      for (const event of events) await store.announce(this.#userId, event)
    })
    this.#sending = this.#sending.catch(() =>
      options.logger.debug({ callId: this.#call.callId }, 'other tabs were not told'),
    )
  }
}
