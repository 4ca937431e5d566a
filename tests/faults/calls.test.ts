/** Calls that meet each other, or the end of their replica. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { SSEClient } from '../../elements/core/sse-client.ts'
import { generateKey } from '../../server/index.ts'
import type { CallProgress } from '../../shared/events.ts'
import { connectTo, describeDeployed, newUser, startInn, textOf } from '../server/engine/deployment.ts'
import { RedisServer } from '../server/redis-server.ts'
import { Browser } from '../server/site.ts'
import { callOnce, inWords, type Outcome, settle, startLedger } from './ledger.ts'
import { ReplicaProcess } from './replica-process.ts'
import { report, runs } from './runs.ts'
import { anySeed, seeded } from './seeded.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

describeDeployed('two replicas call on one legacy session at once', {}, (deployment) => {
  it('each gets its own answer, and its own progress', async () => {
    const inn = deployment.later(await startInn('legacy'))
    const user = newUser()
    const browsers = deployment.replicas.map((replica) => deployment.browser(replica, user))
    const sessionId = await connectTo(browsers[0]!, inn)
    const counts = [2, 3, 4, 5, 6, 7, 8, 9]
    const calls = await Promise.all(
      counts.map((steps, index) =>
        browsers[index % 2]!.stream('callTool', { sessionId, name: 'count', arguments: { steps, delayMs: 40 } }),
      ),
    )
    for (const [index, call] of calls.entries()) {
      const steps = counts[index]!
      expect(textOf(await call.answer())).toBe(`Counted to ${steps}.`)
      const totals = call.events
        .filter(({ event }) => event === 'progress')
        .map(({ data }) => (data as CallProgress).total)
      expect([...new Set(totals)]).toEqual([steps])
    }
    expect(inn.executions('count')).toBe(counts.length)
  })
})

const KILLS = runs(6, 100)
const CALLS = 8

it(
  `kill -9 of a replica mid-call: none of its calls runs twice (${KILLS} kills)`,
  { timeout: 90_000 + KILLS * 10_000 },
  async () => {
    const seed = anySeed()
    const random = seeded(seed)
    console.log(`faults: calls: seed ${seed}`)
    const redis = await RedisServer.start()
    closers.push(() => redis.stop())
    const ledger = await startLedger(() => random() * 600)
    closers.push(() => ledger.close())
    const settings = {
      redisUrl: redis.url,
      keys: generateKey(),
      options: { listen: false, limits: { callsPerMinute: 100_000 } },
    }
    const survivor = await ReplicaProcess.start(settings)
    closers.push(() => survivor.kill())
    const { sessionId } = await new Browser(survivor.base, 'alice').call('connect', { serverUrl: ledger.url })
    const started = Date.now()
    const outcomes = new Map<string, Outcome>()
    const calling: Promise<void>[] = []
    /** How long the last caller did not know what became of its call, in milliseconds. */
    let longest = 0
    let victim = await ReplicaProcess.start(settings)
    closers.push(() => victim.kill())
    for (let kill = 1; kill <= KILLS; kill++) {
      const { base } = victim
      let killedAt = Infinity
      // What comes after its end goes to the other one, as a load balancer would send it.
      const fetchThere: typeof fetch = (url, init) =>
        fetch(killedAt < Infinity ? String(url).replace(base, survivor.base) : url, init)
      for (let call = 0; call < CALLS; call++) {
        const id = `kill${kill}-call${call}`
        const client = new SSEClient({ url: base, headers: { cookie: 'login=alice' }, fetch: fetchThere })
        const told = (outcome: Outcome) => {
          outcomes.set(id, outcome)
          longest = Math.max(longest, Date.now() - killedAt)
        }
        calling.push(callOnce(client, sessionId, id).then(told))
        await sleep(random() * 60)
      }
      await sleep(random() * 200)
      killedAt = Date.now()
      await victim.kill()
      victim = await ReplicaProcess.start(settings)
    }
    await Promise.all(calling)
    const { count, doubled, wrong } = settle(ledger, outcomes)
    expect([doubled, wrong]).toEqual([[], []])
    expect(outcomes.size).toBe(KILLS * CALLS)
    expect(count.interrupted, 'calls that were cut').toBeGreaterThanOrEqual(KILLS)
    report({
      row: 'kill -9 of a replica mid-call',
      runs: `${KILLS} kills`,
      counted: `${outcomes.size} calls: 0 ran twice; ${inWords(count)}; all knew within ${longest} ms; seed ${seed}`,
      started,
    })
  },
)
