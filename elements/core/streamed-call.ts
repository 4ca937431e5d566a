import type { CallLog, CallProgress, ObservabilityEvent, OpenQuestion } from '../../shared/events.ts'
import { newCallId } from './call-id.ts'
import { abortError, invalidAnswer, McpError, networkError, notStarted } from './error.ts'
import { failure, readAnswer, resultOf } from './http.ts'
import { isEventStream, readEvents } from './sse.ts'
import { SSEClientEvent } from './sse-client.ts'
import type { SSEClient } from './sse-client.ts'

export interface CallOptions {
  /** Aborting it ends the call, upstream too. */
  readonly signal?: AbortSignal | undefined
}

export interface StreamedCallOptions extends CallOptions {
  readonly onProgress?: ((progress: CallProgress) => void) | undefined
  readonly onLog?: ((log: CallLog) => void) | undefined
  /** The MCP server asks the person something; `answerInput` answers it. Called once for each question. */
  readonly onInput?: ((question: OpenQuestion) => void) | undefined
  /** The line of the call broke off: it is looked for by its id from now on. Progress goes on where an event stream is open. */
  readonly onLineLost?: (() => void) | undefined
  /** Names the call for `cancelCall` and `getCall`: 1 to 64 of `A-Z a-z 0-9 _ -`. Made at random where absent. */
  readonly callId?: string | undefined
}

export interface CallToolOptions extends StreamedCallOptions {
  /** The hash of the tool that the person approved. */
  readonly approval?: string | undefined
  /** The call goes on when the page is closed, or its line breaks off; its result is kept for 60 s for `getCall`. */
  readonly detached?: boolean | undefined
}

type Send = (params: unknown, signal?: AbortSignal) => Promise<Response>

/** Times in milliseconds. */
const TIMES = {
  /**
   * Waits between two questions after a call, each longer than the last. What became of a replica that was killed is
   * known after 8 s: by then the next question is not far.
   */
  first: 500,
  growth: 1.25,
  last: 10_000,
  /** The server sends a comment every 8 s; three missing ones mean that the line is dead. */
  silence: 30_000,
  /** For so long after a call the server knows of it. */
  known: 50_000,
}
/** Questions after a call that may go without an answer in a row: about five minutes. */
const FAILURES = 35

/**
 * Sends a call and reads its answer. Where the line breaks off before that, asks what became of the call until it has
 * ended. Rejects with `call_interrupted` where nobody knows of it any more, with `network` where nobody can be asked, with
 * `not_started` where it is certain that it did not run.
 */
export async function streamedCall(
  client: SSEClient,
  send: Send,
  given: object,
  options: StreamedCallOptions,
): Promise<unknown> {
  const { signal, callId = newCallId() } = options
  // Such a call goes on when its request is closed: it has to be told to end.
  let outlives = 'detached' in given
  const asked = new Set<string>()
  const onInput = (question: OpenQuestion) => {
    outlives = true
    if (asked.has(question.inputId)) return
    asked.add(question.inputId)
    client.dispatchEvent(new SSEClientEvent('question', question))
    options.onInput?.(question)
  }
  const cancel = () => {
    if (outlives) client.cancelCall(callId).catch(() => {})
  }
  // A page that knows of no network sends nothing. It may be wrong, so that it tries all the same.
  const offline = typeof navigator !== 'undefined' && navigator.onLine === false
  const sentAt = Date.now()
  const line = new AbortController()
  signal?.addEventListener('abort', cancel)
  try {
    const either = signal ? AbortSignal.any([signal, line.signal]) : line.signal
    const response = await send({ ...given, callId }, either).catch((error: unknown) => {
      if (signal?.aborted || (error as McpError).code !== 'network') throw error
      if (offline) throw notStarted(error)
    })
    if (response) {
      if (!response.ok || !isEventStream(response) || !response.body) return await readAnswer(response)
      const answer = await readCall(response.body, { ...options, onInput })
      if (signal?.aborted) throw abortError()
      if (answer !== undefined && !isRunning(answer)) return resultOf(answer)
      // It may only have fallen silent.
      line.abort()
    }
    outlives = true
    options.onLineLost?.()
    const lost = (error?: unknown) =>
      !response && Date.now() - sentAt < TIMES.known ? notStarted(error) : interrupted(error)
    return await keptAnswer(client, callId, { ...options, onInput }, lost)
  } catch (error) {
    throw failure(error, signal)
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

/**
 * Hands on what a streamed call says on its way. Resolves with its answer; `undefined` where the line ends without one, or
 * falls silent.
 */
async function readCall(body: ReadableStream<Uint8Array>, options: StreamedCallOptions): Promise<unknown> {
  let answer: unknown
  let watchdog: ReturnType<typeof setTimeout> | undefined
  let fallSilent = () => {}
  const silence = new Promise<void>((resolve) => (fallSilent = resolve))
  // Begins with the first comment: what stands between may hold back all of them.
  const alive = () => {
    const since = Date.now()
    clearTimeout(watchdog)
    // A tab that slept has not heard what came meanwhile.
    const check = () => (Date.now() - since > 2 * TIMES.silence ? alive() : fallSilent())
    watchdog = setTimeout(check, TIMES.silence)
  }
  const take = ({ event, data }: { event: string; data: string }) => {
    const value = parse(data)
    if (event === 'progress') options.onProgress?.(value as CallProgress)
    else if (event === 'log') options.onLog?.(value as CallLog)
    else if (event === 'input_required') options.onInput?.(value as OpenQuestion)
    else if (event === 'rpc-response') answer = value
    return answer !== undefined
  }
  const read = readEvents(body, take, alive).catch((error: unknown) => {
    if ((error as McpError).code !== 'network') throw error
  })
  await Promise.race([read, silence]).finally(() => clearTimeout(watchdog))
  return answer
}

/** The answer of a call whose line broke off, once there is one. `lost` is why, where nobody knows of it any more. */
async function keptAnswer(
  client: SSEClient,
  callId: string,
  { signal, onProgress, onLog, onInput }: StreamedCallOptions,
  lost: (error?: unknown) => McpError,
): Promise<unknown> {
  let ask = () => {}
  /** What the user's other tabs hear of the call too. */
  const overhear = ({ detail }: SSEClientEvent<ObservabilityEvent>) => {
    if (detail.callId !== callId) return
    if (detail.type === 'call_progress') onProgress?.(detail)
    else if (detail.type === 'call_log') onLog?.(detail)
    else if (detail.type === 'call_finished') ask()
  }
  const follow = () => {
    if (client.status === 'open') ask()
  }
  const abort = () => ask()
  client.addEventListener('observability', overhear)
  client.addEventListener('status', follow)
  signal?.addEventListener('abort', abort)
  try {
    let failures = 0
    for (let wait = TIMES.first; ; wait = Math.min(wait * TIMES.growth, TIMES.last)) {
      const state = await client.getCall(callId, { signal }).catch((error: unknown) => {
        if (signal?.aborted) throw error
        if ((error as McpError).code === 'session_not_found') throw lost(error)
        if (!(error as McpError).retryable || ++failures === FAILURES) throw brokenOff(error)
      })
      if (state?.state === 'finished') {
        if (state.result ?? state.error) return resultOf(state)
        throw interrupted()
      }
      if (state) {
        failures = 0
        state.questions?.forEach((question) => onInput?.(question))
      }
      const ms = wait * (0.5 + Math.random() / 2)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        ask = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  } finally {
    client.removeEventListener('observability', overhear)
    client.removeEventListener('status', follow)
    signal?.removeEventListener('abort', abort)
  }
}

/** A browser sends a request again whose connection broke before an answer: the first one runs. */
const isRunning = (answer: unknown): boolean =>
  (answer as { error?: { code?: unknown } } | null)?.error?.code === 'call_in_progress'

const brokenOff = (cause: unknown): McpError => networkError('The answer broke off before it was complete.', cause)

const interrupted = (cause?: unknown): McpError =>
  new McpError(
    {
      code: 'call_interrupted',
      message: 'The call was interrupted. It may or may not have run.',
      retryable: false,
      data: { executed: 'unknown' },
    },
    { cause },
  )

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch (error) {
    throw invalidAnswer('This site gave an answer that cannot be read.', error)
  }
}
