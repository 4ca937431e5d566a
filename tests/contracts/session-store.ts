import { afterEach, describe, expect, it } from 'vitest'
import type { SessionStore, StoreOptions } from '../../server/sessions/store.ts'
import { callsContract } from './session-store/calls.ts'
import { eventsContract } from './session-store/events.ts'
import type { Open } from './session-store/fixtures.ts'
import { leasesContract } from './session-store/leases.ts'
import { questionsContract } from './session-store/questions.ts'
import { sessionsContract } from './session-store/sessions.ts'
import { toolsContract } from './session-store/tools.ts'
import { usersContract } from './session-store/users.ts'

export { newSession } from './session-store/fixtures.ts'

/**
 * What every `SessionStore` must do. `makeStore` gives a store of its own for each test; it may share its data with
 * others, since each test has users of its own.
 */
export function sessionStoreContract(
  name: string,
  makeStore: (options?: StoreOptions) => SessionStore | Promise<SessionStore>,
): void {
  describe(`${name} keeps the contract of a session store`, () => {
    const opened: SessionStore[] = []
    const open: Open = async (options) => {
      const store = await makeStore(options)
      opened.push(store)
      return store
    }
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((store) => store.close()))
    })

    it('is ready, and has a name', async () => {
      const store = await open()
      await store.ready()
      expect(store.name).not.toBe('')
    })

    it('makes session ids that are long, URL-safe and never the same', async () => {
      const store = await open()
      const ids = Array.from({ length: 1_000 }, () => store.generateSessionId())
      expect(new Set(ids).size).toBe(1_000)
      // 22 characters of base64url carry 128 bits.
      for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22,}$/)
    })

    sessionsContract(open)
    toolsContract(open)
    leasesContract(open)
    callsContract(open)
    questionsContract(open)
    eventsContract(open)
    usersContract(open)
  })
}
