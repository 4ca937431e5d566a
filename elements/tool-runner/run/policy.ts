import { McpError } from '../../core/error.ts'
import type { Localize } from '../../core/localize.ts'
import type { McpStore } from '../../core/store.ts'
import type { Obstacle, Selection } from '../selection.ts'
import { connectionTitle } from '../tools.ts'
import type { Choice } from '../tools.ts'
import type { Reason } from './run-bar.ts'

const OBSTACLES = {
  disconnected: 'runnerNotConnected',
  gone: 'runnerToolGone',
  blocked: 'runnerBlocked',
} as const satisfies Record<Obstacle, string>

/** Why the chosen tool cannot be run, in words, and what changes that. */
export function obstacleReason(
  localize: Localize,
  { choice, obstacle }: Selection,
  unblock: () => void,
): Reason | undefined {
  if (!choice || !obstacle) return undefined
  const text = localize.term(OBSTACLES[obstacle], connectionTitle(choice.connection))
  if (obstacle !== 'blocked') return { text }
  return { text, remedy: { label: localize.term('runnerUnblock'), press: unblock } }
}

/** Keeps what the person wants of a tool as they saw it, and asks for the tools again. Gives what went wrong. */
export async function setPolicy(
  store: McpStore,
  { connection: { sessionId }, tool: { name, hash } }: Choice,
  policy: 'allow' | 'ask',
): Promise<McpError | undefined> {
  try {
    await store.client.setToolPolicy(sessionId, name, policy, { hash })
    return undefined
  } catch (error) {
    if (!(error instanceof McpError)) throw error
    return error
  } finally {
    store.reloadTools(sessionId)
  }
}
