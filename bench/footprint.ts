/**
 * What one session, one event and one open stream cost in memory, and what a call costs beside the bare SDK:
 * `npm run bench`. Needs redis-server. Bytes are of this Redis and this Node; the last line is a ratio, both sides
 * measured in turns in this run.
 */
import { readFileSync } from 'node:fs'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Redis } from 'ioredis'
import { start as startVault } from '../examples/demo/servers/vault.ts'
import { generateKey, RedisSessionStore } from '../server/index.ts'
import { ReplicaProcess } from '../tests/faults/replica-process.ts'
import { RedisServer } from '../tests/server/redis-server.ts'
import { Browser } from '../tests/server/site.ts'
import { startLegacyInn as startInn } from '../tests/servers/inn/legacy.ts'
import { signIn } from '../tests/servers/sign-in.ts'

const USERS = 100
const STREAMS = 2_000
const EVENTS = 1_000
const ROUNDS = 9
const CALLS = 100

const redis = await RedisServer.start()
const admin = new Redis(redis.url)
const keys = generateKey()
const startReplica = () =>
  ReplicaProcess.start({
    redisUrl: redis.url,
    keys,
    options: { listen: false, limits: { callsPerMinute: 1_000_000, streamsPerUser: STREAMS } },
  })
const replica = await startReplica()

const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`
const usedByRedis = async (): Promise<number> => Number(/used_memory:(\d+)/.exec(await admin.info('memory'))![1])
const residentSet = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

/** Bytes in Redis for each of so many. */
async function cost(what: string, count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  await work(0)
  const before = await usedByRedis()
  for (let index = 1; index <= count; index++) await work(index)
  console.log(`${what}: ${kib(((await usedByRedis()) - before) / count)} in Redis`)
}

async function sessions(): Promise<void> {
  for (const toolCount of [0, 100]) {
    const inn = await startInn({ toolCount })
    let tools = 0
    await cost(
      `a session with a server of the inn's own tools${toolCount ? ` and ${toolCount} more` : ''}`,
      USERS,
      async (index) => {
        const browser = new Browser(replica.base, `guest${toolCount}x${index}`)
        const { sessionId } = await browser.call('connect', { serverUrl: inn.url })
        tools = (await browser.call('listTools', { sessionId })).tools.length
      },
    )
    console.log(`  (${tools} tools in all)`)
    await inn.close()
  }
  const vault = await startVault()
  await cost('a session that is signed in by OAuth, with its flow cookie', USERS, async (index) => {
    const browser = new Browser(replica.base, `member${index}`)
    await browser.call('connect', { serverUrl: vault.url })
    const [{ authUrl } = {}] = (await browser.call('getSessions', {})).sessions
    const back = await signIn(authUrl!, { jar: browser.jar })
    await browser.jar.fetch(back)
  })
  await vault.close()
}

async function events(): Promise<void> {
  const store = new RedisSessionStore({ redis: redis.url, keys })
  const event = { type: 'tools_discovered', sessionId: store.generateSessionId(), toolCount: 12, timestamp: Date.now() }
  await cost('an event', EVENTS, () => store.append('reader', 'connection', event))
  await store.close()
}

async function streams(): Promise<void> {
  const fresh = await startReplica()
  const open = async (index: number) => {
    const reader = await new Browser(fresh.base, `watcher${index % 100}`).events()
    await reader.until(({ event }) => event === 'connected')
    return reader
  }
  const readers = []
  // What the process takes for its first streams it takes once.
  for (let index = 0; index < 200; index++) readers.push(await open(index))
  const before = residentSet(fresh.pid)
  while (readers.length < STREAMS) readers.push(await open(readers.length))
  console.log(`an open stream: ${kib((residentSet(fresh.pid) - before) / (STREAMS - 200))} of the process`)
  await Promise.all(readers.map((reader) => reader.close()))
  await fresh.kill()
}

async function calls(): Promise<void> {
  const inn = await startInn({})
  const browser = new Browser(replica.base, 'caller')
  const { sessionId } = await browser.call('connect', { serverUrl: inn.url })
  const { tools } = await browser.call('listTools', { sessionId })
  const { hash } = tools.find(({ name }) => name === 'count')!
  const name = 'count'
  const args = { steps: 1, delayMs: 0 }
  const client = new Client({ name: 'bare', version: '1.0.0' })
  await client.connect(new StreamableHTTPClientTransport(new URL(inn.url)))
  const time = async (call: () => Promise<unknown>): Promise<number> => {
    const begun = performance.now()
    for (let count = 0; count < CALLS; count++) await call()
    return performance.now() - begun
  }
  const ours = () => browser.call('callTool', { sessionId, name, arguments: args, approval: hash })
  const bare = () => client.callTool({ name, arguments: args })
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round++) ratios.push((await time(ours)) / (await time(bare)))
  console.log(
    `a call from a page, beside one of the bare SDK without page, sessions or Redis: ${median(ratios).toFixed(2)} times as long ` +
      `(${ROUNDS} rounds of ${CALLS}, ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
  )
  await client.close()
  await inn.close()
}

try {
  await sessions()
  await events()
  await streams()
  await calls()
} finally {
  await replica.kill()
  admin.disconnect()
  await redis.stop()
}
