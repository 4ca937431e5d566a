import type { CallLog, CallProgress, OpenQuestion } from '../../shared/events.ts'
import type { Limits } from '../../shared/limits.ts'
import type { JsonObject } from '../../shared/mcp.ts'
import { McpPlugError } from '../errors.ts'
import type { CallMethod, InputAnswer, InputRound, SessionRecord, StoredTool } from '../sessions/store.ts'

/** One call of a tool, a prompt or a resource, as it is asked for. */
export interface CallRequest {
  readonly userId: string
  readonly sessionId: string
  readonly method: CallMethod
  /** The tool's or the prompt's name, or the resource's URI. */
  readonly name: string
  readonly arguments?: JsonObject | undefined
  readonly callId?: string | undefined
  readonly detached?: boolean | undefined
  /** Hash of the tool that the person has approved. */
  readonly approval?: string | undefined
  /** The app's own code calls, not a page: it needs no approval. What the person has blocked stays blocked. */
  readonly byApp?: boolean | undefined
}

/** A round of questions that another replica began, with its answers. */
export interface Resumed {
  readonly round: InputRound
  readonly answers: ReadonlyMap<string, InputAnswer>
}

/** How long the end of a call is kept, in seconds; of a detached one, with its result. */
export const RESULT_TTL = 60

/** Life of a registered call, in seconds: as long as it may run and wait for its person, and a little. */
export const leaseSeconds = ({ callTimeoutTotal, questionTimeout }: Limits): number =>
  Math.ceil((callTimeoutTotal + questionTimeout) / 1_000) + RESULT_TTL

/** What a call says while it runs. */
export interface CallListener {
  onProgress?(progress: CallProgress): void
  onLog?(log: CallLog): void
  /** The MCP server asks the person something; `answerInput` answers. */
  onInput?(question: OpenQuestion): void
}

/** A call that has been let in. */
export interface StartedCall {
  readonly session: SessionRecord
  readonly tool: StoredTool | null
  readonly request: CallRequest & { readonly callId: string }
  /** Counts it off its user's calls. */
  leave(): void
  /** Where another replica had brought it. */
  readonly resumed?: Resumed | undefined
}

const TAKEN = 'taken_over'

/** Another replica goes on with the call: it thought this one dead. */
export const takenOver = () =>
  new McpPlugError('call_interrupted', {
    message: 'Another server process goes on with this call. Ask for its result by its id.',
    data: { reason: TAKEN },
  })

export const wasTaken = ({ data }: McpPlugError): boolean => data?.reason === TAKEN
