import type {
  CallToolResult,
  GetPromptResult,
  JsonObject,
  Prompt,
  ReadResourceResult,
  Resource,
  ResourceTemplate,
  ToolInfo,
} from '../shared/mcp.ts'
import type { TransportType } from '../shared/connection.ts'
import type { RpcMethod, RpcParams, RpcResult } from '../shared/rpc.ts'
import { type CallerContext, lazyContext } from './context.ts'
import { McpPlugError, UnauthorizedError } from './errors.ts'
import { checkHeaders } from './guards/headers.ts'
import { admitCall } from './mcp/admit.ts'
import { answerQuestion } from './mcp/answers.ts'
import type { CallListener } from './mcp/call.ts'
import { createSession, disconnect, establish, reconnect } from './mcp/lifecycle.ts'
import { METHODS } from './methods/index.ts'
import type { Method } from './methods/method.ts'
import { parseServerUrl } from './net/address.ts'
import { beginFlow } from './oauth/begin.ts'
import { finishFlow } from './oauth/finish.ts'
import type { CallMethod, SessionRecord } from './sessions/store.ts'
import { type HandlerOptions, resolveOptions } from './options.ts'

/** Settings of an {@link MCPClient}. Those of the handler that concern neither HTTP nor sign-in mean the same here. */
export interface MCPClientOptions extends Pick<
  HandlerOptions,
  'store' | 'keys' | 'allowPrivateNetwork' | 'limits' | 'listen' | 'logger' | 'sessionTtl' | 'oauth'
> {
  /** Whose session it is. */
  userId: string
  /** Of a stored session, or of a new one: `sessionStore.generateSessionId()`. */
  sessionId: string
  /** Required for a session that is not stored yet. */
  serverUrl?: string
  serverId?: string
  serverName?: string
  /** Default `auto`. */
  transportType?: TransportType
  /** Sent with every request to this MCP server; sealed in the store. */
  headers?: Record<string, string>
  /** Your own page that authorization servers send the person back to; it hands its query to `finishAuth`. */
  callbackUrl?: string
  /** Called with the authorization server's address before `connect` throws its `UnauthorizedError`. */
  onRedirect?: (authUrl: string) => void
}

/** Of one call: what it says meanwhile, and how it is ended. */
export interface CallOptions extends CallListener {
  /** Cancels it, on the MCP server too. */
  signal?: AbortSignal
  /** 1 to 64 of `A-Z a-z 0-9 _ -`; the same one twice is one call. Default: a random one. */
  callId?: string
}

export interface CallToolOptions extends CallOptions {
  /** Hash of the tool as it was seen. */
  approval?: string
}

/**
 * The engine without HTTP in front, for code on the server, e.g. to hand a user's tools to an agent. With only `userId`
 * and `sessionId` it resumes a stored session. It holds no connection: each call is one request to the MCP server.
 *
 * Errors of every method: `McpPlugError`, found by its `code`.
 */
export class MCPClient {
  readonly sessionId: string
  readonly #options: MCPClientOptions
  readonly #context: () => CallerContext

  constructor(options: MCPClientOptions) {
    const { userId, sessionId } = options
    if (!sessionId) throw new TypeError('MCPClient needs a `sessionId`; sessionStore.generateSessionId() makes one.')
    this.sessionId = sessionId
    this.#options = options
    const context = lazyContext(resolveOptions(options))
    this.#context = () => ({ ...context(), userId, requestId: `c-${sessionId.slice(0, 8)}` })
  }

  /**
   * Shakes hands with the MCP server and lists its tools.
   * Errors: `UnauthorizedError` where the server wants authorisation; `session_not_found` where nothing is stored and
   * no `serverUrl` was given.
   */
  async connect(): Promise<void> {
    const context = this.#context()
    const stored = await context.store.get(context.userId, this.sessionId)
    try {
      const record = await (stored
        ? reconnect(context, stored)
        : establish(context, await createSession(context, this.#seed(context))))
      if (record.state === 'AUTHENTICATING') await this.#signIn(context, record)
    } catch (error) {
      const refused = error instanceof McpPlugError && error.code === 'reauth_required'
      if (!refused || error instanceof UnauthorizedError) throw error
      throw new UnauthorizedError(undefined, { cause: error })
    }
  }

  async #signIn(context: CallerContext, record: SessionRecord): Promise<never> {
    const { callbackUrl: redirectUri = record.callbackUrl! } = this.#options
    // No browser is known here: the app's own login decides who may finish.
    const { href } = await beginFlow(context, record, { redirectUri, browserHash: '' })
    this.#options.onRedirect?.(href)
    throw new UnauthorizedError(href)
  }

  /**
   * Ends a sign-in with the whole query of the callback page, and connects. Check first that it is this user who came.
   * Errors: those of the callback: `state_unknown_or_used`, `oauth_browser_mismatch`, `issuer_mismatch` …
   */
  async finishAuth(params: URLSearchParams): Promise<void> {
    const context = this.#context()
    await finishFlow(context, params, { userId: context.userId, byCall: true })
  }

  #seed(context: CallerContext) {
    const { userId, serverUrl, serverId, serverName, transportType = 'auto', headers, callbackUrl } = this.#options
    if (serverUrl === undefined) throw new McpPlugError('session_not_found')
    const url = parseServerUrl(serverUrl, context.rules)
    return {
      sessionId: this.sessionId,
      userId,
      serverId: serverId ?? url.host,
      serverName: serverName ?? url.host,
      serverUrl: url.href,
      transportType,
      secrets: headers ? { headers: checkHeaders(headers) } : {},
      ...(callbackUrl !== undefined && { callbackUrl }),
    }
  }

  listTools(): Promise<{ readonly tools: readonly ToolInfo[] }> {
    return this.#ask('listTools', { sessionId: this.sessionId })
  }

  /**
   * Runs a tool. `signal` cancels it on the MCP server too. The app's own code needs no approval of the person's; with
   * `approval` the tool runs only if it is the one of that hash, and one that the person has blocked never runs.
   */
  callTool(name: string, args?: JsonObject, options: CallToolOptions = {}): Promise<CallToolResult> {
    return this.#call('tools/call', name, args, options) as Promise<CallToolResult>
  }

  async #call(method: CallMethod, name: string, args: JsonObject | undefined, options: CallToolOptions) {
    const context = this.#context()
    const { signal, callId, approval, ...listener } = options
    const { userId } = context
    const { sessionId } = this
    const call = await admitCall(context, {
      userId,
      sessionId,
      method,
      name,
      arguments: args,
      callId,
      approval,
      byApp: true,
    })
    return call.run(listener, signal)
  }

  /**
   * Answers a question that `onInput` told of. Errors: `session_not_found` where it is not open any more, `invalid_params`
   * where the content does not fit its schema.
   */
  async answerInput(inputId: string, action: 'accept' | 'decline' | 'cancel', content?: JsonObject): Promise<void> {
    const context = this.#context()
    const stored = await context.store.get(context.userId, this.sessionId)
    if (!stored) throw new McpPlugError('session_not_found')
    await answerQuestion(context, stored, inputId, action, content)
  }

  listPrompts(): Promise<{ readonly prompts: readonly Prompt[] }> {
    return this.#ask('listPrompts', { sessionId: this.sessionId })
  }

  getPrompt(name: string, args?: Record<string, string>, options: CallOptions = {}): Promise<GetPromptResult> {
    return this.#call('prompts/get', name, args, options) as Promise<GetPromptResult>
  }

  listResources(): Promise<{ readonly resources: readonly Resource[] }> {
    return this.#ask('listResources', { sessionId: this.sessionId })
  }

  listResourceTemplates(): Promise<{ readonly resourceTemplates: readonly ResourceTemplate[] }> {
    return this.#ask('listResourceTemplates', { sessionId: this.sessionId })
  }

  readResource(uri: string, options: CallOptions = {}): Promise<ReadResourceResult> {
    return this.#call('resources/read', uri, undefined, options) as Promise<ReadResourceResult>
  }

  /** Ends the session on the MCP server and removes it from the store. */
  async disconnect(): Promise<void> {
    const context = this.#context()
    const stored = await context.store.get(context.userId, this.sessionId)
    if (stored) await disconnect(context, stored)
  }

  async #ask<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<RpcResult<M>> {
    return (METHODS[method] as Method<M>).handle(this.#context(), params)
  }
}
