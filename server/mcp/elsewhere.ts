import type { ServerContext } from '../context.ts'
import { within } from '../deadline.ts'
import type { SessionRecord } from '../sessions/store.ts'

/** A replica that has not answered is asked again after this time, in milliseconds: messages may be lost. */
const ASK_AGAIN_MS = 250

/**
 * Waits until the replica that has the lease on listening to a session says that it listens. A lease alone is no stream
 * yet, and what a server asks before it has one is lost. Ends after `ms` at the latest, when nobody has the lease, and
 * when `signal` aborts. Never rejects.
 */
export async function untilHeardElsewhere(
  { store, replica }: ServerContext,
  { userId, sessionId }: SessionRecord,
  lease: string,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  let stop = () => {}
  const heard = new Promise<true>((resolve) => {
    stop = replica.onListening(userId, sessionId, () => resolve(true))
  })
  const until = Date.now() + ms
  try {
    while (!signal.aborted && Date.now() < until) {
      const holder = await store.lockOwner(userId, lease)
      if (holder === null) return
      await store.send(holder, { type: 'is_listening', userId, sessionId, replica: replica.id })
      if (await within(heard, ASK_AGAIN_MS, () => false)) return
    }
  } catch {
    // A store that is away tells nobody anything.
  } finally {
    stop()
  }
}
