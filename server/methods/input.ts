import { z } from 'zod'
import { answerQuestion } from '../mcp/answers.ts'
import { type Method, ownSession, params, sessionId } from './method.ts'

export const answerInput: Method<'answerInput'> = {
  params: params({
    sessionId,
    inputId: z.string().min(1).max(256),
    action: z.enum(['accept', 'decline', 'cancel']),
    content: z.record(z.string(), z.unknown()).optional(),
  }),
  async handle(context, { sessionId: id, inputId, action, content }) {
    await answerQuestion(context, await ownSession(context, id), inputId, action, content)
    return {}
  },
}
