import { within } from '../deadline.ts'
import { McpPlugError } from '../errors.ts'

/** Told when a server has been silent for too long. */
export type OnSilence = (error: McpPlugError) => void

/** What a server does, or an `upstream_timeout` where it is not done within so many milliseconds. */
export const unlessSilent = <T>(work: Promise<T>, ms: number, onSilence: OnSilence): Promise<T> =>
  within(work, ms, () => {
    const error = new McpPlugError('upstream_timeout')
    onSilence(error)
    throw error
  })

/**
 * The same body, which fails where its reader has waited for so many milliseconds for the next piece. While nobody reads
 * it, it may be silent.
 */
export function limitSilence(
  body: ReadableStream<Uint8Array>,
  ms: number,
  onSilence: OnSilence,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  const giveUp = (late: McpPlugError) => {
    reader.cancel(late).catch(() => {})
    onSilence(late)
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await unlessSilent(reader.read(), ms, giveUp)
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
