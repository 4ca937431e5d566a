import type { JsonObject } from '../../shared/mcp.ts'
import type { OpenQuestion } from '../../shared/events.ts'
import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import type { InputAnswer, SessionRecord } from '../sessions/store.ts'
import { about, emit } from '../sessions/transition.ts'
import { checkContent } from './answer-check.ts'
import { defaultsOf } from './elicitation.ts'
import { closeQuestions } from './questions.ts'
import { takeOver } from './take-over.ts'

/** How long an answer may lie without being taken before the replica that waits for it is looked for, in milliseconds. */
const UNTAKEN_MS = 10_000

/**
 * Puts a person's answer to a question, wherever that is waited for. Of many answers the first counts.
 *
 * Errors: `session_not_found` where the question is not open (any more); `invalid_params` for an answer that does not
 * fit, with `data.errors` by JSON pointer; `call_interrupted` where who asked is gone and the server cannot be told.
 */
export async function answerQuestion(
  context: ServerContext,
  session: SessionRecord,
  inputId: string,
  action: InputAnswer['action'],
  content?: JsonObject,
): Promise<void> {
  const { store, replica } = context
  const { userId } = session
  const stored = await store.getQuestion(userId, inputId)
  if (stored?.question.sessionId !== session.sessionId) throw notOpen()
  const answer = await toAnswer(stored.question, action, content)
  const isAlive = await replica.isAlive(stored.replica)
  if (!isAlive && !(await isPortable(context, session, stored.question))) {
    await closeQuestions(context, session, [inputId], 'expired')
    throw new McpPlugError('call_interrupted', {
      message: 'The server that asked was waiting on a connection that is gone. Run it again.',
      data: { executed: 'unknown' },
    })
  }
  if (!(await store.answerQuestion(userId, inputId, answer))) throw notOpen()
  await emit(store, userId, { type: 'input_answered', ...about(session), inputId, outcome: action })
  if (replica.answerHere(userId, inputId, answer)) return
  await store.send(stored.replica, { type: 'answer', userId, inputId, answer })
  const { callId } = stored.question
  if (callId === undefined) return
  if (!isAlive) await takeOver(context, userId, callId)
  // It may have died a moment ago, while it still counts as alive.
  else setTimeout(() => void takeOver(context, userId, callId).catch(() => {}), UNTAKEN_MS).unref()
}

const notOpen = () =>
  new McpPlugError('session_not_found', {
    message: 'This question is no longer open: it was answered, withdrawn, or its time is over.',
  })

/** What goes to the server. An untouched form says its defaults. */
async function toAnswer(
  question: OpenQuestion,
  action: InputAnswer['action'],
  content: JsonObject | undefined,
): Promise<InputAnswer> {
  if (action !== 'accept' || question.mode === 'url') return { action }
  const schema = question.requestedSchema ?? {}
  const given = content ?? defaultsOf(schema)
  const errors = await checkContent(schema, given)
  const [first] = Object.entries(errors)
  if (!first) return { action, content: given }
  const [pointer, why] = first
  throw new McpPlugError('invalid_params', {
    message: `The answer does not fit what was asked${pointer ? ` (${pointer.slice(1)})` : ''}: ${why}`,
    data: { parameter: 'content', errors },
  })
}

/** Whether another replica can go on with what the question belongs to. */
async function isPortable({ store }: ServerContext, { userId }: SessionRecord, { callId }: OpenQuestion) {
  return callId !== undefined && (await store.getCall(userId, callId))?.state === 'waiting'
}
