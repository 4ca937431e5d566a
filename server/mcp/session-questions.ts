import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import { randomId } from '../sessions/ids.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { answerQuestion } from './answers.ts'
import { readElicitation } from './elicitation.ts'
import { ask } from './questions.ts'

/** Questions of sessions that are open here, so that a server cannot ask without end. */
const open = new Map<string, number>()

/** A question that a legacy server asks by itself: it names no call, so it belongs to the session. */
export async function askOfSession(
  context: ServerContext,
  session: SessionRecord,
  params: unknown,
  signal: AbortSignal,
  withdrawn: AbortSignal,
): Promise<Record<string, unknown>> {
  const { sessionId, userId } = session
  const { limits } = context.options
  const count = open.get(sessionId) ?? 0
  if (count >= limits.questionsPerCall) throw new McpPlugError('upstream_protocol')
  open.set(sessionId, count + 1)
  try {
    const asking = { context, session, signal, withdrawn }
    const inputId = `${sessionId}.${randomId(9)}`
    const answers = await ask(asking, new Map([[inputId, readElicitation(params, limits)]]))
    await context.store.dropQuestions(userId, [inputId])
    return { ...answers.get(inputId)! }
  } finally {
    const left = (open.get(sessionId) ?? 1) - 1
    if (left > 0) open.set(sessionId, left)
    else open.delete(sessionId)
  }
}

/** The server says that the person has done what a URL question asked for (`notifications/elicitation/complete`). */
export async function acceptFinished(
  context: ServerContext,
  session: SessionRecord,
  elicitationId: string,
): Promise<void> {
  const all = await context.store.getQuestions(session.userId)
  const finished = all.find(
    (one) => one.elicitationId === elicitationId && one.question.sessionId === session.sessionId,
  )
  if (finished) await answerQuestion(context, session, finished.question.inputId, 'accept')
}
