import type { CallToolResult, JsonObject, Tool } from '../../shared/mcp.ts'

/** What a frame shows: the UI of a tool, and the call that it is about. An app starts again where its tool, its UI or its input changes. */
export interface McpApp {
  /** The tool that was called. Its `_meta.ui.resourceUri` names the UI. */
  readonly tool?: Tool | undefined
  /** Address of the UI, `ui://…`. Default: the tool's. */
  readonly resourceUri?: string | undefined
  /** The UI itself, in place of an address to read. */
  readonly html?: string | undefined
  /** With `html`: what its resource's `_meta.ui` would say, see {@link AppMeta}. */
  readonly meta?: AppMeta | undefined
  /** The call's arguments, once they are complete. */
  readonly toolInput?: JsonObject | undefined
  /** Its arguments as far as they are known, while `toolInput` is not. */
  readonly toolInputPartial?: JsonObject | undefined
  /** What the call returned; absent while it runs. */
  readonly toolResult?: CallToolResult | undefined
  /** The call ended without a result, for this reason. */
  readonly cancelled?: string | undefined
}

/** `_meta.ui` of a UI resource (MCP Apps 2026-01-26, "UI Resource Format"). An MCP server's words: nothing in it is trusted. */
export interface AppMeta {
  /** See `AppCsp` in `mcp-plug/shared`. */
  readonly csp?: unknown
  /** What the app would use of the device: keys `camera`, `microphone`, `geolocation`, `clipboardWrite`. */
  readonly permissions?: unknown
  readonly prefersBorder?: unknown
}

export const APP_MIME_TYPE = 'text/html;profile=mcp-app'
