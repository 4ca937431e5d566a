/** Headers of every answer: nothing in between may keep it, change it or hold it back. */
export const ANSWER_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
}

export const SSE_HEADERS = { ...ANSWER_HEADERS, 'content-type': 'text/event-stream; charset=utf-8' }

/**
 * One Server-Sent Event (HTML Living Standard, "Server-sent events"). The data is JSON on one line: it holds no raw
 * line break, so no text of anybody's can begin another field. Ids and names are made by this server.
 */
export function encodeEvent(name: string, data: unknown, id?: string): string {
  return frameEvent(name, JSON.stringify(data), id)
}

/** As {@link encodeEvent}, of data that is JSON text already. */
export const frameEvent = (name: string, json: string, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${json}\n\n`

/** Keeps a silent stream open; clients ignore it. */
export const HEARTBEAT = ': \n\n'

/** A text body that is written as it comes. */
export interface TextStream {
  readonly body: ReadableStream<Uint8Array>
  /** Whether less than the bound is unread. Who writes must look, but for a last piece. */
  hasRoom(): boolean
  /** Resolves when there is room again, or the stream has ended. */
  whenRoom(): Promise<void>
  write(text: string): void
  /** Ends it after what has been written. */
  close(): void
  /** Ends it at once, with its connection: what is unread goes to nobody. */
  cut(): void
}

/** `bound` is in bytes. `onEnd` is called once: when the reader goes away, or at `close`. */
export function createTextStream(bound: number, onEnd: () => void): TextStream {
  const encoder = new TextEncoder()
  let controller!: ReadableStreamDefaultController<Uint8Array>
  let ended = false
  const waiting: (() => void)[] = []
  const wake = () => waiting.splice(0).forEach((resolve) => resolve())
  const end = () => {
    if (ended) return
    ended = true
    wake()
    onEnd()
  }
  const body = new ReadableStream<Uint8Array>(
    { start: (given) => void (controller = given), pull: wake, cancel: end },
    new ByteLengthQueuingStrategy({ highWaterMark: bound }),
  )
  const hasRoom = () => !ended && (controller.desiredSize ?? 0) > 0
  return {
    body,
    hasRoom,
    whenRoom: () => (hasRoom() || ended ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    write(text) {
      if (!ended) controller.enqueue(encoder.encode(text))
    },
    close() {
      if (ended) return
      controller.close()
      end()
    },
    cut() {
      if (ended) return
      // Bun keeps the connection until its reader reads, however the body ends, and writes the error to the console.
      if (process.versions.bun) controller.close()
      else controller.error(new Error('The reader of an event stream takes nothing.'))
      end()
    },
  }
}
