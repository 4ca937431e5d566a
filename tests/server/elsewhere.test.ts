/** A session is listened to on one replica, and its tools are called through another. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { generateKey, RedisSessionStore } from '../../server/index.ts'
import { startLegacyInn } from '../servers/inn/legacy.ts'
import type { Inn } from '../servers/inn/inn.ts'
import { waitFor } from '../servers/wait-for.ts'
import { questionOn, textOf } from './engine/deployment.ts'
import { createApp } from './harness.ts'
import { RedisServer } from './redis-server.ts'

let redis: RedisServer
let inn: Inn
const keys = generateKey()
const stores: RedisSessionStore[] = []

beforeAll(async () => {
  redis = await RedisServer.start()
})
afterAll(async () => {
  await redis?.stop()
})
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()))
  await inn?.close()
})

/** A store whose replica listens no further than to its lease until `open` is called. */
class HeldUpStore extends RedisSessionStore {
  open!: () => void
  hasLease = false
  readonly #opened = new Promise<void>((resolve) => (this.open = resolve))

  override async lock(...args: Parameters<RedisSessionStore['lock']>) {
    const lock = await super.lock(...args)
    if (lock && args[1].startsWith('listen:')) {
      this.hasLease = true
      await this.#opened
    }
    return lock
  }
}

/** What it sends to other replicas, by type. */
class SpiedStore extends RedisSessionStore {
  readonly sent: string[] = []

  override async send(...args: Parameters<RedisSessionStore['send']>) {
    this.sent.push(args[1].type)
    await super.send(...args)
  }
}

const kept = <Store extends RedisSessionStore>(store: Store): Store => {
  stores.push(store)
  return store
}

/** Somebody's page on one replica, which has the lease on listening and no stream; and another, with the store given. */
async function heldUp(store: RedisSessionStore) {
  inn = await startLegacyInn()
  const held = new HeldUpStore({ redis: redis.url, keys })
  const [there, here] = [createApp({ store: kept(held) }), createApp({ store: kept(store) })]
  const page = await there.events()
  await there.connected(page)
  const { sessionId } = await here.call('connect', { serverUrl: inn.url })
  await waitFor(() => held.hasLease, Boolean)
  return { held, here, page, sessionId }
}

it('a call waits until the replica that has the lease on listening has its stream', async () => {
  const spied = new SpiedStore({ redis: redis.url, keys })
  const { held, here, page, sessionId } = await heldUp(spied)
  const call = await here.stream('callTool', { sessionId, name: 'ask_later' })
  // It asks whether it is heard, or, if it does not wait, has run: whichever it is, the stream opens after that only.
  const calls = () => inn.state().requests['tools/call'] ?? 0
  await waitFor(() => spied.sent.includes('is_listening') || calls() > 0, Boolean)
  expect(calls(), 'nobody would hear its question').toBe(0)
  held.open()
  const question = await questionOn(page)
  expect(question).toMatchObject({ sessionId, mode: 'form' })
  await here.call('answerInput', { sessionId, inputId: question.inputId, action: 'decline' })
  expect(JSON.parse(textOf(await call.answer()))).toEqual({ action: 'decline' })
  await page.close()
})

it('a call goes out where the replica that has the lease never says that it listens', async () => {
  const { held, here, page, sessionId } = await heldUp(new RedisSessionStore({ redis: redis.url, keys }))
  expect(textOf(await here.call('callTool', { sessionId, name: 'tally' }))).toBe('1')
  held.open()
  await page.close()
})
