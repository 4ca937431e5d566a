import type { Connection, ConnectionState } from './connection.ts'
import type { ErrorBody } from './errors.ts'

/** Version of the wire between page and server. A client that sees a higher one still works: unknown events are ignored. */
export const WIRE_VERSION = 1

/** SSE event names of the user's event stream (`GET base`). */
export type StreamEventName = 'connected' | 'connection' | 'observability' | 'reset'

interface Of<Type extends string> {
  readonly type: Type
  readonly sessionId: string
  readonly serverId: string
  /** Milliseconds since the epoch. */
  readonly timestamp: number
}

/** What happens to a person's connections, in order, to every tab of that person. */
export type ConnectionEvent =
  | (Of<'state_changed'> & {
      readonly state: ConnectionState
      readonly previousState?: ConnectionState
      readonly connection: Connection
    })
  | (Of<'tools_discovered'> & { readonly toolCount: number; readonly toolsHash: string })
  | (Of<'auth_required'> & { readonly authUrl: string })
  | (Of<'error'> & { readonly error: ErrorBody })
  | (Of<'disconnected'> & { readonly reason?: 'user' | 'expired' })
  | (Of<'progress'> & { readonly message: string })
  | (Of<'tools_changed'> & { readonly toolCount: number; readonly toolsHash: string })
  | Of<'prompts_changed'>
  | Of<'resources_changed'>
  | (Of<'resource_updated'> & { readonly uri: string })
  | (Of<'input_required'> & { readonly question: OpenQuestion })
  | (Of<'input_answered'> & { readonly inputId: string; readonly outcome: 'accept' | 'decline' | 'cancel' | 'expired' })

/** What every event of a call has. */
interface OfCall<Type extends string> {
  readonly type: Type
  readonly sessionId: string
  readonly callId: string
  /** What was called: the tool's or the prompt's name, or the resource's URI. */
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly timestamp: number
}

/**
 * What a person's calls are doing, for that person's other tabs and for developers. Sent as it happens and not kept:
 * a stream that resumes has missed what came meanwhile, and a quick succession of progress is thinned out.
 */
export type ObservabilityEvent =
  | OfCall<'call_started'>
  | (OfCall<'call_progress'> & CallProgress)
  | (OfCall<'call_log'> & CallLog)
  | (OfCall<'call_finished'> & {
      /** Milliseconds. */
      readonly duration: number
      readonly outcome: 'result' | 'tool_error' | 'error' | 'cancelled'
    })

/** A question of an MCP server that waits for the person (MCP elicitation). All text in it is untrusted. */
export interface OpenQuestion {
  /** `<callId>.<key>` for a question of a call, `<callId>.<key>.<round>` from the second round on. */
  readonly inputId: string
  readonly sessionId: string
  readonly serverName: string
  /** Absent where the question belongs to the session and not to a call. */
  readonly callId?: string
  /** What was called: the tool's or the prompt's name, or the resource's URI. */
  readonly name?: string
  readonly mode: 'form' | 'url'
  readonly message: string
  /** With `form`: a JSON Schema object. */
  readonly requestedSchema?: Readonly<Record<string, unknown>>
  /** With `url`: where the server wants the person to go. */
  readonly url?: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** All that a page needs to start from nothing. */
export interface Snapshot {
  readonly connections: readonly Connection[]
  readonly questions: readonly OpenQuestion[]
}

/** `connected`, the first event of every stream, and `reset`, sent when the gap is too old to replay. */
export interface SnapshotEvent extends Snapshot {
  readonly version: number
  /** Who is signed in: the same text for the same person, which tells nothing of them. */
  readonly user: string
  /** Whether the stream continues where `Last-Event-ID` stood: then what follows is the replay, and the snapshot may be skipped. */
  readonly resumed: boolean
}

/** Events of one call, on the answer to a streamed POST, before `rpc-response`. `input_required` carries an {@link OpenQuestion}. */
export type CallEventName = 'progress' | 'log' | 'input_required' | 'rpc-response'

/** MCP progress (`notifications/progress`). */
export interface CallProgress {
  readonly callId: string
  readonly progress: number
  readonly total?: number
  /** Untrusted text. */
  readonly message?: string
}

/** A log message of the MCP server during a call (`notifications/message`). Untrusted. */
export interface CallLog {
  readonly callId: string
  readonly level: string
  readonly logger?: string
  readonly data: unknown
}
