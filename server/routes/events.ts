import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectionEvent, SnapshotEvent } from '../../shared/events.ts'
import { WIRE_VERSION } from '../../shared/events.ts'
import type { CallerContext } from '../context.ts'
import { toMcpPlugError } from '../errors.ts'
import { crowded, SEAT_SECONDS } from '../seats.ts'
import { digest } from '../sessions/ids.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { toConnection } from '../sessions/view.ts'
import { createTextStream, encodeEvent, HEARTBEAT, SSE_HEADERS } from './sse.ts'

/** Entries read from the log at a time. */
const BATCH = 50
/** A reader that takes nothing for this many heartbeats is gone, or as good as gone: it is cut, and resumes. */
const STALLED_HEARTBEATS = 4
const RETRY_MS = 1_000

/**
 * `GET base`: the user's event stream. It begins with `connected`, and goes on where `Last-Event-ID` stood, or with
 * one `reset` where that is too old. The log is the truth: a bell only says that there is something to read.
 */
export async function openEvents(context: CallerContext, request: Request): Promise<Response> {
  const { store, userId, replica, options } = context
  const { heartbeatInterval, streamBufferBytes, streamLife, streamsPerUser } = options.limits
  const id = randomUUID()
  const leave = replica.admit('streams', userId, id, streamsPerUser)
  const woken = { again: false, resolve: () => {} }
  const wake = () => {
    woken.again = true
    woken.resolve()
  }
  let ended = false
  let unsubscribe = () => {}
  let unwatch = () => {}
  const stream = createTextStream(streamBufferBytes, () => {
    ended = true
    clearInterval(heartbeat)
    clearTimeout(old)
    unsubscribe()
    unwatch()
    leave()
    store.leaveSeat(userId, 'streams', id).catch(() => {})
    forget()
    wake()
  })
  // The page comes back at once, to another replica.
  const forget = replica.addStream(() => stream.close())
  // So does one that is old: who has signed out since does not listen for ever. Not all at once.
  const old = setTimeout(() => stream.close(), streamLife * (0.9 + Math.random() / 10))
  let stalled = 0
  const heartbeat = setInterval(() => {
    if (stream.hasRoom()) {
      stalled = 0
      stream.write(HEARTBEAT)
    } else if (++stalled >= STALLED_HEARTBEATS) stream.cut()
  }, heartbeatInterval)

  try {
    // What is not kept is told as it happens, under the id of what was told last; a reader that is behind misses it.
    let cursor: string | undefined
    unsubscribe = store.subscribe(userId, wake, (event) => {
      if (cursor !== undefined && stream.hasRoom()) stream.write(encodeEvent('observability', event, cursor))
    })
    // Kept for as long as it is open.
    void replica.beat()
    const [begun, seated] = await Promise.all([
      begin(context, request.headers.get('last-event-id') ?? undefined, stream.write),
      store.takeSeat(userId, 'streams', id, { seats: streamsPerUser, seconds: SEAT_SECONDS }),
    ])
    if (!seated) throw crowded('streams')
    unwatch = context.listeners.watch(context, userId, begun.sessions)
    if (ended) unwatch()
    cursor = begun.cursor
    const follow = async () => {
      while (!ended) {
        woken.again = false
        cursor = await drain(context, cursor!, stream, () => ended)
        if (!woken.again && !ended) await new Promise<void>((resolve) => (woken.resolve = resolve))
      }
    }
    follow().catch((error: unknown) => {
      options.logger.error({ requestId: context.requestId, code: toMcpPlugError(error).code }, 'an event stream ended')
      stream.close()
    })
  } catch (error) {
    stream.close()
    throw error
  }
  return new Response(stream.body, { headers: SSE_HEADERS })
}

/** Writes the first event, or two; gives the cursor to read on from, and the sessions that there are. */
async function begin(
  context: CallerContext,
  lastEventId: string | undefined,
  write: (text: string) => void,
): Promise<{ cursor: string; sessions: SessionRecord[] }> {
  const { store, userId } = context
  const gap = lastEventId !== undefined && 'gap' in (await store.read(userId, lastEventId, 1))
  const resumed = lastEventId !== undefined && !gap
  const cursor = resumed ? lastEventId : await store.cursor(userId)
  const { sessions, snapshot } = await takeSnapshot(context)
  const data: SnapshotEvent = { ...snapshot, resumed }
  write(encodeEvent('connected', data, cursor))
  if (gap) write(encodeEvent('reset', data, cursor))
  return { cursor, sessions }
}

async function takeSnapshot({
  store,
  userId,
}: CallerContext): Promise<{ sessions: SessionRecord[]; snapshot: Omit<SnapshotEvent, 'resumed'> }> {
  const [sessions, questions] = await Promise.all([store.list(userId), store.getQuestions(userId)])
  const snapshot = {
    version: WIRE_VERSION,
    user: keyOf(userId),
    connections: sessions.map(toConnection),
    questions: questions.map(({ question }) => question),
  }
  return { sessions, snapshot }
}

/** Tells a page whether this is the person of before. Pages keep it, so it is not the store's own name for them. */
const keyOf = (userId: string): string => digest(`page of ${userId}`).slice(0, 22)

/** A session that another replica has connected is listened to here, if it is not there. */
function listenTo(context: CallerContext, event: ConnectionEvent): void {
  if (event.type !== 'state_changed' || event.state !== 'CONNECTED') return
  context.listeners.look(context, context.userId, event.sessionId).catch(() => {})
}

/** Writes all that follows the cursor, as fast as the reader takes it. */
async function drain(
  context: CallerContext,
  from: string,
  stream: ReturnType<typeof createTextStream>,
  hasEnded: () => boolean,
): Promise<string> {
  const { store, userId } = context
  let cursor = from
  while (!hasEnded()) {
    await stream.whenRoom()
    const slice = await store.read(userId, cursor, BATCH).catch(async (error: unknown) => {
      // A store that is away for a while ends no stream.
      if (toMcpPlugError(error).code !== 'store_unavailable') throw error
      await sleep(RETRY_MS)
      return null
    })
    if (!slice) continue
    if ('gap' in slice) {
      cursor = await store.cursor(userId)
      const { snapshot } = await takeSnapshot(context)
      stream.write(encodeEvent('reset', { ...snapshot, resumed: false }, cursor))
      continue
    }
    for (const { id, name, data } of slice.events) {
      await stream.whenRoom()
      stream.write(encodeEvent(name, data, id))
      listenTo(context, data as ConnectionEvent)
    }
    cursor = slice.cursor
    if (slice.events.length < BATCH) break
  }
  return cursor
}
