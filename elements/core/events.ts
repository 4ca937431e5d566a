import type { Connection } from '../../shared/connection.ts'
import type { CallProgress, OpenQuestion } from '../../shared/events.ts'
import type { CallToolResult, ContentBlock, JsonObject } from '../../shared/mcp.ts'
import type { ConnectParams } from '../../shared/rpc.ts'
import type { McpError } from './error.ts'

/** What asks can be refused: `preventDefault()` on it, and nothing happens. */
const request: EventInit = { bubbles: true, composed: true, cancelable: true }
const notice: EventInit = { bubbles: true, composed: true }

/** Something failed: a request of the element, or its line to the server. It is shown in the element as well. */
export class McpErrorEvent extends Event {
  readonly error: McpError

  constructor(error: McpError) {
    super('mcp-error', notice)
    this.error = error
  }
}

/** The person asks to connect a server. `params` may hold headers with secrets. */
export class McpConnectRequestEvent extends Event {
  readonly params: ConnectParams

  constructor(params: ConnectParams) {
    super('mcp-connect-request', request)
    this.params = params
  }
}

abstract class ConnectionEvent extends Event {
  readonly connection: Connection

  constructor(type: string, init: EventInit, connection: Connection) {
    super(type, init)
    this.connection = connection
  }
}

/** The server says that a connection is ready. */
export class McpConnectedEvent extends ConnectionEvent {
  constructor(connection: Connection) {
    super('mcp-connected', notice, connection)
  }
}

/** The person follows a connection's sign-in link; `connection.authUrl` is where it leads. */
export class McpAuthorizeRequestEvent extends ConnectionEvent {
  constructor(connection: Connection) {
    super('mcp-authorize-request', request, connection)
  }
}

/** The person asks to end a connection: it is sent some seconds later, unless they undo it. */
export class McpDisconnectRequestEvent extends ConnectionEvent {
  constructor(connection: Connection) {
    super('mcp-disconnect-request', request, connection)
  }
}

/** The server says that a connection is gone. */
export class McpDisconnectedEvent extends ConnectionEvent {
  constructor(connection: Connection) {
    super('mcp-disconnected', notice, connection)
  }
}

/** The person chose a connection. */
export class McpSelectEvent extends ConnectionEvent {
  constructor(connection: Connection) {
    super('mcp-select', notice, connection)
  }
}

/** What is about to be called. */
export interface CallRequest {
  readonly sessionId: string
  readonly name: string
  /** May hold secrets that the person typed. */
  readonly arguments: JsonObject
}

/** The person asks to run a tool. */
export class McpCallRequestEvent extends Event {
  readonly call: CallRequest

  constructor(call: CallRequest) {
    super('mcp-call-request', request)
    this.call = call
  }
}

/** A running call got further. */
export class McpProgressEvent extends Event {
  readonly progress: CallProgress

  constructor(progress: CallProgress) {
    super('mcp-progress', notice)
    this.progress = progress
  }
}

/** The MCP server asks the person something during a call. */
export class McpInputRequiredEvent extends Event {
  readonly question: OpenQuestion

  constructor(question: OpenQuestion) {
    super('mcp-input-required', notice)
    this.question = question
  }
}

/** A call ended with a result, which may say that the tool failed (`isError`). */
export class McpResultEvent extends Event {
  readonly call: CallRequest
  readonly result: CallToolResult

  constructor(call: CallRequest, result: CallToolResult) {
    super('mcp-result', notice)
    this.call = call
    this.result = result
  }
}

/** An app asks to add a message to the page's conversation. Only where a listener calls {@link take} the app hears that it was added. */
export class McpAppMessageEvent extends Event {
  /** An app's words, in the person's name: show them before they are sent to anybody. */
  readonly content: readonly ContentBlock[]
  taken = false

  constructor(content: readonly ContentBlock[]) {
    super('mcp-app-message', notice)
    this.content = content
  }

  take(): void {
    this.taken = true
  }
}

/** What an app would have a model know of it from now on, in place of what it said before. Untrusted. */
export class McpAppContextEvent extends Event {
  readonly content: readonly ContentBlock[] | undefined
  readonly structuredContent: JsonObject | undefined

  constructor(content: readonly ContentBlock[] | undefined, structuredContent: JsonObject | undefined) {
    super('mcp-app-context', notice)
    this.content = content
    this.structuredContent = structuredContent
  }
}

/** A log message of an app (MCP `notifications/message`). Untrusted. */
export class McpAppLogEvent extends Event {
  readonly log: { readonly level: string; readonly logger?: string; readonly data: unknown }

  constructor(log: McpAppLogEvent['log']) {
    super('mcp-app-log', notice)
    this.log = log
  }
}

/** The form's value changed. Does not leave the shadow root that the form is in: values may be secret. */
export class McpInputEvent extends Event {
  /** `undefined` while the form holds nothing, or nothing that can be sent. */
  readonly value: unknown

  constructor(value: unknown) {
    super('mcp-input', { bubbles: true })
    this.value = value
  }
}

/** The form was submitted, and its value is valid. Does not leave the shadow root that the form is in. */
export class McpSubmitEvent extends Event {
  readonly value: unknown

  constructor(value: unknown) {
    super('mcp-submit', { bubbles: true, cancelable: true })
    this.value = value
  }
}

declare global {
  interface HTMLElementEventMap {
    'mcp-error': McpErrorEvent
    'mcp-connect-request': McpConnectRequestEvent
    'mcp-connected': McpConnectedEvent
    'mcp-authorize-request': McpAuthorizeRequestEvent
    'mcp-disconnect-request': McpDisconnectRequestEvent
    'mcp-disconnected': McpDisconnectedEvent
    'mcp-select': McpSelectEvent
    'mcp-call-request': McpCallRequestEvent
    'mcp-progress': McpProgressEvent
    'mcp-input-required': McpInputRequiredEvent
    'mcp-result': McpResultEvent
    'mcp-app-message': McpAppMessageEvent
    'mcp-app-context': McpAppContextEvent
    'mcp-app-log': McpAppLogEvent
    'mcp-input': McpInputEvent
    'mcp-submit': McpSubmitEvent
  }
}
