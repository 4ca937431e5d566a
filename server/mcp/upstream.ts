import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import { bearerFetch } from '../oauth/bearer-fetch.ts'
import { explainRefusal } from '../oauth/refused.ts'
import { checkServerAddress } from '../guards/server-address.ts'
import type { GuardedFetch } from '../net/guarded-fetch.ts'
import { change } from '../sessions/transition.ts'
import type { Handshake, SessionChange, SessionRecord } from '../sessions/store.ts'
import type { TraceHeaders } from '../telemetry.ts'
import { isOutdated } from './errors.ts'
import { open, type Opened, type OpenOptions } from './open.ts'
import { type Deadline, Operation } from './operation.ts'

/** A legacy verdict is asked anew after this time: an upgraded server still answers `initialize`. */
const LEGACY_VERDICT_MS = 24 * 3_600_000

/** What an operation works with. */
export interface Upstream extends Opened {
  readonly operation: Operation
}

export interface UpstreamOptions {
  readonly deadline: Deadline
  /** Cancels the operation from outside. */
  readonly signal?: AbortSignal | undefined
  /** Results as the server gave them. */
  readonly onResult?: OpenOptions['onResult']
  /** The server asks the person; the operation is for pausing its clocks. */
  readonly onElicitation?: (
    params: unknown,
    signal: AbortSignal,
    operation: Operation,
  ) => Promise<Record<string, unknown>>
  /** See `OpenOptions`. */
  readonly onLostStream?: ((forGood: boolean, operation: Operation) => void) | undefined
  /** Shake hands anew, whatever is stored. */
  readonly fresh?: boolean
  /**
   * Whether the work may be done once more: `proven` where the server's answer proves that nothing ran, else where its
   * answer broke off. Default: only where proven.
   */
  readonly mayRepeat?: (proven: boolean) => boolean
  /** What was stored of the server no longer held, and it was asked anew. */
  readonly onRenewed?: () => void
}

/** The parts of a record that a handshake decides. */
export const fromHandshake = (handshake: Handshake): SessionChange => ({
  handshake,
  serverInfo: serverInfoOf(handshake.result),
  capabilities: handshake.result.capabilities as Record<string, unknown> | undefined,
  instructions: typeof handshake.result.instructions === 'string' ? handshake.result.instructions : undefined,
})

/** `serverInfo` of an `initialize` result, or what a modern server says of itself in `_meta`. */
function serverInfoOf(result: Record<string, unknown>): SessionRecord['serverInfo'] {
  const meta = result._meta as Record<string, unknown> | undefined
  const info = (result.serverInfo ?? meta?.['io.modelcontextprotocol/serverInfo']) as SessionRecord['serverInfo']
  return info && typeof info.name === 'string' ? info : undefined
}

/**
 * Runs `work` with a client for this session, which lives for this once. Where the server has lost the session, or is of
 * another era than it was, hands are shaken anew and the work is repeated, once: the server's answer proves that it did
 * not run.
 *
 * Errors: `McpPlugError` always.
 */
export async function withUpstream<T>(
  context: ServerContext,
  record: SessionRecord,
  options: UpstreamOptions,
  work: (upstream: Upstream) => Promise<T>,
): Promise<T> {
  await checkServerAddress(context, record.serverUrl, record.userId)
  const mayRepeat = options.mayRepeat ?? ((proven) => proven)
  try {
    return await attempt(context, record, options, mayRepeat, work).catch((error: unknown) => {
      if (!brokeOff(error) || options.signal?.aborted || !mayRepeat(false)) throw error
      return attempt(context, record, options, mayRepeat, work)
    })
  } catch (error) {
    // While a session is being connected, its own way of asking for a sign-in holds.
    const isUsed = record.state === 'CONNECTED' || record.state === 'AUTHENTICATING'
    throw isUsed ? await explainRefusal(context, record, error) : error
  }
}

/** Whether the line went away, and not the server: one that says that it is busy is not asked again. */
const brokeOff = (error: unknown): boolean =>
  error instanceof McpPlugError &&
  (error.code === 'upstream_stream_ended' ||
    (error.code === 'upstream_unreachable' && error.data?.httpStatus === undefined))

async function attempt<T>(
  context: ServerContext,
  record: SessionRecord,
  options: UpstreamOptions,
  mayRepeat: (proven: boolean) => boolean,
  work: (upstream: Upstream) => Promise<T>,
): Promise<T> {
  const operation = new Operation(options.deadline, options.signal)
  const { onElicitation, onLostStream } = options
  const openOptions: OpenOptions = {
    ...reach(context, record),
    isCall: options.deadline.total !== undefined,
    ...(options.onResult && { onResult: options.onResult }),
    ...(onLostStream && { onLostStream: (forGood) => onLostStream(forGood, operation) }),
    ...(onElicitation && { onElicitation: (params, signal) => onElicitation(params, signal, operation) }),
  }
  const once = async (handshake: Handshake | undefined) => {
    const opened = await open(targetOf(record, handshake), operation, openOptions)
    try {
      if (opened.handshake !== handshake) await keep(context, record, opened.handshake)
      // Not through `operation.run`: what is outdated is known by the SDK's own error.
      return await work({ ...opened, operation })
    } finally {
      void opened.close()
    }
  }
  try {
    return await operation.run(async () => {
      const stored = options.fresh || isStale(record.handshake) ? undefined : record.handshake
      try {
        return await once(stored)
      } catch (error) {
        if (!isOutdated(error, stored) || !mayRepeat(true)) throw error
        const renewed = await renew(context, record, stored!)
        options.onRenewed?.()
        return await once(renewed)
      }
    })
  } finally {
    operation.end()
  }
}

/** Every request says which trace it belongs to. */
function tracedFetch(fetch: GuardedFetch, trace: TraceHeaders | undefined): GuardedFetch {
  if (!trace) return fetch
  return (url, init = {}) => {
    const headers = new Headers(init.headers)
    for (const [name, value] of Object.entries(trace)) headers.set(name, value)
    return fetch(url, { ...init, headers })
  }
}

/** How the session's server is reached. */
const reach = (context: ServerContext, record: SessionRecord) => ({
  fetch: tracedFetch(bearerFetch(context, record), context.trace),
  limits: context.options.limits,
})

const targetOf = ({ serverUrl, transportType, secrets }: SessionRecord, handshake: Handshake | undefined) => ({
  serverUrl,
  transportType,
  headers: secrets.headers,
  handshake,
})

/** Stores a handshake, unless it says what is stored already: over HTTP+SSE each operation shakes hands of its own. */
async function keep(context: ServerContext, record: SessionRecord, handshake: Handshake): Promise<void> {
  const same = ({ at: _, ...facts }: Handshake) => JSON.stringify(facts)
  if (record.handshake && !isStale(record.handshake) && same(record.handshake) === same(handshake)) return
  if (!(await change(context.store, record, fromHandshake(handshake)))) throw new McpPlugError('session_not_found')
}

/** A handshake in place of one that no longer holds: one for all calls of this process that find it so. */
function renew(context: ServerContext, record: SessionRecord, outdated: Handshake): Promise<Handshake> {
  return context.replica.share(`handshake ${record.sessionId}`, async () => {
    const now = await context.store.get(record.userId, record.sessionId)
    if (!now) throw new McpPlugError('session_not_found')
    // Another replica may have done it.
    if (now.handshake && now.handshake.at !== outdated.at) return now.handshake
    const operation = new Operation({ idle: context.options.limits.connectTimeout })
    try {
      const opened = await open(targetOf(now, undefined), operation, reach(context, now))
      await keep(context, now, opened.handshake).finally(opened.close)
      return opened.handshake
    } finally {
      operation.end()
    }
  })
}

const isStale = (handshake: Handshake | undefined): boolean =>
  handshake?.era === 'legacy' && Date.now() - handshake.at > LEGACY_VERDICT_MS
