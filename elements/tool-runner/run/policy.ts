import { McpError } from '../../core/error.ts'
import type { Localize } from '../../core/localize.ts'
import type { Obstacle, Selection } from '../selection.ts'
import { connectionTitle } from '../tools.ts'
import type { Choice } from '../tools.ts'
import type { Reason } from './run-bar.ts'
import type { Lent } from './workbench.ts'

const OBSTACLES = {
  offline: 'runnerOffline',
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

/** Keeps what the person wants of a tool as they saw it, asks for the tools again, and says how that went. */
export async function decide(
  { announcer, localize, store, reportError }: Lent,
  { connection: { sessionId }, tool: { name, hash } }: Choice,
  policy: 'allow' | 'ask',
): Promise<void> {
  if (!store) return
  let word: 'runnerAllowed' | 'runnerUnblocked' | 'runnerPolicyFailed' =
    policy === 'allow' ? 'runnerAllowed' : 'runnerUnblocked'
  try {
    await store.client.setToolPolicy(sessionId, name, policy, { hash })
  } catch (error) {
    if (!(error instanceof McpError)) throw error
    word = 'runnerPolicyFailed'
    reportError(error)
  } finally {
    store.reloadTools(sessionId)
  }
  announcer.say(localize.term(word))
}
