import type { ConnectionState, Era, ServerInfo, TransportType } from '../../shared/connection.ts'
import type { ErrorBody } from '../../shared/errors.ts'
import type { ObservabilityEvent, StreamEventName } from '../../shared/events.ts'
import type { Tool, ToolPolicy } from '../../shared/mcp.ts'
import type { SessionAuthorization } from '../oauth/authorization.ts'
import type { Logger } from '../options.ts'
import type { Admission, CallEnd, CallRecord, InputAnswer, SeatLimit, StoredQuestion } from './call-records.ts'
import type { SeatKind } from './quota.ts'

export type {
  Admission,
  CallEnd,
  CallMethod,
  CallRecord,
  CallResult,
  InputAnswer,
  InputRound,
  SeatLimit,
  StoredQuestion,
} from './call-records.ts'
export type { SeatKind } from './quota.ts'

/** What is sealed at rest. A store must never write any of it in the clear. */
export interface SessionSecrets extends SessionAuthorization {
  /** Sent with every request to the MCP server. */
  headers?: Record<string, string>
}

/** The handshake as the MCP server answered it, kept so that later calls need none. */
export interface Handshake {
  era: Era
  /** Milliseconds since the epoch. A legacy verdict is tried again after 24 h. */
  at: number
  /** The whole `initialize` result (legacy) or `server/discover` result (modern). */
  result: Record<string, unknown>
  protocolVersion: string
  /** `Mcp-Session-Id` of a stateful legacy server. */
  mcpSessionId?: string
  /** What worked; never `auto`. */
  transport: Exclude<TransportType, 'auto'>
}

/** A stored session: everything that any replica needs to act for this person on this MCP server. */
export interface SessionRecord {
  sessionId: string
  userId: string
  serverId: string
  serverName: string
  serverUrl: string
  account?: string
  /** Where authorization servers send the person back to. */
  callbackUrl?: string
  /** Absolute URL of the handler's base path, for the address behind "Sign in". */
  baseUrl?: string
  /** Where the person goes when signed in; a page that closes itself where absent. */
  returnTo?: string
  /** Scopes to ask for at the next sign-in, space-separated. */
  wantedScope?: string
  /** As asked for; what worked is in `handshake.transport`. */
  transportType: TransportType
  state: ConnectionState
  error?: ErrorBody
  /** False once the person has disconnected: nothing reconnects it by itself. */
  active: boolean
  /** Milliseconds since the epoch. */
  createdAt: number
  handshake?: Handshake
  serverInfo?: ServerInfo
  capabilities?: Record<string, unknown>
  instructions?: string
  /** URIs of resources whose changes are to be told. */
  subscriptions?: readonly string[]
  toolCount: number
  toolsHash: string
  secrets: SessionSecrets
  /** Counts the writes; begins at 1. */
  generation: number
  /** Milliseconds since the epoch; set by the store on every read and write. */
  expiresAt: number
}

/** What the caller of `create` gives; the store adds the rest. */
export type NewSession = Omit<SessionRecord, 'generation' | 'expiresAt'>

/** A change to a record: `undefined` removes an optional field. Identity and bookkeeping are not to be changed. */
export type SessionChange = {
  [K in keyof Omit<SessionRecord, 'sessionId' | 'userId' | 'createdAt' | 'generation' | 'expiresAt'>]?:
    | SessionRecord[K]
    | undefined
}

/** A tool as its server gave it, and its hash. */
export interface HashedTool {
  definition: Tool
  hash: string
}

/** A tool with the person's decision on it. */
export interface StoredTool extends HashedTool {
  /** Absent until the person decides. */
  policy?: ToolPolicy
  /** The tool as the person last approved it; absent until then. */
  approved?: HashedTool
}

/** One entry of a user's event log. */
export interface LoggedEvent {
  /** `<epoch>.<ms>-<seq>`; the SSE id. */
  id: string
  name: StreamEventName
  data: unknown
}

/** Of a read from the log: what follows the cursor, or that the cursor can no longer be continued from. */
export type LogSlice = { events: LoggedEvent[]; cursor: string } | { gap: true }

/** A message from one replica to another. */
export type ReplicaMessage =
  | { type: 'cancel'; userId: string; callId: string }
  | { type: 'answer'; userId: string; inputId: string; answer: InputAnswer }
  /** The session's subscriptions have changed: who listens to it must say so to its server. */
  | { type: 'listen'; userId: string; sessionId: string }
  /** Who listens to the session says so to that replica, as soon as it does. */
  | { type: 'is_listening'; userId: string; sessionId: string; replica: string }
  /** The answer to that. */
  | { type: 'listening'; userId: string; sessionId: string }

/** A lock that is held. */
export interface Lock {
  /** Sets its life anew; false where it is no longer ours. */
  renew(ttlMs: number): Promise<boolean>
  /** Frees it if still ours; never rejects. */
  release(): Promise<void>
}

/**
 * Where sessions live. All reads are by the user's id: another user's session is not found.
 * `sessionStoreContract()` in `tests/contracts/session-store.ts` is the suite that every store passes.
 *
 * Errors: every method rejects with a `StoreError` (code `store_unavailable`) when the store cannot be
 * reached, and within about a second; `get`, `update` and `getCall` reject with code `session_unreadable` when
 * what is sealed in a record cannot be opened with the present keys (the record is kept).
 */
export interface SessionStore {
  /** For log lines, e.g. `memory`. */
  readonly name: string
  /** 128 random bits or more, URL-safe. */
  generateSessionId(): string
  /** Stores a new session with generation 1. Rejects with `internal` if the user has one of that id. */
  create(session: NewSession): Promise<SessionRecord>
  /** The session, its life renewed; null where this user has none of that id. */
  get(userId: string, sessionId: string): Promise<SessionRecord | null>
  /** Changes the session if its generation still is `ifGeneration`, and renews it. Null where it is gone or has moved on. */
  update(userId: string, sessionId: string, ifGeneration: number, change: SessionChange): Promise<SessionRecord | null>
  /**
   * All sessions of a user, oldest first, in the same number of round trips for any number of them. Their lives are not
   * renewed. Unreadable ones come with empty `secrets` and `error.code` `session_unreadable`.
   */
  list(userId: string): Promise<SessionRecord[]>
  /** Removes the session and its tools. True if it was there. */
  delete(userId: string, sessionId: string): Promise<boolean>

  /**
   * Replaces the tools of a session, all at once. Decisions on tools of the same name are kept, and what was approved of
   * them, also while the server does not list them and whatever else of them has changed. Nothing is written where the
   * session is gone.
   */
  putTools(userId: string, sessionId: string, tools: readonly HashedTool[]): Promise<void>
  /** In the order in which the MCP server gave them. */
  getTools(userId: string, sessionId: string): Promise<StoredTool[]>
  getTool(userId: string, sessionId: string, name: string): Promise<StoredTool | null>
  /** Keeps a decision; `allow` approves the tool as it is. With `hash`, only of the tool of that hash. */
  setToolPolicy(
    userId: string,
    sessionId: string,
    name: string,
    policy: ToolPolicy,
    hash?: string,
  ): Promise<'set' | 'missing' | 'changed'>

  /** Keeps a sealed value for `ttlSeconds` under a name that must be hard to guess. */
  putState(name: string, value: unknown, ttlSeconds: number): Promise<void>
  /**
   * Takes the value away, atomically: of many claims one gets it, the others null. After a `store_unavailable` it may be
   * gone without anybody having got it.
   */
  claimState(name: string): Promise<unknown>
  /** The value, which stays; null where there is none. */
  peekState(name: string): Promise<unknown>

  /** Takes the named lock for `ttlMs`; null while another holds it. `owner` is what `lockOwner` tells of it. */
  lock(userId: string, name: string, ttlMs: number, owner?: string): Promise<Lock | null>
  /** The owner of a lock that is held (`''` where it has no name); null where nobody holds it. */
  lockOwner(userId: string, name: string): Promise<string | null>

  /** Counts one use against `points` in a window of `seconds`. Resolves with the seconds to wait, 0 within the limit. */
  consume(userId: string, name: string, points: number, seconds: number): Promise<number>

  /**
   * Takes one of a user's seats, for `limit.seconds`; false where as many as the limit are taken by others. Who has it
   * already keeps it.
   */
  takeSeat(userId: string, kind: SeatKind, id: string, limit: SeatLimit): Promise<boolean>
  /** Keeps seats for `seconds` from now, also those that have ended. */
  keepSeats(userId: string, kind: SeatKind, ids: readonly string[], seconds: number): Promise<void>
  leaveSeat(userId: string, kind: SeatKind, id: string): Promise<void>

  /**
   * Reads the session and, for a tool call, the tool; registers the call for `ttlSeconds`. With a limit, it takes one of
   * the user's seats for running calls, and is not registered where there is none. One round trip.
   */
  admitCall(userId: string, call: CallRecord, ttlSeconds: number, limit?: SeatLimit): Promise<Admission>
  getCall(userId: string, callId: string): Promise<CallRecord | null>
  /** Merges into a registered call and sets its life anew; false where it is gone. */
  updateCall(userId: string, callId: string, change: Partial<CallRecord>, ttlSeconds: number): Promise<boolean>
  /** Goes on with a call that is `waiting`, as `replica`; false where it is not `from`'s any more, or does not wait. */
  claimCall(userId: string, callId: string, from: string, replica: string): Promise<boolean>
  /** The call has ended: it leaves its seat. */
  endCall(userId: string, callId: string, end: CallEnd): Promise<void>
  /** As if the call had never been registered. */
  deleteCall(userId: string, callId: string): Promise<void>

  /** Opens questions, each until its `expiresAt`. */
  putQuestions(userId: string, questions: readonly StoredQuestion[]): Promise<void>
  /** Those that are open. */
  getQuestions(userId: string): Promise<StoredQuestion[]>
  getQuestion(userId: string, inputId: string): Promise<StoredQuestion | null>
  /** Closes a question with an answer, which is kept until it is dropped. False where it is not open: of many, one answers. */
  answerQuestion(userId: string, inputId: string, answer: InputAnswer): Promise<boolean>
  /** Null for each that has no answer. */
  getAnswers(userId: string, inputIds: readonly string[]): Promise<(InputAnswer | null)[]>
  /** Removes questions and answers. Resolves with the ids of those that were still open. */
  dropQuestions(userId: string, inputIds: readonly string[]): Promise<string[]>

  /** Adds to the user's log and rings the bell. Resolves with the entry's id. */
  append(userId: string, name: StreamEventName, data: unknown): Promise<string>
  /** The cursor at the log's end, for a snapshot that is taken right after. Also good for a log that is still empty. */
  cursor(userId: string): Promise<string>
  /** Up to `limit` (default 500) entries after the cursor. */
  read(userId: string, after: string, limit?: number): Promise<LogSlice>
  /**
   * Calls `wake` when there may be something new to read (also without reason), and `onAnnounce` for what is announced.
   * Returns the way to stop.
   */
  subscribe(userId: string, wake: () => void, onAnnounce?: (event: ObservabilityEvent) => void): () => void
  /** Tells the user's streams, in order, best effort, without keeping it. */
  announce(userId: string, event: ObservabilityEvent): Promise<void>

  /** Delivers to the listeners of that replica, best effort. */
  send(replica: string, message: ReplicaMessage): Promise<void>
  /** Listens on a replica's own channel. Returns the way to stop. */
  listen(replica: string, onMessage: (message: ReplicaMessage) => void): () => void

  /**
   * Removes all that is kept of a user: sessions with their tools and decisions, questions, the event log, counters.
   * What lives for a minute or less after its work has ended, locks and kept results, is left to end by itself.
   */
  erase(userId: string): Promise<void>

  /** Connects if need be and proves that the store answers. */
  ready(): Promise<void>
  /** Ends timers and connections. */
  close(): Promise<void>
}

/** Settings that every store takes. */
export interface StoreOptions {
  /** Its lines carry no secret and no user's id. Default: none. */
  logger?: Logger
  /** Life of a session without use, in seconds. Default 43,200 (12 h). */
  sessionTtl?: number
  /** Entries kept in one user's log. Default 1,000. */
  eventsKept?: number
}
