import type { ConnectionEvent } from '../../shared/events.ts'
import type { ToolInfo } from '../../shared/mcp.ts'
import type { SSEClient } from './sse-client.ts'

type Discovered = Extract<ConnectionEvent, { type: 'tools_discovered' }>

/** As the handler tells it, and `tools_discovered` with the tools: an empty list where they could not be loaded. */
export type ConnectionEventWithTools =
  | Exclude<ConnectionEvent, Discovered>
  | (Discovered & { readonly tools: readonly ToolInfo[] })

/** Passes an event on: one of tools when they are there. The handler sends none with it, since they can be megabytes. */
export function tellWithTools(
  client: SSEClient,
  event: ConnectionEvent,
  listener: (event: ConnectionEventWithTools) => void,
): void {
  if (event.type !== 'tools_discovered') return listener(event)
  void client
    .listTools(event.sessionId)
    .catch(() => ({ tools: [] }))
    .then(({ tools }) => listener({ ...event, tools }))
}
