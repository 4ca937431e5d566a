import type { CatalogueServer, Connection, ConnectionState, TransportType } from './connection.ts'
import type { ErrorBody } from './errors.ts'
import type { OpenQuestion } from './events.ts'
import type {
  CallToolResult,
  CompleteResult,
  GetPromptResult,
  JsonObject,
  Prompt,
  ReadResourceResult,
  Resource,
  ResourceTemplate,
  ToolInfo,
  ToolPolicy,
} from './mcp.ts'

interface OfSession {
  readonly sessionId: string
}

type Empty = Record<string, never>

/** `connect`: a catalogue entry by its id, or any server by its address. */
export interface ConnectParams {
  /** Required unless `serverId` names a catalogue entry. */
  readonly serverUrl?: string
  readonly serverName?: string
  /** Alone, it names a catalogue entry. */
  readonly serverId?: string
  /** Default `auto`. */
  readonly transportType?: TransportType
  /** Sent with every request to this MCP server. Write-only: never read back. */
  readonly headers?: Readonly<Record<string, string>>
  readonly callbackUrl?: string
  readonly returnTo?: string
  /** Tells two connections to one server apart. */
  readonly account?: string
}

export interface ConnectResult extends OfSession {
  readonly state: ConnectionState
  readonly authUrl?: string
}

export interface CallToolParams extends OfSession {
  readonly name: string
  readonly arguments?: JsonObject
  /** 1 to 64 of `A-Z a-z 0-9 _ -`; made by the server where absent. */
  readonly callId?: string
  /** The call goes on when the page is closed; its result is kept for 60 s under `callId`. */
  readonly detached?: boolean
  /** The hash of the tool that the person approved. */
  readonly approval?: string
}

/**
 * One step of `diagnose`, in the order tried. Steps after a failed one are not tried, but `sign-in` after a handshake
 * that was refused for want of one: whether it could be begun.
 */
export interface DiagnoseStep {
  readonly step: 'address' | 'network' | 'handshake' | 'sign-in' | 'tools'
  readonly ok: boolean
  readonly code?: ErrorBody['code']
  readonly message?: string
  /** Why the network failed, where it is known. */
  readonly reason?: 'dns' | 'refused' | 'tls' | 'timeout'
  /** What the MCP server answered with, where that is the reason. */
  readonly httpStatus?: number
}

export interface CallState {
  readonly callId: string
  readonly state: 'running' | 'finished'
  /** What the call waits for the person to answer. */
  readonly questions?: readonly OpenQuestion[]
  /** Of a tool, a prompt or a resource, as what was called. */
  readonly result?: CallToolResult | GetPromptResult | ReadResourceResult
  readonly error?: ErrorBody
}

/** Every method: its parameters and its result. */
export interface RpcMethods {
  /** With the questions that are open, if there are any: all that a page without an event stream needs. */
  getSessions: {
    params: Empty
    result: { readonly sessions: readonly Connection[]; readonly questions?: readonly OpenQuestion[] }
  }
  getServers: { params: Empty; result: { readonly servers: readonly CatalogueServer[] } }
  connect: { params: ConnectParams; result: ConnectResult }
  /** `revoke: false` leaves the sign-in good at its authorization server until it runs out. */
  disconnect: { params: OfSession & { readonly revoke?: boolean }; result: Empty }
  /** Begins a sign-in again, or one for more scopes. */
  authorize: { params: OfSession & { readonly scopes?: readonly string[] }; result: { readonly authUrl: string } }
  /** Ends a sign-in whose callback is a page of the app's own: `params` is the whole query of that page. */
  finishAuth: { params: { readonly params: string }; result: OfSession & { readonly state: ConnectionState } }
  restoreSession: {
    params: OfSession
    result: Omit<ConnectResult, 'sessionId'> & { readonly toolCount: number }
  }
  diagnose: {
    params: { readonly sessionId?: string; readonly serverUrl?: string }
    result: { readonly steps: readonly DiagnoseStep[] }
  }
  listTools: { params: OfSession; result: { readonly tools: readonly ToolInfo[] } }
  listPrompts: { params: OfSession; result: { readonly prompts: readonly Prompt[] } }
  listResources: { params: OfSession; result: { readonly resources: readonly Resource[] } }
  listResourceTemplates: { params: OfSession; result: { readonly resourceTemplates: readonly ResourceTemplate[] } }
  setToolPolicy: {
    params: OfSession & {
      readonly name: string
      readonly policy: ToolPolicy
      /** Of the tool that the person has seen; another one is `tool_changed`. */
      readonly hash?: string
    }
    result: Empty
  }
  callTool: { params: CallToolParams; result: CallToolResult }
  cancelCall: { params: { readonly callId: string }; result: { readonly cancelled: boolean } }
  getCall: { params: { readonly callId: string }; result: CallState }
  /** Answers an open question (MCP elicitation), from any tab. `content` goes with `accept` of a form. */
  answerInput: {
    params: OfSession & {
      readonly inputId: string
      readonly action: 'accept' | 'decline' | 'cancel'
      readonly content?: JsonObject
    }
    result: Empty
  }
  getPrompt: {
    params: OfSession & {
      readonly name: string
      readonly arguments?: Readonly<Record<string, string>>
      /** As in {@link CallToolParams}. */
      readonly callId?: string
    }
    result: GetPromptResult
  }
  readResource: {
    params: OfSession & {
      readonly uri: string
      /** As in {@link CallToolParams}. */
      readonly callId?: string
    }
    result: ReadResourceResult
  }
  /** Asks the server to tell of changes of this resource: `resource_updated` events. */
  subscribeResource: { params: OfSession & { readonly uri: string }; result: Empty }
  unsubscribeResource: { params: OfSession & { readonly uri: string }; result: Empty }
  complete: {
    params: OfSession & {
      readonly ref:
        | { readonly type: 'ref/prompt'; readonly name: string }
        | { readonly type: 'ref/resource'; readonly uri: string }
      readonly argument: { readonly name: string; readonly value: string }
      readonly context?: { readonly arguments?: Readonly<Record<string, string>> }
    }
    result: CompleteResult
  }
}

export type RpcMethod = keyof RpcMethods
export type RpcParams<M extends RpcMethod> = RpcMethods[M]['params']
export type RpcResult<M extends RpcMethod> = RpcMethods[M]['result']

/** Body of `POST base`. */
export interface RpcRequest<M extends RpcMethod = RpcMethod> {
  /** Chosen by the client, given back in the answer. */
  readonly id: string | number
  readonly method: M
  readonly params: RpcParams<M>
}

/** Answer to `POST base`, and the data of `rpc-response` on a streamed one. */
export type RpcResponse<M extends RpcMethod = RpcMethod> =
  | { readonly id: string | number | null; readonly result: RpcResult<M> }
  | { readonly id: string | number | null; readonly error: ErrorBody }
