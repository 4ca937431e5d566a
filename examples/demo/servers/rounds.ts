/**
 * Questions of the modern era (2026-07-28, "Multi round-trip requests"): a call ends with its question, and comes back
 * with the answer and the state that it was given. The tool runs anew each time, up to the first question without one.
 */
import { randomBytes } from 'node:crypto'
import { createRequestStateCodec, inputRequired, inputResponse } from '@modelcontextprotocol/server'
import type { InputRequiredResult, ServerContext } from '@modelcontextprotocol/server'
import type { Answer, Question } from './tool.ts'

/** The answers of earlier rounds, oldest first, and the tool that was called. */
interface State {
  readonly tool: string
  readonly answers: readonly Answer[]
}

const KEY = 'question'

/** Signed, since it comes back from outside. One key for the process: its calls end with it. */
export const roundState = createRequestStateCodec<State>({ key: randomBytes(32) })

/** Not an error: the call ends here for now. */
class Asked extends Error {
  readonly question: Question

  constructor(question: Question) {
    super('A question is open.')
    this.question = question
  }
}

/** Runs a tool whose questions are answered from the rounds so far; gives the next question in place of a result. */
export async function inRounds<T>(
  tool: string,
  { mcpReq }: ServerContext,
  run: (ask: (question: Question) => Promise<Answer>) => Promise<T>,
): Promise<T | InputRequiredResult> {
  const state = mcpReq.requestState<State>()
  if (state && state.tool !== tool) throw new Error('This state is of another call.')
  const answers = [...(state?.answers ?? [])]
  const response = inputResponse(mcpReq.inputResponses, KEY)
  if (state && response.kind === 'elicit') answers.push({ action: response.action, content: response.content })
  let asked = 0
  try {
    return await run(async (question) => {
      const answer = answers[asked++]
      if (!answer) throw new Asked(question)
      return answer
    })
  } catch (error) {
    if (!(error instanceof Asked)) throw error
    const { question } = error
    const { message } = question
    return inputRequired({
      inputRequests: {
        [KEY]:
          'url' in question
            ? inputRequired.elicitUrl({ message, url: question.url })
            : inputRequired.elicit({ message, requestedSchema: question.form }),
      },
      requestState: await roundState.mint({ tool, answers }),
    })
  }
}
