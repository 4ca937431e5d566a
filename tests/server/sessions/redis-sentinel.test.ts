/** A store over a master that Sentinels name, and that they may replace at any time. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { start as startWorkshop } from '../../../examples/demo/servers/workshop.ts'
import type { ObservableServer } from '../../../examples/demo/servers/host.ts'
import { createSessionStore } from '../../../server/sessions/from-env.ts'
import { generateKey } from '../../../server/sessions/keys.ts'
import { RedisSessionStore } from '../../../server/sessions/redis.ts'
import type { SessionStore } from '../../../server/sessions/store.ts'
import { sessionStoreContract } from '../../contracts/session-store.ts'
import { createApp } from '../harness.ts'
import { RedisSentinelServers } from '../redis-sentinel.ts'
import { expectSharedService } from '../shared-service.ts'

const keys = generateKey()
const closing: (() => unknown)[] = []
let servers: RedisSentinelServers
let workshop: ObservableServer

beforeAll(async () => {
  ;[servers, workshop] = await Promise.all([RedisSentinelServers.start(), startWorkshop()])
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
afterAll(async () => {
  await Promise.all([servers?.stop(), workshop?.close()])
})

function later<T extends SessionStore>(store: T): T {
  closing.push(() => store.close())
  return store
}

describe('Redis by Sentinel', () => {
  sessionStoreContract('RedisSessionStore', (options) =>
    later(new RedisSessionStore({ redis: servers.options, keys, ...options })),
  )

  it('serves people on two replicas that know it from their environment', async () => {
    const env = { ...servers.env, MCP_PLUG_KEYS: keys }
    const replica = () => createApp({ store: later(createSessionStore({ env })) })
    await expectSharedService(replica(), replica(), workshop)
  })

  it('is an error where the Sentinels know no master of that name, or not us', async () => {
    const unavailable = { code: 'store_unavailable' }
    const unknown = later(new RedisSessionStore({ redis: { ...servers.options, name: 'unknown' }, keys }))
    await expect(unknown.ready()).rejects.toMatchObject(unavailable)
    const stranger = later(new RedisSessionStore({ redis: { ...servers.options, sentinelPassword: 'wrong' }, keys }))
    await expect(stranger.ready()).rejects.toMatchObject(unavailable)
  })
})
