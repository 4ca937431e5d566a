/** One request as the inn sees it, whichever SDK took it in. */
import type { Answer, Answers, Question, Questions } from './questions.ts'
import type { Era } from './tools.ts'

export interface AskOptions {
  /** Past every check of the SDK: what the client says that it can do is not looked at. */
  readonly unchecked?: boolean
}

export interface Visit {
  readonly era: Era
  /** Aborts when the caller cancels, or hangs up in the modern era. */
  readonly signal: AbortSignal
  /** A later round of a call that has asked (modern). */
  readonly isRetry: boolean
  /** Asks on the call's own stream. In the modern era it throws `InputNeeded` until the answers are there. */
  ask(questions: Questions, options?: AskOptions): Promise<Answers>
  /** Asks on the session's own stream (legacy). */
  askLater(question: Question): Promise<Answer>
  /** Asks on the call's stream and takes the question back after that time (legacy). */
  askBriefly(question: Question, timeoutMs: number): Promise<Answer>
  progress(progress: number, total: number, message: string): Promise<void>
  log(data: unknown): Promise<void>
  /** A header of the HTTP request. */
  header(name: string): string | undefined
  /** Sends this result as it is: both SDKs strip what they do not know from the result of a tool. */
  sendRaw(result: RawResult): void
}

export type RawResult = Readonly<Record<string, unknown>>

/** An error with its JSON-RPC code, which both SDKs send on. */
export class RpcError extends Error {
  readonly code: number
  readonly data: unknown

  constructor(code: number, message: string, data?: unknown) {
    super(message)
    this.code = code
    this.data = data
  }
}

/** Not an error: the call ends here and comes back with the answers (modern). */
export class InputNeeded extends Error {
  readonly questions: Questions
  readonly requestState: string
  readonly unchecked: boolean

  constructor(questions: Questions, requestState: string, unchecked: boolean) {
    super('Input is needed.')
    this.questions = questions
    this.requestState = requestState
    this.unchecked = unchecked
  }
}
