import { networkError } from './error.ts'
import { parseEvents } from './sse-parser.ts'
import type { ServerSentEvent } from './sse-parser.ts'

/** Characters of one event that are held. Above the handler's largest result (10 MiB) in its longest JSON spelling. */
const MAX_EVENT = 64 * 1024 * 1024

/**
 * Reads server-sent events until the body ends, or until `onEvent` returns true. `onBytes` is called for whatever
 * arrives, comments too. Rejects with `network` where the body breaks off.
 */
export async function readEvents(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: ServerSentEvent) => boolean | void,
  onBytes?: () => void,
): Promise<void> {
  let done = false
  const feed = parseEvents((event) => {
    if (!done) done = onEvent(event) === true
  }, MAX_EVENT)
  const reader = body.getReader()
  const decoder = new TextDecoder()
  try {
    while (!done) {
      const chunk = await reader.read().catch((error: unknown) => {
        throw networkError('The answer broke off before it was complete.', error)
      })
      if (chunk.done) return
      onBytes?.()
      feed(decoder.decode(chunk.value, { stream: true }))
    }
  } finally {
    // Ends the request where the body goes on; there is nobody to tell if that fails.
    reader.cancel().catch(() => {})
  }
}

export const isEventStream = (response: Response): boolean =>
  response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
