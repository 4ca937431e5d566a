import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import { bearerFetch } from '../oauth/bearer-fetch.ts'
import { explainRefusal } from '../oauth/refused.ts'
import { checkServerAddress } from '../guards/server-address.ts'
import { change } from '../sessions/transition.ts'
import type { Handshake, SessionChange, SessionRecord } from '../sessions/store.ts'
import { isLostSession } from './errors.ts'
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
  /** Shake hands anew, whatever is stored. */
  readonly fresh?: boolean
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
 * Runs `work` with a client for this session, which lives for this once. A session that the server has lost is begun
 * anew and the work repeated, once: the server's answer proves that it did not run.
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
  const operation = new Operation(options.deadline, options.signal)
  const { limits } = context.options
  const openOptions: OpenOptions = {
    fetch: bearerFetch(context, record),
    limits,
    isCall: options.deadline.total !== undefined,
    ...(options.onResult && { onResult: options.onResult }),
  }
  const once = async (handshake: Handshake | undefined) => {
    const { serverUrl, transportType } = record
    const opened = await open(
      { serverUrl, transportType, headers: record.secrets.headers, handshake },
      operation,
      openOptions,
    )
    try {
      if (opened.handshake !== record.handshake) {
        const kept = await change(context.store, record, fromHandshake(opened.handshake))
        if (!kept) throw new McpPlugError('session_not_found')
      }
      // Not through `operation.run`: a lost session is known by the SDK's own error.
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
        if (!isLostSession(error, stored?.mcpSessionId !== undefined)) throw error
        return await once(undefined)
      }
    })
  } catch (error) {
    // While a session is being connected, its own way of asking for a sign-in holds.
    const isUsed = record.state === 'CONNECTED' || record.state === 'AUTHENTICATING'
    throw isUsed ? await explainRefusal(context, record, error) : error
  } finally {
    operation.end()
  }
}

const isStale = (handshake: Handshake | undefined): boolean =>
  handshake?.era === 'legacy' && Date.now() - handshake.at > LEGACY_VERDICT_MS
