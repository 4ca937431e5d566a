/**
 * The shapes of MCP results that cross our wire, as of protocol version 2026-07-28. They are written here, and not
 * imported, so that pages need no MCP package. All of their text comes from MCP servers and is untrusted.
 */
import type { Icon } from './connection.ts'

export type JsonObject = { readonly [key: string]: unknown }

/** Hints of a server about its own tool: to show, never to trust. */
export interface ToolAnnotations {
  readonly title?: string
  readonly readOnlyHint?: boolean
  readonly destructiveHint?: boolean
  readonly idempotentHint?: boolean
  readonly openWorldHint?: boolean
}

export interface Tool {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly inputSchema: JsonObject
  readonly outputSchema?: JsonObject
  readonly annotations?: ToolAnnotations
  readonly icons?: readonly Icon[]
  readonly _meta?: JsonObject
}

/** Whether a person is asked before a tool runs. */
export type ToolPolicy = 'ask' | 'allow' | 'block'

/** How one part of a tool differs from what the person approved. Both are the server's words: untrusted. */
export interface ToolChange {
  readonly field: 'title' | 'description' | 'inputSchema' | 'outputSchema' | 'annotations'
  /** Absent where the approved tool had no such part. */
  readonly before?: unknown
  /** Absent where the tool has no such part any more. */
  readonly after?: unknown
}

/** A tool as its server gave it, and what we add. */
export interface ToolInfo extends Tool {
  /** Of name, title, description, schemas and annotations; changes when any of them does. */
  readonly hash: string
  /** What holds now: `ask` where the person's `allow` was for a tool that has changed since. */
  readonly policy: ToolPolicy
  /** What has changed since the person approved the tool; absent where nothing has. */
  readonly changes?: readonly ToolChange[]
}

export interface Annotations {
  readonly audience?: readonly string[]
  readonly priority?: number
  readonly lastModified?: string
}

interface Block {
  readonly annotations?: Annotations
  readonly _meta?: JsonObject
}

export interface ResourceContents {
  readonly uri: string
  readonly mimeType?: string
  readonly text?: string
  /** Base64. */
  readonly blob?: string
  readonly _meta?: JsonObject
}

export type ContentBlock =
  | (Block & { readonly type: 'text'; readonly text: string })
  | (Block & { readonly type: 'image' | 'audio'; readonly data: string; readonly mimeType: string })
  | (Block & Resource & { readonly type: 'resource_link' })
  | (Block & { readonly type: 'resource'; readonly resource: ResourceContents })

export interface CallToolResult {
  readonly content: readonly ContentBlock[]
  readonly structuredContent?: unknown
  /** The tool ran and says that it failed. */
  readonly isError?: boolean
  readonly _meta?: JsonObject
}

export interface Prompt {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly arguments?: readonly {
    readonly name: string
    readonly title?: string
    readonly description?: string
    readonly required?: boolean
  }[]
  readonly icons?: readonly Icon[]
}

export interface GetPromptResult {
  readonly description?: string
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: ContentBlock }[]
}

export interface Resource {
  readonly uri: string
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly mimeType?: string
  readonly size?: number
  readonly icons?: readonly Icon[]
  readonly _meta?: JsonObject
}

export interface ResourceTemplate {
  readonly uriTemplate: string
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly mimeType?: string
  readonly icons?: readonly Icon[]
}

export interface ReadResourceResult {
  readonly contents: readonly ResourceContents[]
}

export interface CompleteResult {
  readonly completion: { readonly values: readonly string[]; readonly total?: number; readonly hasMore?: boolean }
}
