import type { CallLog, CallProgress, OpenQuestion } from '../../shared/events.ts'
import type { CallState } from '../../shared/rpc.ts'
import { abortError, invalidAnswer, McpError, networkError } from './error.ts'
import { failure, readAnswer, resultOf } from './http.ts'
import { isEventStream, readEvents } from './sse.ts'

export interface CallOptions {
  /** Aborting it ends the call, upstream too. */
  readonly signal?: AbortSignal | undefined
}

export interface StreamedCallOptions extends CallOptions {
  readonly onProgress?: ((progress: CallProgress) => void) | undefined
  readonly onLog?: ((log: CallLog) => void) | undefined
  /** The MCP server asks the person something; `answerInput` answers it. Called once for each question. */
  readonly onInput?: ((question: OpenQuestion) => void) | undefined
  /** Names the call for `cancelCall` and `getCall`: 1 to 64 of `A-Z a-z 0-9 _ -`. Made at random where absent. */
  readonly callId?: string | undefined
}

export interface CallToolOptions extends StreamedCallOptions {
  /** The hash of the tool that the person approved. */
  readonly approval?: string | undefined
  /** The call goes on when the page is closed; its result is kept for 60 s for `getCall`. */
  readonly detached?: boolean | undefined
}

/** What a call needs of its client. */
export interface CallLine {
  send(signal: AbortSignal | undefined): Promise<Response>
  getCall(signal: AbortSignal | undefined): Promise<CallState>
  cancelCall(): Promise<unknown>
}

/**
 * Waits between two questions after a call, in milliseconds, and how many in a row may go without an answer. What became
 * of a replica that was killed is known after 8 s: by then the next question is not far.
 */
const WAITS = { first: 500, growth: 1.25, last: 10_000, failures: 12 }

/**
 * Sends a call and reads its answer. Where the line breaks off before that, asks what became of the call until it has
 * ended. Rejects with `call_interrupted` where nobody knows of it any more, with `network` where nobody can be asked.
 */
export async function streamedCall(line: CallLine, detached: boolean, options: StreamedCallOptions): Promise<unknown> {
  const { signal } = options
  // Such a call goes on when its request is closed: it has to be told to end.
  let outlives = detached
  const asked = new Set<string>()
  const onInput = (question: OpenQuestion) => {
    outlives = true
    if (asked.has(question.inputId)) return
    asked.add(question.inputId)
    options.onInput?.(question)
  }
  const cancel = () => {
    if (outlives) line.cancelCall().catch(() => {})
  }
  signal?.addEventListener('abort', cancel)
  try {
    const response = await line.send(signal)
    if (!response.ok || !isEventStream(response) || !response.body) return await readAnswer(response)
    const answer = await readCall(response.body, { ...options, onInput })
    if (signal?.aborted) throw abortError()
    if (answer !== undefined) return resultOf(answer)
    outlives = true
    return await keptAnswer(line, signal, onInput)
  } catch (error) {
    throw failure(error, signal)
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

/** Hands on what a streamed call says on its way. Resolves with its answer; `undefined` where the line ends without. */
async function readCall(body: ReadableStream<Uint8Array>, options: StreamedCallOptions): Promise<unknown> {
  let answer: unknown
  const read = readEvents(body, ({ event, data }) => {
    const value = parse(data)
    if (event === 'progress') options.onProgress?.(value as CallProgress)
    else if (event === 'log') options.onLog?.(value as CallLog)
    else if (event === 'input_required') options.onInput?.(value as OpenQuestion)
    else if (event === 'rpc-response') answer = value
    return answer !== undefined
  })
  await read.catch((error: unknown) => {
    if ((error as McpError).code !== 'network') throw error
  })
  return answer
}

/** The answer of a call whose line broke off, once there is one. */
async function keptAnswer(
  line: CallLine,
  signal: AbortSignal | undefined,
  onInput: (question: OpenQuestion) => void,
): Promise<unknown> {
  let failures = 0
  for (let wait = WAITS.first; ; wait = Math.min(wait * WAITS.growth, WAITS.last)) {
    const state = await line.getCall(signal).catch((error: unknown) => {
      if (signal?.aborted) throw error
      if ((error as McpError).code === 'session_not_found') throw interrupted(error)
      if (!(error as McpError).retryable || ++failures === WAITS.failures) throw brokenOff(error)
    })
    if (state) {
      if (state.state === 'finished') return resultOf(state)
      failures = 0
      state.questions?.forEach(onInput)
    }
    await pause(wait * (0.5 + Math.random() / 2), signal)
  }
}

const brokenOff = (cause: unknown): McpError => networkError('The answer broke off before it was complete.', cause)

const interrupted = (cause: unknown): McpError =>
  new McpError(
    { code: 'call_interrupted', message: 'The call was interrupted. It may or may not have run.', retryable: false },
    { cause },
  )

/** Waits for so many milliseconds, or until the signal is aborted. */
const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done)
  })

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch (error) {
    throw invalidAnswer('This site gave an answer that cannot be read.', error)
  }
}
