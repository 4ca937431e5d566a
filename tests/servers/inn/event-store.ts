/** Keeps a session's messages, so that a broken stream can be resumed by `Last-Event-ID`. */
import type { EventId, EventStore, StreamId } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'

export class MemoryEventStore implements EventStore {
  readonly #events: { readonly streamId: StreamId; readonly message: JSONRPCMessage }[] = []

  async storeEvent(streamId: StreamId, message: JSONRPCMessage): Promise<EventId> {
    return `${this.#events.push({ streamId, message })}@${streamId}`
  }

  async getStreamIdForEventId(eventId: EventId): Promise<StreamId | undefined> {
    return this.#events[Number.parseInt(eventId) - 1]?.streamId
  }

  async replayEventsAfter(
    lastEventId: EventId,
    { send }: { send: (eventId: EventId, message: JSONRPCMessage) => Promise<void> },
  ): Promise<StreamId> {
    const last = Number.parseInt(lastEventId)
    const streamId = this.#events[last - 1]!.streamId
    for (const [index, event] of this.#events.entries())
      // The empty event that only hands out an id is kept like a message.
      if (index >= last && event.streamId === streamId && 'jsonrpc' in event.message)
        await send(`${index + 1}@${streamId}`, event.message)
    return streamId
  }
}

/** The id that the SDK gives to a session's own stream ends every event id of it. */
export const isOfSession = (eventId: string): boolean => eventId.endsWith('@_GET_stream')
