/** Lines that break at random, between the replicas and Redis, and between them and an MCP server. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { SSEClient } from '../../elements/core/sse-client.ts'
import { generateKey, RedisSessionStore } from '../../server/index.ts'
import { RedisServer } from '../server/redis-server.ts'
import { Browser } from '../server/site.ts'
import { waitFor } from '../servers/wait-for.ts'
import { codeOf, Guarded, succeeds } from './guarded.ts'
import { callOnce, inWords, type Outcome, settle, startLedger } from './ledger.ts'
import { LossyProxy } from './lossy-proxy.ts'
import { Author } from './numbered.ts'
import { faultsOf, NONE, Page, sumOf } from './page.ts'
import { ReplicaProcess } from './replica-process.ts'
import { report, runs } from './runs.ts'
import { anySeed, seeded } from './seeded.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

function randomOf(what: string) {
  const seed = anySeed()
  console.log(`faults: ${what}: seed ${seed}`)
  return { seed, random: seeded(seed) }
}

/** Of the pieces of data on a line, this part breaks it. */
const LOSS = 0.02
const CALLERS = 8
const CALLS = runs(50, 1_000)
const REFRESHES = runs(20, 300)

describe('lines that break at random', () => {
  it(
    `each of ${CALLERS * CALLS} calls runs at most once, and is answered; no event is lost, doubled or out of order`,
    { timeout: 120_000 + CALLS * 2_000 },
    async () => {
      const { seed, random } = randomOf('lossy lines')
      const redis = await RedisServer.start()
      const toRedis = await LossyProxy.to(redis.port, random)
      const ledger = await startLedger(() => random() * 60)
      const toLedger = await LossyProxy.to(Number(new URL(ledger.url).port), random)
      const redisUrl = `redis://127.0.0.1:${toRedis.port}`
      const keys = generateKey()
      const options = { listen: false, limits: { callsPerMinute: 100_000 } }
      const replicas = await Promise.all([0, 1].map(() => ReplicaProcess.start({ redisUrl, keys, options })))
      const store = new RedisSessionStore({ redis: redisUrl, keys })
      closers.push(
        () => redis.stop(),
        () => toRedis.close(),
        () => ledger.close(),
        () => toLedger.close(),
        () => Promise.all(replicas.map((replica) => replica.kill())),
        () => store.close(),
      )
      const serverUrl = `http://127.0.0.1:${toLedger.port}/mcp`
      const { sessionId } = await new Browser(replicas[0]!.base, 'alice').call('connect', { serverUrl })
      const pages = replicas.flatMap(({ base }) => [new Page(base, 'alice'), new Page(base, 'alice')])
      closers.push(() => pages.forEach((page) => page.close()))
      const allOpen = () =>
        waitFor(
          () => pages.filter(({ isOpen }) => !isOpen).length,
          (closed) => closed === 0,
          60_000,
        )
      await allOpen()
      const started = Date.now()
      toRedis.loss = toLedger.loss = LOSS
      const author = new Author(store, 'alice')
      let done = false
      const writing = (async () => {
        for (; !done; await sleep(20)) await author.write()
      })()
      const outcomes = new Map<string, Outcome>()
      const callers = Array.from({ length: CALLERS }, async (_, caller) => {
        const client = new SSEClient({
          url: replicas[caller % replicas.length]!.base,
          headers: { cookie: 'login=alice' },
        })
        for (let call = 0; call < CALLS; call++) {
          const id = `caller${caller}-call${call}`
          outcomes.set(id, await callOnce(client, sessionId, id))
        }
      })
      await Promise.all(callers)
      done = true
      await writing
      toRedis.loss = toLedger.loss = 0
      await allOpen()
      await author.finish()
      await waitFor(
        () => pages.filter(({ numbers }) => numbers.at(-1) !== author.last).length,
        (behind) => behind === 0,
        60_000,
      )
      const { count, doubled, wrong } = settle(ledger, outcomes)
      expect([doubled, wrong]).toEqual([[], []])
      expect(outcomes.size).toBe(CALLERS * CALLS)
      expect(count.answered, 'most of them come through').toBeGreaterThan(outcomes.size / 2)
      expect(sumOf(pages.map((page) => faultsOf(page, author)))).toEqual(NONE)
      expect([toRedis.broken, toLedger.broken].every((broken) => broken > 0)).toBe(true)
      report({
        row: 'lines to Redis and to the MCP server that break at random',
        runs: `${toRedis.broken} + ${toLedger.broken} breaks`,
        counted:
          `${outcomes.size} calls: 0 ran twice; ${inWords(count)}; ${author.sure.length} events, ${author.unsure.length} refused: ` +
          `0 lost, 0 twice, 0 out of order; seed ${seed}`,
        started,
      })
    },
  )

  it(
    `${REFRESHES} refreshes use no refresh token twice, and nobody has to sign in again`,
    { timeout: 120_000 + REFRESHES * 2_000 },
    async () => {
      const { seed, random } = randomOf('refreshes on lossy lines')
      let line!: LossyProxy
      const guarded = await Guarded.start(3, [], async (port) => {
        line = await LossyProxy.to(port, random)
        return line.port
      })
      closers.push(
        () => line.close(),
        () => guarded.close(),
      )
      const alice = await guarded.person('alice')
      const started = Date.now()
      const ends: string[] = []
      line.loss = LOSS
      for (let round = 0; round < REFRESHES; round++) {
        guarded.vault.expireAccessTokens()
        ends.push(...(await Promise.all(Array.from({ length: 9 }, (_, call) => codeOf(alice.whoami(call % 3))))))
      }
      line.loss = 0
      for (const on of [0, 1, 2]) await waitFor(() => succeeds(alice.whoami(on)), Boolean, 30_000)
      const { refreshes, reuseDetections } = guarded.vault.state()
      expect(reuseDetections).toBe(0)
      // Refused calls have not run; nothing else may come of a line to Redis.
      const refused = ends.filter((end) => end === 'store_unavailable')
      expect(ends.filter((end) => end !== 'success' && end !== 'store_unavailable')).toEqual([])
      expect(line.broken).toBeGreaterThan(0)
      report({
        row: 'refreshes while the line to Redis breaks at random',
        runs: `${line.broken} breaks`,
        counted: `${refreshes} refreshes, ${reuseDetections} reuses, 0 questions; of ${ends.length} calls ${refused.length} answered 503; seed ${seed}`,
        started,
      })
    },
  )
})
