import type { OpenQuestion } from '../../shared/events.ts'
import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import type { InputAnswer, SessionRecord, StoredQuestion } from '../sessions/store.ts'
import { about, emit } from '../sessions/transition.ts'
import type { Elicitation } from './elicitation.ts'

/** How often a replica looks for answers whose message was lost, in milliseconds. */
const SWEEP_MS = 5_000

/** Who asks: the session, and the call where the question came with one. */
export interface Asking {
  readonly context: ServerContext
  readonly session: SessionRecord
  readonly call?: { readonly callId: string; readonly name: string } | undefined
  /** Told of each question when all of this person's streams are. */
  readonly onQuestion?: ((question: OpenQuestion) => void) | undefined
  /** The call is over, or the person has cancelled it: its questions are withdrawn. */
  readonly signal: AbortSignal
  /** The server itself takes the question back. */
  readonly withdrawn?: AbortSignal | undefined
}

/**
 * Puts questions to the person, by `inputId`: every replica knows of them and every tab is told, and any tab may answer.
 * Waits until each question has an answer. One that nobody answers in time counts as cancelled; so does one that its
 * server takes back. The answers stay in the store until they are dropped.
 *
 * Errors: the reason of `signal`, with the questions withdrawn.
 */
export async function ask(asking: Asking, items: ReadonlyMap<string, Elicitation>): Promise<Map<string, InputAnswer>> {
  const stored = toStored(asking, items)
  await open(asking, stored)
  return awaitAnswers(
    asking,
    stored.map(({ question }) => question),
  )
}

/** Questions as they are kept; all of one round end at the same time. */
function toStored({ context, session, call }: Asking, items: ReadonlyMap<string, Elicitation>): StoredQuestion[] {
  const expiresAt = Date.now() + context.options.limits.questionTimeout
  return [...items].map(([inputId, elicitation]) => {
    const { mode, message } = elicitation
    const question: OpenQuestion = {
      inputId,
      sessionId: session.sessionId,
      serverName: session.serverName,
      ...(call && { callId: call.callId, name: call.name }),
      mode,
      message,
      ...(mode === 'form' ? { requestedSchema: elicitation.requestedSchema } : { url: elicitation.url }),
      expiresAt,
    }
    const elicitationId = mode === 'url' ? elicitation.elicitationId : undefined
    return { question, replica: context.replica.id, ...(elicitationId !== undefined && { elicitationId }) }
  })
}

async function open({ context, session, onQuestion }: Asking, stored: readonly StoredQuestion[]): Promise<void> {
  const { store, replica } = context
  await replica.beat()
  await store.putQuestions(session.userId, stored)
  for (const { question } of stored) {
    await emit(store, session.userId, { type: 'input_required', ...about(session), question })
    onQuestion?.(question)
  }
}

async function awaitAnswers(asking: Asking, questions: readonly OpenQuestion[]): Promise<Map<string, InputAnswer>> {
  const { context, session, signal, withdrawn } = asking
  const { store, replica, options } = context
  const { userId } = session
  const answers = new Map<string, InputAnswer>()
  const missing = () => questions.map(({ inputId }) => inputId).filter((id) => !answers.has(id))
  const look = async () => {
    const ids = missing()
    for (const [index, answer] of (await store.getAnswers(userId, ids)).entries())
      if (answer) answers.set(ids[index]!, answer)
  }
  const close = (outcome: 'expired' | 'cancel') => closeQuestions(context, session, missing(), outcome)

  const end = await new Promise<'answered' | 'expired' | 'aborted'>((resolve) => {
    const check = () => missing().length === 0 && resolve('answered')
    const stops = questions.map(({ inputId }) =>
      replica.onAnswer(userId, inputId, (answer) => {
        answers.set(inputId, answer)
        check()
      }),
    )
    const sweep = setInterval(() => void look().then(check, () => {}), SWEEP_MS)
    const deadline = Math.min(...questions.map(({ expiresAt }) => expiresAt)) - Date.now()
    const timer = setTimeout(() => resolve('expired'), Math.max(0, deadline))
    const onAbort = () => resolve('aborted')
    const onWithdrawn = () => resolve('expired')
    const settle = resolve
    resolve = (how) => {
      clearInterval(sweep)
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      withdrawn?.removeEventListener('abort', onWithdrawn)
      for (const stop of stops) stop()
      settle(how)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    withdrawn?.addEventListener('abort', onWithdrawn, { once: true })
    if (signal.aborted) onAbort()
    else if (withdrawn?.aborted) onWithdrawn()
    // An answer may have come before anybody waited for it.
    else void look().then(check, () => {})
  })
  if (end === 'answered') return answers
  if (end === 'aborted') {
    await close('cancel').catch((error: unknown) => warn(options.logger, error))
    throw signal.reason
  }
  await look()
  await close('expired')
  for (const id of missing()) answers.set(id, { action: 'cancel' })
  return answers
}

const warn = (logger: ServerContext['options']['logger'], error: unknown) =>
  logger.warn(
    { code: error instanceof McpPlugError ? error.code : 'internal' },
    'a question could not be withdrawn; it ends by its time',
  )

/** Ends what is still open of these questions without an answer, and tells every tab. */
export async function closeQuestions(
  { store }: ServerContext,
  session: SessionRecord,
  inputIds: readonly string[],
  outcome: 'expired' | 'cancel',
): Promise<void> {
  for (const inputId of await store.dropQuestions(session.userId, inputIds))
    await emit(store, session.userId, { type: 'input_answered', ...about(session), inputId, outcome })
}

/** Ends all questions of a session that is removed: nobody can answer them any more. */
export async function closeQuestionsOf(context: ServerContext, session: SessionRecord): Promise<void> {
  const open = await context.store.getQuestions(session.userId)
  const own = open.filter(({ question }) => question.sessionId === session.sessionId)
  await closeQuestions(
    context,
    session,
    own.map(({ question }) => question.inputId),
    'cancel',
  )
}
