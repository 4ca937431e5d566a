/** Event streams through a load balancer, whose replicas are killed under them. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { generateKey, RedisSessionStore } from '../../server/index.ts'
import { RedisServer } from '../server/redis-server.ts'
import { waitFor } from '../servers/wait-for.ts'
import { Balancer } from './balancer.ts'
import { Author } from './numbered.ts'
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

/** Everything has come to all of these pages, each of which reads what one author writes. */
const allCame = (pages: readonly Page[], authorOf: (page: number) => Author) =>
  waitFor(
    () => pages.filter(({ numbers }, page) => numbers.at(-1) !== authorOf(page).last).length,
    (behind) => behind === 0,
    60_000,
  )
const total = (authors: readonly Author[], which: 'sure' | 'unsure') =>
  authors.reduce((sum, author) => sum + author[which].length, 0)

const STREAMS = 1_000

it('kill -9 of a replica with 1,000 streams', { timeout: 180_000 }, async () => {
  const users = usersOf(250)
  const each = STREAMS / users.length
  const { replicas, balancer, store, pages, openPages } = await start(3)
  const [victim, ...survivors] = replicas as [ReplicaProcess, ...ReplicaProcess[]]
  balancer.serve([victim.base])
  await openPages(users, each)
  expect(balancer.openTo(victim.base)).toBe(STREAMS)
  balancer.serve(replicas.map(({ base }) => base))
  const started = Date.now()
  const authors = users.map((user) => new Author(store, user))
  const authorOf = (page: number) => authors[Math.floor(page / each)]!
  const write = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time++) for (const author of authors) await author.write()
  }
  await write(3)
  // The first of these are on their way when it dies; the others are written while its pages come back.
  const writing = write(8)
  const back = Date.now()
  await victim.kill()
  await waitFor(
    () => pages.filter(({ isOpen }) => isOpen).length,
    (open) => open < STREAMS,
  )
  await allOpen(pages)
  const backAfter = Date.now() - back
  await writing
  for (const author of authors) await author.finish()
  await allCame(pages, authorOf)
  expect(sumOf(pages.map((page, index) => faultsOf(page, authorOf(index))))).toEqual(NONE)
  expect(survivors.reduce((sum, { base }) => sum + balancer.openTo(base), 0)).toBe(STREAMS)
  report({
    row: 'kill -9 of a replica with 1,000 streams',
    runs: `${STREAMS} streams`,
    counted: `${total(authors, 'sure') * each} events came: 0 lost, 0 twice, 0 out of order; all back after ${backAfter} ms`,
    started,
  })
})

const KILLS = runs(4, 100)
const RESTARTS = runs(1, 10)

it(
  `no event is lost, doubled or out of order: ${KILLS} replicas killed, Redis restarted ${RESTARTS} times`,
  { timeout: 90_000 + KILLS * 10_000 },
  async () => {
    const seed = anySeed()
    const random = seeded(seed)
    console.log(`faults: events: seed ${seed}`)
    const persistent = ['--appendonly', 'yes', '--appendfsync', 'always']
    const { redis, replicas, balancer, store, pages, openPages, startReplica } = await start(3, ...persistent)
    const users = usersOf(6)
    const each = 2
    await openPages(users, each)
    const started = Date.now()
    const authors = users.map((user) => new Author(store, user))
    const authorOf = (page: number) => authors[Math.floor(page / each)]!
    let done = false
    const writing = authors.map(async (author) => {
      for (; !done; await sleep(40)) await author.write()
    })
    for (let kill = 1; kill <= KILLS; kill++) {
      const index = kill % replicas.length
      await replicas[index]!.kill()
      if (kill % Math.floor(KILLS / RESTARTS) === 0) {
        await redis.halt(random() < 0.5 ? 'SIGKILL' : 'SIGTERM')
        await sleep(random() * 1_000)
        await redis.resume()
      }
      replicas[index] = await startReplica()
      balancer.serve(replicas.map(({ base }) => base))
      await sleep(random() * 500)
    }
    await allOpen(pages)
    done = true
    await Promise.all(writing)
    for (const author of authors) await author.finish()
    await allCame(pages, authorOf)
    expect(sumOf(pages.map((page, index) => faultsOf(page, authorOf(index))))).toEqual(NONE)
    report({
      row: 'events while replicas are killed and Redis is restarted',
      runs: `${KILLS} kills, ${RESTARTS} restarts`,
      counted: `${total(authors, 'sure')} events to ${pages.length} pages: 0 lost, 0 twice, 0 out of order, 0 resets; ${total(authors, 'unsure')} refused; seed ${seed}`,
      started,
    })
  },
)
