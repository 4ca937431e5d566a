import type { Limits } from '../../shared/limits.ts'
import { McpPlugError } from '../errors.ts'
import { limitBytes } from '../net/byte-limit.ts'
import type { GuardedFetch } from '../net/guarded-fetch.ts'
import { limitSilence, unlessSilent } from '../net/silence.ts'
import type { Operation } from './operation.ts'

/** Streams that one operation may open again: a server can end each at once and ask for the next. */
const MOST_STREAMS = 100

/** The guarded fetch for one operation, and what it has seen. */
export interface BoundedFetch {
  readonly fetch: GuardedFetch
  /** Event streams that the server has answered with so far. */
  streams(): number
}

/**
 * Counts every answer before the SDK sees it. A single answer, or a single event of a stream, is bounded by
 * `resultBytes`; all of them together by `listBytes`, but for a call, whose stream may live for an hour.
 * What is too much ends the operation with `result_too_large`, and a silence of `idleTimeout` with `upstream_timeout`: but
 * for event streams, which may be silent, and the headers of calls, which may come when the tool is done.
 */
export function boundFetch(
  operation: Pick<Operation, 'fail'>,
  fetch: GuardedFetch,
  limits: Limits,
  isCall: boolean,
): BoundedFetch {
  const total = { left: limits.listBytes }
  let streams = 0
  let reopened = 0
  const tooLarge = () => operation.fail(new McpPlugError('result_too_large'))
  const onSilence = (error: McpPlugError) => operation.fail(error)
  return {
    streams: () => streams,
    async fetch(url, init) {
      const mayWait = isCall || init?.method === 'GET'
      const answering = fetch(url, init)
      const response = await (mayWait ? answering : unlessSilent(answering, limits.idleTimeout, onSilence))
      if (!response.body) return response
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
      if (isStream) streams++
      // Each page of a list may come as a stream; what is opened again and again is not asked for by POST.
      if (isStream && init?.method === 'GET' && ++reopened > MOST_STREAMS)
        operation.fail(new McpPlugError('upstream_stream_ended'))
      const counted = isCall && isStream ? undefined : total
      const limiter = limitBytes(limits.resultBytes, isStream ? 'event' : 'whole', tooLarge, counted)
      const body = response.body.pipeThrough(limiter)
      return new Response(isStream ? body : limitSilence(body, limits.idleTimeout, onSilence), response)
    },
  }
}
