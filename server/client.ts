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
import { admitCall, type CallListener } from './mcp/calls.ts'
import { createSession, disconnect, establish, reconnect } from './mcp/lifecycle.ts'
import { METHODS } from './methods/index.ts'
import type { Method } from './methods/method.ts'
import { parseServerUrl } from './net/address.ts'
import { beginFlow } from './oauth/begin.ts'
import { finishFlow } from './oauth/finish.ts'
import type { SessionRecord } from './sessions/store.ts'
import { type HandlerOptions, resolveOptions } from './options.ts'

/** Settings of an {@link MCPClient}. Those of the handler that concern neither HTTP nor sign-in mean the same here. */
export interface MCPClientOptions extends Pick<
  HandlerOptions,
  'store' | 'keys' | 'allowPrivateNetwork' | 'limits' | 'logger' | 'sessionTtl' | 'oauth'
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

  /** Runs a tool. `signal` cancels it on the MCP server too. */
  async callTool(
    name: string,
    args?: JsonObject,
    options: CallListener & { signal?: AbortSignal; callId?: string } = {},
  ): Promise<CallToolResult> {
    const context = this.#context()
    const { signal, callId, ...listener } = options
    const call = await admitCall(context, {
      userId: context.userId,
      sessionId: this.sessionId,
      name,
      arguments: args,
      callId,
    })
    return call.run(listener, signal)
  }

  listPrompts(): Promise<{ readonly prompts: readonly Prompt[] }> {
    return this.#ask('listPrompts', { sessionId: this.sessionId })
  }

  getPrompt(name: string, args?: Record<string, string>): Promise<GetPromptResult> {
    return this.#ask('getPrompt', { sessionId: this.sessionId, name, ...(args && { arguments: args }) })
  }

  listResources(): Promise<{ readonly resources: readonly Resource[] }> {
    return this.#ask('listResources', { sessionId: this.sessionId })
  }

  listResourceTemplates(): Promise<{ readonly resourceTemplates: readonly ResourceTemplate[] }> {
    return this.#ask('listResourceTemplates', { sessionId: this.sessionId })
  }

  readResource(uri: string): Promise<ReadResourceResult> {
    return this.#ask('readResource', { sessionId: this.sessionId, uri })
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
