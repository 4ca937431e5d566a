import { setTimeout as sleep } from 'node:timers/promises'
import { McpPlugError } from '../errors.ts'
import type { SessionStore } from './store.ts'

const TTL_MS = 8_000
const WAIT_MS = 12_000
const POLL_MS = 40

/**
 * Runs `work` while nobody else with the same user and name does, on any replica.
 * Errors: `store_unavailable` where the lock is not to be had in 12 s.
 */
export async function withLock<T>(
  store: SessionStore,
  userId: string,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const giveUpAt = Date.now() + WAIT_MS
  for (;;) {
    const lock = await store.lock(userId, name, TTL_MS)
    if (lock) {
      try {
        return await work()
      } finally {
        await lock.release()
      }
    }
    if (Date.now() > giveUpAt) throw new McpPlugError('store_unavailable')
    await sleep(POLL_MS + Math.random() * POLL_MS)
  }
}
