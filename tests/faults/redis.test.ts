/** A Redis that goes away, comes back empty, or takes no writes, under real replicas. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, it } from 'vitest'
import { generateKey } from '../../server/index.ts'
import type { RpcMethod, RpcParams, RpcResponse } from '../../shared/rpc.ts'
import { RedisServer } from '../server/redis-server.ts'
import { Browser } from '../server/site.ts'
import { waitFor } from '../servers/wait-for.ts'
import { codeOf, Guarded, type Person, succeeds } from './guarded.ts'
import { append, expectExactly, numbersIn, range, resetsIn } from './numbered.ts'
import { ReplicaProcess } from './replica-process.ts'
import { report } from './runs.ts'

const REPLICAS = [0, 1]
const PERSISTENT = ['--appendonly', 'yes', '--appendfsync', 'always']
const OUTAGE_MS = 10_000

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function start(...redisOptions: string[]) {
  const guarded = await Guarded.start(REPLICAS.length, redisOptions)
  closers.push(() => guarded.close())
  return { guarded, alice: await guarded.person('alice') }
}

/** A call as a page sends it; with the HTTP status of its answer. */
async function post<M extends RpcMethod>({ base, jar }: Browser, method: M, params: RpcParams<M>) {
  const started = performance.now()
  const response = await fetch(base, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-mcp-plug': '1', cookie: jar.header(base) },
    body: JSON.stringify({ id: 1, method, params }),
  })
  const body = (await response.json()) as RpcResponse
  return { status: response.status, body, cookies: response.headers.getSetCookie(), ms: performance.now() - started }
}
const unavailable = { status: 503, body: { error: { code: 'store_unavailable', retryable: true } } }
const callOf = ({ sessionId }: Person) => ({ sessionId, name: 'whoami' })

describe('Redis restarted; unreachable for 10 s', () => {
  const ways: [string, (redis: RedisServer) => unknown, (redis: RedisServer) => unknown][] = [
    ['it is gone', (redis) => redis.halt(), (redis) => redis.resume()],
    ['it hangs', (redis) => redis.freeze(), (redis) => redis.thaw()],
  ]

  it.each(ways)(
    '%s: calls answer 503, streams stay, no token is deleted, and all is well again',
    { timeout: 90_000 },
    async (what, leave, comeBack) => {
      const { guarded, alice } = await start(...PERSISTENT)
      const readers = await Promise.all(alice.browsers.map((browser) => browser.events()))
      for (const reader of readers) await reader.until(({ event }) => event === 'connected')
      // What would be lost if a refresh were begun that cannot be kept.
      guarded.vault.expireAccessTokens()
      const requests = guarded.refreshRequests()
      const comments = readers.map((reader) => reader.comments)
      const started = Date.now()
      await leave(guarded.redis)
      const answers: number[] = []
      while (Date.now() - started < OUTAGE_MS) {
        for (const answer of await Promise.all(
          alice.browsers.map((browser) => post(browser, 'callTool', callOf(alice))),
        )) {
          expect(answer).toMatchObject(unavailable)
          answers.push(answer.ms)
        }
        await sleep(200)
      }
      for (const [index, reader] of readers.entries()) {
        expect(reader.ended, 'the stream stays').toBe(false)
        await waitFor(
          () => reader.comments,
          (count) => count > comments[index]!,
          20_000,
        )
      }
      expect(guarded.refreshRequests(), 'no refresh is begun').toBe(requests)
      await comeBack(guarded.redis)
      const back = Date.now()
      for (const on of REPLICAS) await waitFor(() => succeeds(alice.whoami(on)), Boolean, 15_000)
      const wellAfter = Date.now() - back
      expect(guarded.refreshRequests()).toBe(requests + 1)
      expect(guarded.vault.state().reuseDetections).toBe(0)
      await append(guarded.store, 'alice', 0, 20)
      for (const reader of readers) {
        await expectExactly(reader, 0, 20)
        expect([reader.ended, resetsIn(reader)]).toEqual([false, []])
        await reader.close()
      }
      report({
        row: `Redis restarted; unreachable for 10 s: ${what}`,
        runs: `${answers.length} calls`,
        counted: `all 503, the slowest in ${Math.round(Math.max(...answers))} ms; well again after ${wellAfter} ms; streams ended 0, tokens deleted 0`,
        started,
      })
    },
  )
})

describe('Redis restarted in the middle of a refresh', () => {
  it('the new tokens are kept, and nobody has to sign in', { timeout: 60_000 }, async () => {
    const { guarded, alice } = await start(...PERSISTENT)
    const { ends } = await guarded.rotate([alice], 0, 1_000)
    await guarded.redis.halt()
    await sleep(3_000)
    await guarded.redis.resume()
    expect(await ends).toEqual(['success'])
    for (const on of REPLICAS) expect(await succeeds(alice.whoami(on))).toBe(true)
    expect([guarded.refreshRequests(), guarded.vault.state().reuseDetections]).toEqual([1, 0])
  })
})

describe('Redis restarted empty', () => {
  it('calls find no session, and each stream gets one reset', { timeout: 60_000 }, async () => {
    const { guarded, alice } = await start()
    const { store } = guarded
    const readers = await Promise.all(alice.browsers.map((browser) => browser.events()))
    for (const reader of readers) await reader.until(({ event }) => event === 'connected')
    await append(store, 'alice', 0, 10)
    for (const reader of readers) await expectExactly(reader, 0, 10)
    const { id } = readers[0]!.events.at(-1)!
    await guarded.redis.restart()
    for (const on of REPLICAS) {
      await waitFor(
        () => codeOf(alice.whoami(on)),
        (code) => code === 'session_not_found',
      )
      expect((await alice.browsers[on]!.call('getSessions', {})).sessions).toEqual([])
    }
    await append(store, 'alice', 10, 11)
    const all = [...readers, await alice.browsers[1]!.events(id)]
    for (const reader of all) await reader.until(({ event }) => event === 'reset')
    await append(store, 'alice', 11, 50)
    for (const reader of all) {
      await waitFor(
        () => numbersIn(reader).at(-1),
        (last) => last === 49,
        15_000,
      )
      // What came between the restart and the reset is in the reset's snapshot.
      expect(numbersIn(reader).filter((number) => number > 10)).toEqual(range(11, 50))
      expect(resetsIn(reader)).toMatchObject([{ data: { resumed: false, connections: [] } }])
      expect(reader.ended).toBe(false)
      await reader.close()
    }
    // The person begins anew, as after any end.
    expect(await (await guarded.person('alice')).connection(1)).toMatchObject({ state: 'CONNECTED' })
  })
})

describe('Redis out of memory', () => {
  it('reads go on; writes answer 503; no refresh is begun', { timeout: 60_000 }, async () => {
    const { guarded, alice } = await start('--maxmemory-policy', 'noeviction')
    const { sessionId } = alice
    const admin = new Redis(guarded.redis.url)
    await admin.config('SET', 'maxmemory', '1')
    guarded.vault.expireAccessTokens()
    const requests = guarded.refreshRequests()
    const newcomers = guarded.replicas.map(({ base }) => new Browser(base, 'alice'))
    for (const browser of [...alice.browsers, ...newcomers]) {
      expect((await browser.call('getSessions', {})).sessions).toMatchObject([{ sessionId, state: 'CONNECTED' }])
      expect((await browser.call('listTools', { sessionId })).tools).not.toEqual([])
      expect(await browser.call('getServers', {})).toEqual({ servers: [] })
      const reader = await browser.events()
      const { data } = await reader.until(({ event }) => event === 'connected')
      expect(data).toMatchObject({ connections: [{ sessionId, state: 'CONNECTED' }] })
      await reader.close()
    }
    for (const browser of alice.browsers) {
      expect(await post(browser, 'callTool', callOf(alice))).toMatchObject(unavailable)
      expect(await post(browser, 'restoreSession', { sessionId })).toMatchObject(unavailable)
      expect(await post(browser, 'connect', { serverUrl: guarded.vault.url, account: 'two' })).toMatchObject(
        unavailable,
      )
      // It asks the MCP server itself, which refuses the token.
      const { steps } = await browser.call('diagnose', { sessionId })
      expect(steps.find(({ ok }) => !ok)).toMatchObject({ step: 'handshake', code: 'store_unavailable' })
    }
    expect(guarded.refreshRequests()).toBe(requests)
    for (const { output } of guarded.replicas) expect(output.match(/error Redis is full: .*/g)).toHaveLength(1)
    await admin.config('SET', 'maxmemory', '0')
    admin.disconnect()
    for (const on of REPLICAS) expect(await succeeds(alice.whoami(on))).toBe(true)
    expect(guarded.refreshRequests()).toBe(requests + 1)
    expect((await post(newcomers[0]!, 'getSessions', {})).cookies, 'the browser is bound after all').toHaveLength(1)
  })

  it('nobody may call more often than else', { timeout: 60_000 }, async () => {
    const redis = await RedisServer.start()
    const options = { limits: { callsPerMinute: 3 } }
    const replica = await ReplicaProcess.start({ redisUrl: redis.url, keys: generateKey(), options })
    closers.push(
      () => redis.stop(),
      () => replica.kill(),
    )
    const admin = new Redis(redis.url)
    await admin.config('SET', 'maxmemory', '1')
    const statuses: number[] = []
    for (let call = 0; call < 5; call++)
      statuses.push((await post(new Browser(replica.base, 'bob'), 'getSessions', {})).status)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
    admin.disconnect()
  })
})
