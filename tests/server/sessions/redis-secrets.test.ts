import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { generateKey } from '../../../server/sessions/keys.ts'
import { RedisSessionStore } from '../../../server/sessions/redis.ts'
import { newSession } from '../../contracts/session-store.ts'
import { RedisServer } from '../redis-server.ts'

let server: RedisServer
let admin: Redis
const opened: RedisSessionStore[] = []
const [first, second] = [generateKey(), generateKey()]

beforeAll(async () => {
  server = await RedisServer.start('--rdbcompression', 'no')
  admin = new Redis(server.url)
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()))
})
afterAll(async () => {
  admin.disconnect()
  await server.stop()
})

function open(keys = first): RedisSessionStore {
  const store = new RedisSessionStore({ redis: server.url, keys })
  opened.push(store)
  return store
}

const u = (userId: string): string => createHash('sha256').update(userId).digest('base64url')
const sessionKey = (userId: string, sessionId: string): string => `mcp:session:{${u(userId)}}:${sessionId}`
const stored = async (userId: string, sessionId: string) =>
  JSON.parse((await admin.get(sessionKey(userId, sessionId))) ?? 'null')

it('lets no secret be read in what Redis saves or is told, and gives every key an end', async () => {
  const store = open()
  const canaries = {
    header: randomUUID(),
    changed: randomUUID(),
    state: randomUUID(),
    event: randomUUID(),
    result: randomUUID(),
    message: randomUUID(),
    argument: randomUUID(),
    requestState: randomUUID(),
    question: randomUUID(),
    answer: randomUUID(),
    announced: randomUUID(),
  }
  const monitor = await admin.monitor()
  const told: string[] = []
  monitor.on('monitor', (_time: string, args: string[]) => told.push(args.join(' ')))

  await store.create(
    newSession('ann', 's1', { serverName: 'plain to see', secrets: { headers: { 'X-Key': canaries.header } } }),
  )
  await store.update('ann', 's1', 1, { secrets: { headers: { 'X-Key': canaries.changed } } })
  await store.putTools('ann', 's1', [{ definition: { name: 'echo', inputSchema: {} }, hash: 'h' }])
  await store.putState('state name', { verifier: canaries.state }, 600)
  await store.append('ann', 'connection', { text: canaries.event })
  const lease = {
    callId: 'c1',
    sessionId: 's1',
    method: 'tools/call',
    name: 'echo',
    replica: 'r',
    state: 'running',
  } as const
  await store.admitCall('ann', lease, 60)
  const round = {
    name: 'echo',
    arguments: { text: canaries.argument },
    keys: {},
    requestState: canaries.requestState,
    count: 1,
  }
  await store.updateCall('ann', 'c1', { state: 'waiting', round }, 60)
  await store.claimCall('ann', 'c1', 'r', 'r')
  const question = {
    inputId: 'q',
    sessionId: 's1',
    serverName: 'n',
    message: canaries.question,
    expiresAt: Date.now() + 60_000,
  }
  await store.putQuestions('ann', [{ question: { ...question, mode: 'form' }, replica: 'r' }])
  await store.answerQuestion('ann', 'q', { action: 'accept', content: { text: canaries.answer } })
  const event = { sessionId: 's1', callId: 'c1', name: canaries.announced, timestamp: 1 }
  await store.announce('ann', { type: 'call_started', ...event })
  await store.endCall('ann', 'c1', {
    change: { state: 'finished', result: { content: [{ type: 'text', text: canaries.result }] } },
    ttlSeconds: 60,
    announce: { type: 'call_started', ...event },
  })
  await store.consume('ann', 'calls', 10, 60)
  await store.send('r', { type: 'cancel', userId: 'ann', callId: canaries.message })
  await store.lock('ann', 'refresh', 60_000)
  await store.list('ann')
  expect(await store.get('ann', 's1')).toMatchObject({ secrets: { headers: { 'X-Key': canaries.changed } } })

  for (const key of await admin.keys('*')) {
    expect(await admin.pttl(key), key).toBeGreaterThan(0)
    const shape = key.replace(/[\w-]{43}/, 'u').replace(/:(s1|c1|refresh)$/, ':name')
    expect([
      ...['session', 'tools', 'call', 'lock'].map((kind) => `mcp:${kind}:{u}:name`),
      'mcp:user:{u}:sessions',
      'mcp:user:{u}:questions',
      'mcp:quota:{u}:calls',
      'mcp:events:{u}',
      'mcp:state:u',
    ]).toContain(shape)
  }
  await admin.save()
  const dump = await readFile(join(server.directory, 'dump.rdb'), 'latin1')
  const traffic = told.join('\n')
  // Both show what need not be hidden, so both would show what must be.
  expect(dump).toContain('plain to see')
  expect(traffic).toContain('plain to see')
  for (const [name, canary] of Object.entries({ ...canaries, stateName: 'state name' })) {
    for (const form of [
      canary,
      Buffer.from(canary).toString('base64').slice(0, -4),
      Buffer.from(canary).toString('hex'),
    ]) {
      expect(dump.includes(form), `${name} in the dump`).toBe(false)
      expect(traffic.includes(form), `${name} in the traffic`).toBe(false)
    }
  }
  const commands = told.map((line) => line.split(' ')[0]!.toLowerCase())
  expect(commands.filter((name) => name === 'scan').length).toBe(0)
  // The one KEYS is this test's own.
  expect(commands.filter((name) => name === 'keys').length).toBe(1)
  monitor.disconnect()
})

it.each([
  ['another session’s', async () => (await stored('bob', 's2')).secrets.headers],
  ['its own, of an earlier generation', async () => earlier],
])('refuses a record that carries %s ciphertext, and keeps it', async (_name, ciphertext) => {
  const store = open()
  await store.delete('bob', 's1')
  await store.delete('bob', 's2')
  await store.create(newSession('bob', 's1'))
  await store.create(newSession('bob', 's2'))
  earlier = (await stored('bob', 's1')).secrets.headers
  await store.update('bob', 's1', 1, { serverName: 'Changed' })
  const record = await stored('bob', 's1')
  await admin.set(
    sessionKey('bob', 's1'),
    JSON.stringify({ ...record, secrets: { headers: await ciphertext() } }),
    'KEEPTTL',
  )

  await expect(store.get('bob', 's1')).rejects.toMatchObject({ code: 'session_unreadable' })
  await expect(store.update('bob', 's1', 2, { active: false })).rejects.toMatchObject({ code: 'session_unreadable' })
  const listed = await store.list('bob')
  expect(listed.map(({ sessionId, secrets, error }) => [sessionId, secrets, error?.code])).toEqual(
    expect.arrayContaining([
      ['s1', {}, 'session_unreadable'],
      ['s2', { headers: { Authorization: 'Bearer one' } }, undefined],
    ]),
  )
  expect((await stored('bob', 's1')).serverName).toBe('Changed')
  expect(await store.delete('bob', 's1')).toBe(true)
})
let earlier = ''

it('refuses a record whose server address was rewritten: its headers would go elsewhere', async () => {
  const store = open()
  await store.create(newSession('carol', 's1'))
  const record = await stored('carol', 's1')
  await admin.set(
    sessionKey('carol', 's1'),
    JSON.stringify({ ...record, serverUrl: 'https://evil.example/mcp' }),
    'KEEPTTL',
  )
  await expect(store.get('carol', 's1')).rejects.toMatchObject({ code: 'session_unreadable' })
})

it('refuses a record of a later version and one that is broken, and lists the others', async () => {
  const store = open()
  await store.create(newSession('carla', 's1'))
  const record = await stored('carla', 's1')
  await admin.set(sessionKey('carla', 's1'), JSON.stringify({ ...record, v: 2 }), 'KEEPTTL')
  await store.create(newSession('carla', 's2'))
  await admin.set(sessionKey('carla', 's2'), '{"v":1,', 'KEEPTTL')
  await store.create(newSession('carla', 's3'))
  for (const sessionId of ['s1', 's2']) {
    await expect(store.get('carla', sessionId)).rejects.toMatchObject({ code: 'session_unreadable' })
  }
  const listed = await store.list('carla')
  expect(listed.map(({ sessionId, error }) => [sessionId, error?.code])).toEqual([
    ['s1', 'session_unreadable'],
    ['s3', undefined],
  ])
})

it('refuses a call’s result in another call, and a state under another name', async () => {
  const store = open()
  const call = { sessionId: 's', method: 'prompts/get', name: 'echo', replica: 'r', state: 'running' } as const
  await store.create(newSession('dave', 's'))
  for (const callId of ['c1', 'c2']) {
    await store.admitCall('dave', { ...call, callId }, 60)
    await store.updateCall('dave', callId, { state: 'finished', result: { content: [] } }, 60)
  }
  const [one, two] = ['c1', 'c2'].map((callId) => `mcp:call:{${u('dave')}}:${callId}`)
  await admin.hset(one!, 'result', (await admin.hget(two!, 'result')) ?? '')
  await expect(store.getCall('dave', 'c1')).rejects.toMatchObject({ code: 'session_unreadable' })
  await store.putState('mine', { userId: 'dave' }, 60)
  await admin.copy(`mcp:state:${u('mine')}`, `mcp:state:${u('other')}`)
  expect(await store.claimState('other')).toBeNull()
  expect(await store.claimState('mine')).toEqual({ userId: 'dave' })
})

it('changes keys without losing a session: old ones open, and are sealed anew when read', async () => {
  await open(first).create(newSession('erin', 's1'))
  const both = open(`${second},${first}`)
  expect((await both.get('erin', 's1'))?.secrets).toEqual({ headers: { Authorization: 'Bearer one' } })
  const kid = second.split(':')[0]!
  await vi.waitFor(async () => expect((await stored('erin', 's1')).secrets.headers).toContain(`v1.${kid}.`), {
    timeout: 3_000,
  })
  const onlyNew = open(second)
  expect(await onlyNew.get('erin', 's1')).toMatchObject({
    generation: 1,
    secrets: { headers: { Authorization: 'Bearer one' } },
  })
})

it('keeps a record that the present keys do not open, for when the right key is back', async () => {
  await open(first).create(newSession('fred', 's1'))
  const wrong = open(second)
  await expect(wrong.get('fred', 's1')).rejects.toMatchObject({ code: 'session_unreadable' })
  expect(await wrong.list('fred')).toMatchObject([
    { sessionId: 's1', serverName: 'Notes', secrets: {}, error: { code: 'session_unreadable' } },
  ])
  expect((await open(first).get('fred', 's1'))?.secrets).toEqual({ headers: { Authorization: 'Bearer one' } })
})

it('reads a log that the present keys do not open as a gap', async () => {
  const store = open(first)
  const cursor = await store.cursor('gina')
  await store.append('gina', 'connection', 1)
  expect(await open(second).read('gina', cursor)).toEqual({ gap: true })
})
