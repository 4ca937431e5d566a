import type { OpenQuestion } from '../../../shared/events.ts'
import type { McpStore } from '../../core/store.ts'
import type { ToolFilter } from '../selection.ts'
import type { Choice } from '../tools.ts'

/**
 * The questions that concern a runner: of calls of its tools, in whichever tab they were started, and what else the
 * chosen tool's connection asks.
 */
export function questionsFor(
  store: McpStore | undefined,
  { server, sessionId, tool }: ToolFilter,
  choice: Choice | undefined,
  isOver: (callId: string) => boolean,
): readonly OpenQuestion[] {
  return (store?.state.questions ?? []).filter((question) => {
    const { callId, name } = question
    const connection = store?.connection(question.sessionId)
    if (!connection || (server && connection.serverId !== server)) return false
    if (sessionId && question.sessionId !== sessionId) return false
    if (callId === undefined) return !choice || choice.connection.sessionId === question.sessionId
    return (!tool || name === undefined || name === tool) && !isOver(callId)
  })
}
