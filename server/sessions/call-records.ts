import type { ErrorBody } from '../../shared/errors.ts'
import type { ObservabilityEvent, OpenQuestion } from '../../shared/events.ts'
import type { CallToolResult, GetPromptResult, JsonObject, ReadResourceResult } from '../../shared/mcp.ts'
import type { SessionRecord, StoredTool } from './store.ts'

/** What of an MCP server can be called, and may ask questions on its way. */
export type CallMethod = 'tools/call' | 'prompts/get' | 'resources/read'

export type CallResult = CallToolResult | GetPromptResult | ReadResourceResult

/** A person's answer to a question (MCP `ElicitResult`). */
export interface InputAnswer {
  action: 'accept' | 'decline' | 'cancel'
  content?: JsonObject
}

/**
 * Where a call of the modern era stands that waits for its person: all that any replica needs to go on with it.
 * (Legacy servers wait for the answer on the connection of the replica that called.)
 */
export interface InputRound {
  /** What is called: of a resource, the record of the call has only a hash. */
  name: string
  arguments?: JsonObject
  /** The server's own key of each question, by `inputId`. */
  keys: Record<string, string>
  /** The server's word for where it stands, given back to the byte. */
  requestState?: string
  /** How often the server has asked. */
  count: number
  /** The retry carries no answers: the server refused until the person has been elsewhere (-32042). */
  plain?: true
}

/** A call in flight or just ended. */
export interface CallRecord {
  callId: string
  sessionId: string
  method: CallMethod
  /** The tool's or the prompt's name, or a hash of the resource's URI. */
  name: string
  /** The replica that runs it; its channel takes answers and cancellations. */
  replica: string
  state: 'running' | 'waiting' | 'finished'
  /** With `waiting`. Sealed at rest. */
  round?: InputRound
  /** Sealed at rest. */
  result?: CallResult
  /** Sealed at rest. */
  error?: ErrorBody
}

/** What `admitCall` found and did, in one step. */
export interface Admission {
  /** Null where this user has none of that id. */
  session: SessionRecord | null
  /** Of a tool call; null where the session has none of that name. */
  tool: StoredTool | null
  /** Whether the call is registered now: not where one of these is missing, the id is taken, or there is no seat. */
  created: boolean
  /** Only where there was no seat for it. */
  crowded?: true
}

/** How many seats a user has, and for how long one is taken that nobody keeps. */
export interface SeatLimit {
  seats: number
  seconds: number
}

/** How a call ends. */
export interface CallEnd {
  /** Kept with the call. */
  change: Partial<CallRecord>
  /** How long, in seconds. */
  ttlSeconds: number
  /** The tool of that hash was approved by the person, and ran. */
  approve?: { sessionId: string; name: string; hash: string } | undefined
  /** Told to the person's streams. */
  announce?: ObservabilityEvent | undefined
}

/** An open question, and the replica that waits for its answer. */
export interface StoredQuestion {
  question: OpenQuestion
  replica: string
  /** The server's own name for a question that leads elsewhere. */
  elicitationId?: string
}
