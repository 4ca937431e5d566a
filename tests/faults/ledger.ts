/** An MCP server that books how often each call ran, by the id in its arguments; and callers who want to know. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { McpError } from '../../elements/core/error.ts'
import type { SSEClient } from '../../elements/core/sse-client.ts'
import { startFaulty } from '../server/faulty-server.ts'

export interface Ledger {
  readonly url: string
  /** How often the call of this id ran. */
  executions(id: string): number
  close(): Promise<void>
}

/** `workMs` is how long a call takes. */
export async function startLedger(workMs: () => number): Promise<Ledger> {
  const executions = new Map<string, number>()
  const { url, close } = await startFaulty(() => {}, undefined, {
    async 'tools/call'(reply, params) {
      const { id } = params.arguments as { id: string }
      executions.set(id, (executions.get(id) ?? 0) + 1)
      await sleep(workMs(), undefined, { ref: false })
      reply({ content: [{ type: 'text', text: id }] })
    },
  })
  return { url, close, executions: (id) => executions.get(id) ?? 0 }
}

/**
 * What a caller knows in the end: it has its answer; or the call was interrupted, and nobody knows whether it ran; or it
 * was refused, or has never arrived, and so has not run; or the MCP server's line broke, and the call may have run.
 */
export type Outcome = 'answered' | 'interrupted' | 'not begun' | 'upstream broke' | `wrong: ${string}`

/** Times that a caller asks what became of a call, and the pauses between, in milliseconds. */
const ASKED = 60
const PAUSE_MS = 500
const UPSTREAM: ReadonlySet<string> = new Set(['upstream_unreachable', 'upstream_stream_ended', 'upstream_timeout'])

/** Calls once, and asks what became of the call where the line broke. Never rejects. */
export async function callOnce(client: SSEClient, sessionId: string, id: string): Promise<Outcome> {
  try {
    return answerOf(await client.callTool(sessionId, 'work', { id }, { callId: id }), id)
  } catch (error) {
    const outcome = outcomeOf(error as McpError)
    if (outcome !== 'wrong: network') return outcome
  }
  for (let asked = 0; asked < ASKED; asked++) {
    try {
      const state = await client.getCall(id)
      if (state.result) return answerOf(state.result, id)
      if (state.error) return outcomeOf(state.error as McpError)
      if (state.state === 'finished') return 'interrupted'
    } catch (error) {
      const { code, retryable } = error as McpError
      // It was never let in: nobody has begun it.
      if (code === 'session_not_found') return 'not begun'
      if (!retryable) return `wrong: ${code}`
    }
    await sleep(PAUSE_MS)
  }
  return 'wrong: no answer'
}

const answerOf = (result: unknown, id: string): Outcome =>
  JSON.stringify(result).includes(`"${id}"`) ? 'answered' : `wrong: ${JSON.stringify(result)}`

function outcomeOf({ code, data }: McpError): Outcome {
  if (code === 'call_interrupted' && data?.executed === 'unknown') return 'interrupted'
  if (code === 'store_unavailable' || code === 'not_started') return 'not begun'
  return UPSTREAM.has(code) ? 'upstream broke' : `wrong: ${code}`
}

/** What calls came to; and which of them ran more often than they may. */
export function settle(ledger: Ledger, outcomes: ReadonlyMap<string, Outcome>) {
  const count: Record<string, number> = {}
  const doubled: string[] = []
  for (const [id, outcome] of outcomes) {
    count[outcome] = (count[outcome] ?? 0) + 1
    const most = outcome === 'not begun' ? 0 : 1
    const ran = ledger.executions(id)
    if (ran > most || (outcome === 'answered' && ran !== 1)) doubled.push(`${id}: ${outcome}, ran ${ran} times`)
  }
  const wrong = Object.keys(count).filter((outcome) => outcome.startsWith('wrong'))
  return { count, doubled, wrong }
}

/** As words for a table: `120 answered, 30 interrupted`. */
export const inWords = (count: Readonly<Record<string, number>>): string =>
  Object.entries(count)
    .map(([outcome, number]) => `${number} ${outcome}`)
    .join(', ')
