import type { Connection } from '../shared/connection.ts'
import { errorBody } from '../shared/errors.ts'
import type { CallLog, CallProgress, ConnectionEvent, OpenQuestion } from '../shared/events.ts'
import type { CallToolResult, JsonObject, ToolInfo } from '../shared/mcp.ts'
import type { CallState, RpcParams } from '../shared/rpc.ts'
import { fail, FakeFailure } from './fake-data.ts'
import type { Stream } from './fake-endpoint.ts'

/** What a person answered, or that nobody did. */
export interface FakeAnswer {
  readonly action: 'accept' | 'decline' | 'cancel' | 'expired'
  readonly content?: JsonObject | undefined
}

/** A tool call as `onCall` sees it. */
export interface FakeCall {
  readonly sessionId: string
  readonly callId: string
  readonly name: string
  readonly arguments: JsonObject
  /** Aborted when the call is to end. */
  readonly signal: AbortSignal
  progress(progress: Omit<CallProgress, 'callId'>): void
  log(log: Omit<CallLog, 'callId'>): void
  /** Asks the person, in all tabs. */
  ask(question?: Partial<OpenQuestion>): Promise<FakeAnswer>
}

interface Host {
  find(sessionId: string): Connection
  tool(sessionId: string, name: string): ToolInfo | undefined
  emit(event: ConnectionEvent): void
  run(call: FakeCall): CallToolResult | Promise<CallToolResult>
  checkAnswer: ((question: OpenQuestion, content: unknown) => Readonly<Record<string, string>> | undefined) | undefined
}

/** The calls and the questions of a fake endpoint, by the handler's rules. */
export function createFakeCalls(host: Host) {
  const open = new Map<string, { question: OpenQuestion; answered: (answer: FakeAnswer) => void }>()
  const calls = new Map<string, CallState & { readonly end: AbortController; readonly line: Stream | undefined }>()
  let next = 1

  const questionsOf = (callId: string): OpenQuestion[] => api.questions.filter((question) => question.callId === callId)

  const api = {
    get questions(): readonly OpenQuestion[] {
      return Array.from(open.values(), ({ question }) => question)
    },

    ask(sessionId: string, given: Partial<OpenQuestion>, line?: Stream): Promise<FakeAnswer> {
      const { serverName, serverId } = host.find(sessionId)
      const question: OpenQuestion = {
        inputId: `${given.callId ?? sessionId}.${next++}`,
        sessionId,
        serverName,
        mode: 'form',
        message: 'Which one?',
        expiresAt: Date.now() + 600_000,
        ...given,
      }
      const answer = new Promise<FakeAnswer>((answered) => open.set(question.inputId, { question, answered }))
      line?.send('input_required', question)
      host.emit({ type: 'input_required', sessionId, serverId, timestamp: Date.now(), question })
      return answer
    },

    close(inputId: string, answer: FakeAnswer): void {
      const { question, answered } = open.get(inputId) ?? fail('session_not_found')
      open.delete(inputId)
      const { sessionId } = question
      const { serverId } = host.find(sessionId)
      const outcome = answer.action
      host.emit({ type: 'input_answered', sessionId, serverId, timestamp: Date.now(), inputId, outcome })
      answered(answer)
    },

    answer({ inputId, action, content }: RpcParams<'answerInput'>): Record<string, never> {
      const { question } = open.get(inputId) ?? fail('session_not_found')
      const errors = action === 'accept' ? host.checkAnswer?.(question, content) : undefined
      if (errors) fail('invalid_params', { data: { errors } })
      api.close(inputId, { action, content })
      return {}
    },

    /** `gone`: nobody waits for the answer any more. That ends the call, unless it is detached or waits for a person. */
    async call(
      params: RpcParams<'callTool'>,
      line: Stream | undefined,
      gone: AbortSignal | undefined,
    ): Promise<CallToolResult> {
      const { sessionId, name, callId = `call-${next++}`, detached, approval } = params
      const tool = host.tool(sessionId, name)
      if (tool?.policy === 'block' || (tool?.policy === 'ask' && approval === undefined)) fail('tool_not_approved')
      if (tool && approval !== undefined && approval !== tool.hash) {
        fail('tool_changed', { data: { hash: tool.hash, ...(tool.changes && { changes: tool.changes }) } })
      }
      const end = new AbortController()
      gone?.addEventListener('abort', () => {
        if (detached || questionsOf(callId).length > 0) return
        end.abort()
        if (calls.get(callId)?.state === 'running') calls.delete(callId)
      })
      const call = { callId, end, line }
      calls.set(callId, { ...call, state: 'running' })
      const run = async (): Promise<CallToolResult> =>
        host.run({
          sessionId,
          callId,
          name,
          arguments: params.arguments ?? {},
          signal: end.signal,
          progress: (progress) => line?.send('progress', { callId, ...progress }),
          log: (entry) => line?.send('log', { callId, ...entry }),
          ask: (question) => api.ask(sessionId, { callId, name, ...question }, line),
        })
      try {
        const result = await run()
        if (calls.has(callId)) calls.set(callId, { ...call, state: 'finished', result })
        return result
      } catch (error) {
        const body = error instanceof FakeFailure ? error.body : errorBody('internal')
        if (calls.has(callId)) calls.set(callId, { ...call, state: 'finished', error: body })
        throw error
      }
    },

    cancel(callId: string): boolean {
      const call = calls.get(callId)
      if (call?.state !== 'running') return false
      for (const { inputId } of questionsOf(callId)) api.close(inputId, { action: 'cancel' })
      call.end.abort()
      return true
    },

    state(callId: string): CallState {
      const { end: _end, line: _line, ...state } = calls.get(callId) ?? fail('session_not_found')
      return { ...state, ...(state.state === 'running' && { questions: questionsOf(callId) }) }
    },

    breakLines(): void {
      for (const { line } of calls.values()) line?.break()
    },

    forget(): void {
      calls.clear()
    },
  }

  return api
}
