/** Event streams through a load balancer, whose replicas are killed under them. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { generateKey, RedisSessionStore } from '../../server/index.ts'
import { RedisServer } from '../server/redis-server.ts'
import { waitFor } from '../servers/wait-for.ts'
import { Balancer } from './balancer.ts'
import { append, numbered, range } from './numbered.ts'
import { faultsOf, NONE, Page, sumOf } from './page.ts'
import { ReplicaProcess } from './replica-process.ts'
import { report, runs } from './runs.ts'
import { anySeed, seeded } from './seeded.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function start(replicaCount: number, ...redisOptions: string[]) {
  const redis = await RedisServer.start(...redisOptions)
  const keys = generateKey()
  const store = new RedisSessionStore({ redis: redis.url, keys })
  const startReplica = () => ReplicaProcess.start({ redisUrl: redis.url, keys })
  const replicas = await Promise.all(Array.from({ length: replicaCount }, startReplica))
  const balancer = await Balancer.start(replicas.map(({ base }) => base))
  closers.push(
    () => redis.stop(),
    () => store.close(),
    () => Promise.all(replicas.map((replica) => replica.kill())),
    () => balancer.close(),
  )
  const pages: Page[] = []
  closers.push(() => pages.forEach((page) => page.close()))
  const openPages = async (users: readonly string[], each: number): Promise<void> => {
    for (const user of users) pages.push(...Array.from({ length: each }, () => new Page(balancer.base, user)))
    await allOpen(pages)
  }
  return { redis, store, startReplica, replicas, balancer, pages, openPages }
}

const allOpen = (pages: readonly Page[]) =>
  waitFor(
    () => pages.filter(({ isOpen }) => !isOpen).length,
    (closed) => closed === 0,
    60_000,
  )
const usersOf = (count: number) => Array.from({ length: count }, (_, index) => `user${index}`)

const STREAMS = 1_000

it(`kill -9 of a replica with ${STREAMS.toLocaleString('en')} streams`, { timeout: 120_000 }, async () => {
  const users = usersOf(250)
  const EVENTS = 12
  const { replicas, balancer, store, pages, openPages } = await start(3)
  const [victim, ...survivors] = replicas as [ReplicaProcess, ...ReplicaProcess[]]
  balancer.serve([victim.base])
  await openPages(users, STREAMS / users.length)
  expect(balancer.openTo(victim.base)).toBe(STREAMS)
  balancer.serve(replicas.map(({ base }) => base))
  const started = Date.now()
  const write = async (from: number, to: number): Promise<void> => {
    for (let number = from; number < to; number++)
      for (const user of users) await append(store, user, number, number + 1)
  }
  await write(0, EVENTS / 4)
  // The last of these are on their way when it dies; the others are written while its pages come back.
  const writing = write(EVENTS / 4, EVENTS)
  const back = Date.now()
  await victim.kill()
  await waitFor(
    () => pages.filter(({ isOpen }) => isOpen).length,
    (open) => open < STREAMS,
  )
  await allOpen(pages)
  const backAfter = Date.now() - back
  await writing
  await waitFor(
    () => pages.filter(({ numbers }) => numbers.at(-1) !== EVENTS - 1).length,
    (behind) => behind === 0,
    30_000,
  )
  expect(sumOf(pages.map((page) => faultsOf(page, range(0, EVENTS))))).toEqual(NONE)
  expect(survivors.reduce((sum, { base }) => sum + balancer.openTo(base), 0)).toBe(STREAMS)
  report({
    row: 'kill -9 of a replica with 1,000 streams',
    runs: `${STREAMS} streams`,
    counted: `${STREAMS * EVENTS} events came: 0 lost, 0 twice, 0 out of order; all back after ${backAfter} ms`,
    started,
  })
})

const KILLS = runs(4, 100)
const RESTARTS = runs(1, 10)

it(
  `no event is lost, doubled or out of order: ${KILLS} replicas killed, Redis restarted ${RESTARTS} times`,
  { timeout: 60_000 + KILLS * 10_000 },
  async () => {
    const seed = anySeed()
    const random = seeded(seed)
    console.log(`faults: events: seed ${seed}`)
    const persistent = ['--appendonly', 'yes', '--appendfsync', 'always']
    const { redis, replicas, balancer, store, pages, openPages, startReplica } = await start(3, ...persistent)
    const users = usersOf(6)
    await openPages(users, 2)
    const started = Date.now()
    let done = false
    /** What a writer was told: that it is written, or nothing. */
    const written = users.map(() => ({ sure: [] as number[], unsure: [] as number[] }))
    const writers = users.map(async (user, index) => {
      for (let number = 0; !done; number++) {
        await store.append(user, 'connection', numbered(number)).then(
          () => written[index]!.sure.push(number),
          () => written[index]!.unsure.push(number),
        )
        await sleep(40)
      }
    })
    for (let kill = 1; kill <= KILLS; kill++) {
      const index = kill % replicas.length
      await replicas[index]!.kill()
      if (kill % Math.floor(KILLS / RESTARTS) === 0) {
        await redis.halt(kill % 2 === 0 ? 'SIGKILL' : 'SIGTERM')
        await sleep(random() * 1_000)
        await redis.resume()
      }
      replicas[index] = await startReplica()
      balancer.serve(replicas.map(({ base }) => base))
      await sleep(random() * 500)
    }
    await allOpen(pages)
    done = true
    await Promise.all(writers)
    // Written when all is well, so that everybody's last is known.
    for (const [index, user] of users.entries()) {
      const { sure, unsure } = written[index]!
      const last = sure.length + unsure.length
      await append(store, user, last, last + 1)
      sure.push(last)
    }
    const writtenFor = (page: number) => written[Math.floor(page / 2)]!
    await waitFor(
      () => pages.filter(({ numbers }, page) => numbers.at(-1) !== writtenFor(page).sure.at(-1)).length,
      (behind) => behind === 0,
      60_000,
    )
    const sum = sumOf(pages.map((page, index) => faultsOf(page, writtenFor(index).sure, writtenFor(index).unsure)))
    expect(sum).toEqual(NONE)
    const count = (which: 'sure' | 'unsure') => written.reduce((total, one) => total + one[which].length, 0)
    report({
      row: 'events while replicas are killed and Redis is restarted',
      runs: `${KILLS} kills, ${RESTARTS} restarts`,
      counted: `${count('sure')} events written, ${pages.length} pages: 0 lost, 0 twice, 0 out of order, 0 resets; ${count('unsure')} refused; seed ${seed}`,
      started,
    })
  },
)
