import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { CallLog, CallProgress } from '../../shared/events.ts'
import type { CallToolResult } from '../../shared/mcp.ts'
import { McpError } from '../core/error.ts'
import type { CallRequest } from '../core/events.ts'
import type { SSEClient } from '../core/sse-client.ts'
import { newCallId } from '../core/call-id.ts'
import type { Outcome } from '../result/result-view.ts'

/** Calls that are remembered with their results, one for each tool. */
const KEPT = 20
const LOGS = 200

/** One call of a tool, from its start on. */
export interface Call {
  readonly request: CallRequest
  readonly callId: string
  /** The hash of the tool that the person saw. */
  readonly approval: string
  /** Milliseconds, by `performance.now()`. */
  readonly startedAt: number
  readonly abort: AbortController
  readonly logs: CallLog[]
  progress?: CallProgress
  /** Absent while the call runs. */
  outcome?: Outcome
  /** How the tool's call before this one ended. */
  readonly previous: Outcome | undefined
}

export interface CallListener {
  progressed(call: Call, progress: CallProgress): void
  /** Each second while a call runs. */
  ticked(): void
  ended(call: Call, outcome: Outcome): void
}

/** Runs tools, and remembers the last call of each. What comes after a call has ended, or was cancelled, is ignored. */
export class Calls implements ReactiveController {
  #host: ReactiveControllerHost
  #listener: CallListener
  #calls = new Map<string, Call>()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(host: ReactiveControllerHost, listener: CallListener) {
    this.#host = host
    this.#listener = listener
    host.addController(this)
  }

  hostConnected(): void {
    this.#keepTime()
  }

  hostDisconnected(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  get(key: string): Call | undefined {
    return this.#calls.get(key)
  }

  /** Whether a call of this id was made here and has ended. One whose line was lost may go on at the server. */
  isOver(callId: string): boolean {
    const call = Array.from(this.#calls.values()).find((one) => one.callId === callId)
    return call?.outcome !== undefined && !(call.outcome.type === 'error' && call.outcome.error.code === 'network')
  }

  async start(key: string, client: SSEClient, request: CallRequest, approval: string): Promise<void> {
    const before = this.#calls.get(key)
    const call: Call = {
      request,
      callId: newCallId(),
      approval,
      startedAt: performance.now(),
      abort: new AbortController(),
      logs: [],
      previous: before?.outcome ?? before?.previous,
    }
    this.#calls.delete(key)
    this.#calls.set(key, call)
    this.#forgetOldest()
    this.#changed()
    try {
      const result = await client.callTool(request.sessionId, request.name, request.arguments, {
        approval,
        callId: call.callId,
        signal: call.abort.signal,
        onProgress: (progress) => this.#progress(call, progress),
        onLog: (log) => this.#log(call, log),
      })
      this.#end(call, { type: 'result', result: wellFormed(result), duration: performance.now() - call.startedAt })
    } catch (error) {
      if (call.outcome) return
      if (!(error instanceof McpError)) throw error
      this.#end(call, { type: 'error', error, duration: performance.now() - call.startedAt })
    }
  }

  /** Ends a running call at once, whatever the server does. */
  cancel(key: string): void {
    const call = this.#calls.get(key)
    if (!call || call.outcome) return
    this.#end(call, { type: 'cancelled', duration: performance.now() - call.startedAt })
    call.abort.abort()
  }

  /** Cancels and forgets all. */
  clear(): void {
    for (const key of this.#calls.keys()) this.cancel(key)
    this.#calls.clear()
  }

  #progress(call: Call, progress: CallProgress): void {
    if (call.outcome) return
    call.progress = progress
    this.#listener.progressed(call, progress)
    this.#host.requestUpdate()
  }

  #log(call: Call, log: CallLog): void {
    if (call.outcome) return
    call.logs.push(log)
    if (call.logs.length > LOGS) call.logs.shift()
    this.#host.requestUpdate()
  }

  #end(call: Call, outcome: Outcome): void {
    if (call.outcome) return
    call.outcome = outcome
    this.#changed()
    this.#listener.ended(call, outcome)
  }

  #changed(): void {
    this.#keepTime()
    this.#host.requestUpdate()
  }

  #keepTime(): void {
    const running = [...this.#calls.values()].some(({ outcome }) => !outcome)
    if (!running) {
      clearInterval(this.#timer)
      this.#timer = undefined
    } else {
      this.#timer ??= setInterval(() => {
        this.#listener.ticked()
        this.#host.requestUpdate()
      }, 1000)
    }
  }

  #forgetOldest(): void {
    for (const [key, { outcome }] of this.#calls) {
      if (this.#calls.size <= KEPT) return
      if (outcome) this.#calls.delete(key)
    }
  }
}

/** Old servers leave `content` out where there is none. */
const wellFormed = (result: CallToolResult): CallToolResult =>
  Array.isArray(result.content) ? result : { ...result, content: [] }
