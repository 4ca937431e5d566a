/** What a body that exceeds its limit does to the stream that reads it. */
export class ByteLimitError extends Error {
  override name = 'ByteLimitError'
}

const LF = 10
const CR = 13

/**
 * Counts the bytes of a body. `whole` bounds all of it; `event` bounds what comes between two blank lines, so that an
 * event stream may live long but cannot carry one endless event. `total`, where given, is what several bodies may use up
 * together.
 */
export function limitBytes(limit: number, unit: 'whole' | 'event', onExceeded: () => void, total?: { left: number }) {
  let count = 0
  let lineIsEmpty = true
  return new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      if (unit === 'whole') count += chunk.byteLength
      else {
        for (const byte of chunk) {
          count++
          if (byte === LF) {
            if (lineIsEmpty) count = 0
            lineIsEmpty = true
          } else if (byte !== CR) lineIsEmpty = false
        }
      }
      if (total) total.left -= chunk.byteLength
      if (count > limit || (total && total.left < 0)) {
        onExceeded()
        throw new ByteLimitError(`more than ${limit} bytes`)
      }
      controller.enqueue(chunk)
    },
  })
}

/** Reads a request's body as text; null where it is larger than `limit` bytes. */
export async function readText(request: Request, limit: number): Promise<string | null> {
  if (Number(request.headers.get('content-length')) > limit) return null
  if (!request.body) return ''
  const reader = request.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let count = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    count += value.byteLength
    if (count > limit) {
      await reader.cancel().catch(() => {})
      return null
    }
    text += decoder.decode(value, { stream: true })
  }
}
