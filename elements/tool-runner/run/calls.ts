import type { LitElement, ReactiveController } from 'lit'
import type { CallLog, CallProgress } from '../../../shared/events.ts'
import type { CallToolResult } from '../../../shared/mcp.ts'
import { McpError } from '../../core/error.ts'
import type { CallRequest } from '../../core/events.ts'
import type { SSEClient } from '../../core/sse-client.ts'
import { newCallId } from '../../core/call-id.ts'
import type { Outcome } from '../../result/result-view.ts'
import { choiceKey, connectionTitle, toolTitle } from '../tools.ts'
import type { Choice } from '../tools.ts'

/** Tools whose last call is remembered with its result. */
const KEPT = 20
/** Calls whose end is remembered. */
const REMEMBERED = 200
const LOGS = 200

/** One call of a tool, from its start on. */
export interface Call {
  readonly request: CallRequest
  readonly callId: string
  /** The hash of the tool that the person saw. */
  readonly approval: string
  /** The tool as it was called. */
  readonly choice: Choice
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Milliseconds, by `performance.now()`. */
  readonly startedAt: number
  readonly abort: AbortController
  readonly logs: CallLog[]
  progress?: CallProgress
  /** Its line broke off, and nothing was heard of it since. */
  lineLost?: boolean
  /** Absent while the call runs. */
  outcome?: Outcome
  /** How the call ended that was shown before this one. */
  readonly previous: Outcome | undefined
}

export const callKey = ({ request }: Call): string => choiceKey(request.sessionId, request.name)

/** "List issues" of "GitHub (work)", as the person knew them. */
export const namesOf = ({ connection, tool }: Choice): { readonly tool: string; readonly server: string } => ({
  tool: toolTitle(tool),
  server: connectionTitle(connection),
})

export interface CallListener {
  progressed(call: Call, progress: CallProgress): void
  lineLost(call: Call): void
  /** Whether the call goes on when its page is left: it waits for the person, who finds the question again. */
  outlivesPage(call: Call): boolean
  /** Each second while a call runs. */
  ticked(): void
  ended(call: Call, outcome: Outcome): void
}

/**
 * Runs tools, several at once, and knows which call of each tool is shown. What comes after a call has ended, or was
 * cancelled, is ignored.
 */
export class Calls implements ReactiveController {
  readonly #host: LitElement
  readonly #listener: CallListener
  /** By tool. */
  readonly #shown = new Map<string, Call>()
  /** Those that run, and those that ended where the person did not see it; oldest first. */
  #open: readonly Call[] = []
  readonly #over = new Set<string>()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(host: LitElement, listener: CallListener) {
    this.#host = host
    this.#listener = listener
    host.addController(this)
  }

  hostConnected(): void {
    addEventListener('pagehide', this.#pageLeft)
    this.#keepTime()
  }

  hostDisconnected(): void {
    removeEventListener('pagehide', this.#pageLeft)
    this.#stopTime()
  }

  /** A call outlives its line, so that another network does not end it; of a page that is left, the server has to be told. */
  #pageLeft = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) return
    for (const call of this.#open) if (!this.#listener.outlivesPage(call)) this.cancel(call)
  }

  #stopTime(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** The call of a tool that is shown. */
  shown(key: string): Call | undefined {
    return this.#shown.get(key)
  }

  /** Shows a call in place of another of its tool. */
  show(call: Call): void {
    const key = callKey(call)
    this.#shown.delete(key)
    this.#shown.set(key, call)
    for (const [oldest, { outcome }] of this.#shown) {
      if (this.#shown.size <= KEPT) break
      if (outcome) this.#shown.delete(oldest)
    }
    this.#host.requestUpdate()
  }

  /** Those that run, and those that ended where the person did not see it; oldest first. */
  get open(): readonly Call[] {
    return this.#open
  }

  /** Whether a call of this id was made here and has ended. One whose line was lost may go on at the server. */
  isOver(callId: string): boolean {
    return this.#over.has(callId)
  }

  /** Takes a call that has ended from those that the person has not seen. */
  seen(call: Call): void {
    if (!call.outcome || !this.#open.includes(call)) return
    this.#open = this.#open.filter((one) => one !== call)
    this.#host.requestUpdate()
  }

  start(client: SSEClient, choice: Choice, request: CallRequest, approval: string): Call {
    const before = this.#shown.get(choiceKey(request.sessionId, request.name))
    const call: Call = {
      request,
      callId: newCallId(),
      approval,
      choice,
      at: Date.now(),
      startedAt: performance.now(),
      abort: new AbortController(),
      logs: [],
      previous: before?.outcome ?? before?.previous,
    }
    this.#open = [...this.#open, call]
    this.show(call)
    this.#keepTime()
    void this.#run(client, call)
    return call
  }

  /** Ends a running call at once, whatever the server does. */
  cancel(call: Call): void {
    if (call.outcome) return
    this.#end(call, { type: 'cancelled', duration: performance.now() - call.startedAt })
    call.abort.abort()
  }

  /** Cancels and forgets all. */
  clear(): void {
    for (const call of this.#open) this.cancel(call)
    this.#shown.clear()
    this.#open = []
  }

  async #run(client: SSEClient, call: Call): Promise<void> {
    const { sessionId, name, arguments: given } = call.request
    try {
      const result = await client.callTool(sessionId, name, given, {
        approval: call.approval,
        callId: call.callId,
        detached: true,
        signal: call.abort.signal,
        onProgress: (progress) => this.#progress(call, progress),
        onLog: (log) => this.#log(call, log),
        onLineLost: () => this.#lineLost(call),
      })
      this.#end(call, { type: 'result', result: wellFormed(result), duration: performance.now() - call.startedAt })
    } catch (error) {
      if (call.outcome) return
      if (!(error instanceof McpError)) throw error
      this.#end(call, { type: 'error', error, duration: performance.now() - call.startedAt })
    }
  }

  #progress(call: Call, progress: CallProgress): void {
    if (call.outcome) return
    call.progress = progress
    call.lineLost = false
    this.#listener.progressed(call, progress)
    this.#host.requestUpdate()
  }

  #log(call: Call, log: CallLog): void {
    if (call.outcome) return
    call.logs.push(log)
    if (call.logs.length > LOGS) call.logs.shift()
    this.#host.requestUpdate()
  }

  #lineLost(call: Call): void {
    if (call.outcome) return
    call.lineLost = true
    this.#listener.lineLost(call)
    this.#host.requestUpdate()
  }

  #end(call: Call, outcome: Outcome): void {
    if (call.outcome) return
    call.outcome = outcome
    if (outcome.type !== 'error' || outcome.error.code !== 'network') this.#over.add(call.callId)
    for (const oldest of this.#over) {
      if (this.#over.size <= REMEMBERED) break
      this.#over.delete(oldest)
    }
    this.#keepTime()
    this.#host.requestUpdate()
    this.#listener.ended(call, outcome)
  }

  #keepTime(): void {
    if (!this.#host.isConnected || this.#open.every(({ outcome }) => outcome)) return this.#stopTime()
    this.#timer ??= setInterval(() => {
      this.#listener.ticked()
      this.#host.requestUpdate()
    }, 1000)
  }
}

/** Old servers leave `content` out where there is none. */
const wellFormed = (result: CallToolResult): CallToolResult =>
  Array.isArray(result.content) ? result : { ...result, content: [] }
