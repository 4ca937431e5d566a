/** The line to the handler and what it says, without elements. Runs outside of pages too. */
export { McpError } from './core/error.ts'
export type { McpErrorCode } from './core/error.ts'
export type { StreamStatus } from './core/event-stream.ts'
export { SSEClient } from './core/sse-client.ts'
export type {
  CallOptions,
  CallToolOptions,
  SSEClientEvent,
  SSEClientEventMap,
  SSEClientOptions,
} from './core/sse-client.ts'
export { McpStore } from './core/store.ts'
export type { McpState, PendingConnection } from './core/store.ts'
export type * from '../shared/index.ts'
