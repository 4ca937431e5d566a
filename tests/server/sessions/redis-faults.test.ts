import { inspect } from 'node:util'
import { Redis } from 'ioredis'
import { afterEach, expect, it, vi } from 'vitest'
import { StoreError } from '../../../server/sessions/errors.ts'
import { generateKey } from '../../../server/sessions/keys.ts'
import { RedisSessionStore, type RedisSessionStoreOptions } from '../../../server/sessions/redis.ts'
import type { SessionStore } from '../../../server/sessions/store.ts'
import { newSession } from '../../contracts/session-store.ts'
import { RedisServer } from '../redis-server.ts'
import { TcpProxy } from '../tcp-proxy.ts'

const keys = generateKey()
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(...options: string[]): Promise<RedisServer> {
  const server = await RedisServer.start(...options)
  closing.push(() => server.stop())
  return server
}

function open(
  redis: RedisSessionStoreOptions['redis'],
  options: Partial<RedisSessionStoreOptions> = {},
): RedisSessionStore {
  const store = new RedisSessionStore({ redis, keys, ...options })
  closing.push(() => store.close())
  return store
}

const call = {
  callId: 'c',
  sessionId: 's',
  method: 'tools/call',
  name: 'echo',
  replica: 'r',
  state: 'running',
} as const

const question = {
  inputId: 'c.1',
  sessionId: 's',
  serverName: 'Notes',
  mode: 'form',
  message: 'Who?',
  expiresAt: Date.now() + 60_000,
} as const

/** Every method that asks Redis for something. */
const everyMethod: Record<string, (store: SessionStore) => Promise<unknown>> = {
  ready: (store) => store.ready(),
  create: (store) => store.create(newSession('ann', 'new')),
  get: (store) => store.get('ann', 's'),
  update: (store) => store.update('ann', 's', 1, { active: false }),
  list: (store) => store.list('ann'),
  delete: (store) => store.delete('ann', 's'),
  putTools: (store) => store.putTools('ann', 's', []),
  getTools: (store) => store.getTools('ann', 's'),
  getTool: (store) => store.getTool('ann', 's', 'echo'),
  setToolPolicy: (store) => store.setToolPolicy('ann', 's', 'echo', 'ask'),
  putState: (store) => store.putState('state', 1, 60),
  claimState: (store) => store.claimState('state'),
  lock: (store) => store.lock('ann', 'x', 1_000),
  lockOwner: (store) => store.lockOwner('ann', 'x'),
  consume: (store) => store.consume('ann', 'calls', 1, 60),
  takeSeat: (store) => store.takeSeat('ann', 'streams', 's', { seats: 1, seconds: 30 }),
  keepSeats: (store) => store.keepSeats('ann', 'streams', ['s'], 30),
  leaveSeat: (store) => store.leaveSeat('ann', 'streams', 's'),
  admitCall: (store) => store.admitCall('ann', call, 60),
  getCall: (store) => store.getCall('ann', 'c'),
  updateCall: (store) => store.updateCall('ann', 'c', { state: 'finished' }, 60),
  claimCall: (store) => store.claimCall('ann', 'c', 'r', 'r2'),
  endCall: (store) => store.endCall('ann', 'c', { change: { state: 'finished' }, ttlSeconds: 60 }),
  putQuestions: (store) => store.putQuestions('ann', [{ question, replica: 'r' }]),
  getQuestions: (store) => store.getQuestions('ann'),
  getQuestion: (store) => store.getQuestion('ann', 'c.1'),
  answerQuestion: (store) => store.answerQuestion('ann', 'c.1', { action: 'cancel' }),
  getAnswers: (store) => store.getAnswers('ann', ['c.1']),
  dropQuestions: (store) => store.dropQuestions('ann', ['c.1']),
  announce: (store) =>
    store.announce('ann', { type: 'call_started', sessionId: 's', callId: 'c', name: 'echo', timestamp: 1 }),
  deleteCall: (store) => store.deleteCall('ann', 'c'),
  append: (store) => store.append('ann', 'connection', 1),
  cursor: (store) => store.cursor('ann'),
  read: (store) => store.read('ann', 'epoch.1-1'),
  send: (store) => store.send('r', { type: 'cancel', userId: 'ann', callId: 'c' }),
}

/** Every method fails as it should, all within a bound that is generous to a busy machine. */
async function expectUnavailable(store: SessionStore): Promise<void> {
  const outcomes = Object.entries(everyMethod).map(async ([name, run]) => [
    name,
    await run(store).then(
      () => 'done',
      (error) => error.code,
    ),
  ])
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('Not within 5 s.')), 5_000).unref())
  expect(Object.fromEntries(await Promise.race([Promise.all(outcomes), late]))).toEqual(
    Object.fromEntries(Object.keys(everyMethod).map((name) => [name, 'store_unavailable'])),
  )
}

const eventually = (assertion: () => unknown): Promise<unknown> =>
  vi.waitFor(assertion, { timeout: 8_000, interval: 50 })

it('says that the store is unavailable where nothing listens, by every method', async () => {
  const server = await start()
  await server.halt()
  const error = vi.fn()
  const store = open(server.url, { logger: { debug() {}, info() {}, warn() {}, error } })
  await expectUnavailable(store)
  await expect(store.ready()).rejects.toBeInstanceOf(StoreError)
  // One line, and not one for each attempt to connect.
  expect(error).toHaveBeenCalledTimes(1)
})

it('says so where Redis hangs, and works again when it goes on', async () => {
  const server = await start()
  const store = open(server.url)
  await store.create(newSession('ann', 's'))
  server.freeze()
  await expectUnavailable(store)
  server.thaw()
  await eventually(async () => expect((await store.list('ann')).length).toBeGreaterThanOrEqual(0))
  await store.create(newSession('ann', 'after'))
  expect((await store.get('ann', 'after'))?.sessionId).toBe('after')
})

it('bounds also a client that was handed in, whatever its own settings', async () => {
  const server = await start()
  const client = new Redis(server.url)
  closing.push(async () => client.disconnect())
  const store = open(client)
  await store.ready()
  server.freeze()
  await expectUnavailable(store)
  server.thaw()
})

it('works again after Redis was away, finds its sessions, and wakes subscribers as before', async () => {
  const server = await start('--save', '3600 1')
  const [store, other] = [open(server.url), open(server.url)]
  await store.create(newSession('ann', 's'))
  const cursor = await store.cursor('ann')
  const wake = vi.fn()
  store.subscribe('ann', wake)
  await eventually(() => expect(wake).toHaveBeenCalled())
  await server.halt()
  await expectUnavailable(store)
  await server.resume()
  await eventually(() => store.ready())
  expect((await store.get('ann', 's'))?.secrets.headers).toEqual({ Authorization: 'Bearer one' })
  const id = await other.append('ann', 'connection', 'after')
  wake.mockClear()
  await eventually(() => expect(wake).toHaveBeenCalled())
  expect(await store.read('ann', cursor)).toEqual({ events: [{ id, name: 'connection', data: 'after' }], cursor: id })
})

it('finds nothing, and says that there is a gap, after Redis came back empty', async () => {
  const server = await start()
  const store = open(server.url)
  await store.create(newSession('ann', 's'))
  const cursor = await store.append('ann', 'connection', 1)
  await server.restart()
  await eventually(() => store.ready())
  expect(await store.get('ann', 's')).toBeNull()
  expect(await store.list('ann')).toEqual([])
  expect(await store.read('ann', cursor)).toEqual({ gap: true })
  // Scripts are gone with the rest, and are sent again.
  expect((await store.create(newSession('ann', 's'))).generation).toBe(1)
})

it('does later nothing of what failed while Redis loaded its data', async () => {
  const keysKept = 2_000
  const server = await start(
    ...['--save', '3600 1', '--key-load-delay', '1000', '--loading-process-events-interval-bytes', '1024'],
  )
  const [store, admin] = [open(server.url), new Redis(server.url)]
  closing.push(async () => admin.disconnect())
  const cursor = await store.cursor('ann')
  await admin.mset(Object.fromEntries(Array.from({ length: keysKept }, (_, n) => [`other:${n}`, 'x'.repeat(100)])))
  await server.halt()
  let isLoaded = false
  const loading = server.resume().then(() => (isLoaded = true))
  const done: string[] = []
  const failures: string[] = []
  for (let n = 0; !isLoaded; n++) {
    await store.append('ann', 'connection', `event ${n}`).then(
      () => done.push(`event ${n}`),
      ({ code }) => failures.push(code),
    )
  }
  await loading
  await eventually(() => store.ready())
  expect(new Set(failures)).toEqual(new Set(['store_unavailable']))
  await store.append('ann', 'connection', 'new')
  const slice = await store.read('ann', cursor)
  expect('events' in slice && slice.events.map(({ data }) => data)).toEqual([...done, 'new'])
})

it('does each thing once when the answer to it is lost', async () => {
  const server = await start()
  const proxy = await TcpProxy.to(server.port)
  closing.push(() => proxy.close())
  const store = open(`redis://127.0.0.1:${proxy.port}`)
  const cursor = await store.cursor('ann')
  const cut = <T>(text: string, work: () => Promise<T>): Promise<T> => {
    proxy.cutAnswerTo(text)
    return work()
  }
  expect((await cut('"Notes"', () => store.create(newSession('ann', 's')))).generation).toBe(1)
  expect((await cut('"Two"', () => store.update('ann', 's', 1, { serverName: 'Two' })))?.generation).toBe(2)
  const id = await cut('mcp:events', () => store.append('ann', 'connection', 'once'))
  expect(await store.read('ann', cursor)).toEqual({ events: [{ id, name: 'connection', data: 'once' }], cursor: id })
  await store.putTools('ann', 's', [{ definition: { name: 'echo', inputSchema: {} }, hash: 'h' }])
  expect(await cut('mcp:call', () => store.admitCall('ann', call, 60))).toMatchObject({ created: true })
  await store.updateCall('ann', 'c', { state: 'waiting' }, 60)
  expect(await cut('mcp:call', () => store.claimCall('ann', 'c', 'r', 'r2'))).toBe(true)
  await store.putQuestions('ann', [{ question, replica: 'r' }])
  expect(await cut('questions', () => store.answerQuestion('ann', 'c.1', { action: 'cancel' }))).toBe(true)
  const lock = await cut('mcp:lock', () => store.lock('ann', 'x', 60_000))
  expect(lock).not.toBeNull()
  expect(await store.lock('ann', 'x', 60_000)).toBeNull()
  // What was taken cannot be taken again: that is an error, and not "there is no such sign-in".
  await store.putState('state', 1, 60)
  await expect(cut('mcp:state', () => store.claimState('state'))).rejects.toMatchObject({ code: 'store_unavailable' })
  await eventually(() => store.ready())
  expect(await store.claimState('state')).toBeNull()
})

it('leaves a master that has become a replica: its address leads to another by now', async () => {
  const [old, heir] = [await start(), await start()]
  const proxy = await TcpProxy.to(old.port)
  closing.push(() => proxy.close())
  const store = open(`redis://127.0.0.1:${proxy.port}`)
  await store.create(newSession('ann', 's'))
  proxy.redirect(heir.port)
  const admin = new Redis(old.url)
  closing.push(async () => admin.disconnect())
  await admin.call('REPLICAOF', '127.0.0.1', heir.port)
  // The connection that it has is whole, and everything but a write would be answered on it.
  await eventually(() => store.create(newSession('ann', 'after')))
  expect(await open(heir.url).get('ann', 'after')).not.toBeNull()
})

it('reads on while Redis is full, and refuses to write', async () => {
  const server = await start()
  const store = open(server.url)
  const admin = new Redis(server.url)
  closing.push(async () => admin.disconnect())
  await store.create(newSession('ann', 's'))
  await store.putTools('ann', 's', [{ definition: { name: 'echo', inputSchema: {} }, hash: 'h' }])
  const cursor = await store.append('ann', 'connection', 1)
  await admin.config('SET', 'maxmemory', '1')
  expect((await store.get('ann', 's'))?.sessionId).toBe('s')
  expect(await store.list('ann')).toHaveLength(1)
  expect((await store.getTool('ann', 's', 'echo'))?.hash).toBe('h')
  expect(await store.read('ann', cursor)).toEqual({ events: [], cursor })
  expect(await store.read('bob', await store.cursor('bob'))).toMatchObject({ events: [] })
  expect(await store.takeSeat('ann', 'streams', 'a page', { seats: 1, seconds: 30 }), 'a page opens').toBe(true)
  const writes = await Promise.allSettled([
    store.create(newSession('ann', 's2')),
    store.update('ann', 's', 1, { active: false }),
    store.append('ann', 'connection', 2),
    store.putState('state', 1, 60),
    store.lock('ann', 'x', 1_000),
    store.admitCall('ann', call, 60, { seats: 1, seconds: 30 }),
    store.putQuestions('ann', [{ question, replica: 'r' }]),
    store.putTools('ann', 's', [{ definition: { name: 'other', inputSchema: {} }, hash: 'h' }]),
  ])
  expect(writes.map((write) => write.status === 'rejected' && write.reason.code)).toEqual(
    writes.map(() => 'store_unavailable'),
  )
  expect((await store.getTools('ann', 's')).map(({ definition }) => definition.name)).toEqual(['echo'])
  await admin.config('SET', 'maxmemory', '0')
  expect((await store.update('ann', 's', 1, { active: false }))?.generation).toBe(2)
})

it('tells a password neither in its errors nor in its log', async () => {
  const server = await start('--requirepass', 'the-right-password')
  const lines: unknown[] = []
  const keep = (...line: unknown[]): void => void lines.push(line)
  const store = open(`redis://:a-wrong-password@127.0.0.1:${server.port}`, {
    logger: { debug: keep, info: keep, warn: keep, error: keep },
  })
  const error = await store.get('ann', 's').catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'store_unavailable' })
  expect(lines.length).toBeGreaterThan(0)
  expect(inspect([error, lines], { depth: 20, showHidden: true })).not.toContain('a-wrong-password')
  const right = open(`redis://:the-right-password@127.0.0.1:${server.port}`)
  await right.ready()
})
