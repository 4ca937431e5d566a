/** A reader of an event stream that stops reading, and the others. */
import { get, type IncomingMessage } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { RedisSessionStore } from '../../server/index.ts'
import { describeDeployed, newUser } from '../server/engine/deployment.ts'
import { EventReader } from '../server/harness.ts'
import { waitFor } from '../servers/wait-for.ts'
import { append, expectExactly, numbered, numbersIn, range, resetsIn } from './numbered.ts'

/** More than the buffers of a connection's two ends take, in bytes; and no more than a log keeps. */
const EVENTS = 900
const EVENT_BYTES = 20_000

let store: RedisSessionStore
afterEach(() => store?.close())

/** An event stream that nobody reads until `read`. */
async function openUnread(base: string, user: string) {
  const headers = { accept: 'text/event-stream', 'x-mcp-plug': '1', cookie: `login=${user}` }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = get(base, { headers }, (answer) => resolve(answer.pause()))
    request.on('error', reject)
  })
  return {
    /** All that comes until it ends, and how it ended. */
    read: () =>
      new Promise<{ text: string; brokeOff: boolean }>((resolve) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.on('end', () => resolve({ text, brokeOff: false }))
        response.on('error', () => resolve({ text, brokeOff: true }))
        response.resume()
      }),
    close: () => response.destroy(),
  }
}

const options = { heartbeatInterval: 300, limits: { streamsPerUser: 2 } }
describeDeployed('slow reader', { replicas: 1, options }, (deployment) => {
  it('is cut off, resumes with nothing lost; its neighbours do not notice', { timeout: 90_000 }, async () => {
    store = new RedisSessionStore({ redis: deployment.redis.url, keys: deployment.keys })
    const [replica] = deployment.replicas
    const [user, other] = [newUser(), newUser()]
    const [browser, stranger] = [deployment.browser(replica!, user), deployment.browser(replica!, other)]
    const [tab, theirs] = [deployment.later(await browser.events()), deployment.later(await stranger.events())]
    for (const reader of [tab, theirs]) await reader.until(({ event }) => event === 'connected')
    const slow = deployment.later(await openUnread(replica!.base, user))
    const padding = 'x'.repeat(EVENT_BYTES)
    for (let number = 0; number < EVENTS; number++)
      await store.append(user, 'connection', { ...numbered(number), padding })
    await append(store, other, 0, 20)
    await expectExactly(tab, 0, EVENTS)
    await expectExactly(theirs, 0, 20)
    // It counts among the person's streams no more.
    const headers = { accept: 'text/event-stream', 'x-mcp-plug': '1', cookie: `login=${user}` }
    const room = await waitFor(
      () => fetch(replica!.base, { headers }),
      ({ status }) => status === 200,
      30_000,
    )
    await new EventReader(room).close()
    const { text, brokeOff } = await slow.read()
    // Bun ends the connection when it is read from.
    expect(brokeOff, 'its connection is gone').toBe(deployment.runtime === 'node')
    expect(text.length, 'the replica has held little of it').toBeLessThan((EVENTS * EVENT_BYTES) / 1.5)
    // What came last may have come in part.
    const whole = text.slice(0, text.lastIndexOf('\n\n') + 2)
    const seen = new EventReader(new Response(whole))
    await waitFor(() => seen.ended, Boolean)
    const taken = numbersIn(seen)
    expect(taken).toEqual(range(0, taken.length))
    const again = deployment.later(await browser.events(seen.events.at(-1)!.id))
    await expectExactly(again, taken.length, EVENTS)
    expect([...resetsIn(again), ...resetsIn(tab), ...resetsIn(theirs)]).toEqual([])
    expect([tab.ended, theirs.ended]).toEqual([false, false])
    expect(replica!.output).not.toMatch(/error|warn/)
  })
})
