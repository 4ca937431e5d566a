/** A handler whose guard is broken serves nobody. */
import type * as Address from '../../server/net/address.ts'
import type * as SelfTest from '../../server/net/self-test.ts'
import { afterEach, expect, it, vi } from 'vitest'
import { createApp } from '../server/harness.ts'

const broken = vi.hoisted(() => ({ allows: false }))
vi.mock('../../server/net/address.ts', async (original) => {
  const real = await original<typeof Address>()
  return {
    ...real,
    createAddressRules: (policy?: Parameters<typeof real.createAddressRules>[0]) => {
      const rules = real.createAddressRules(policy)
      return { ...rules, allows: (name: string, address: string) => broken.allows || rules.allows(name, address) }
    },
  }
})
const started = vi.hoisted(() => ({ canaries: 0 }))
vi.mock('../../server/net/self-test.ts', async (original) => {
  const real = await original<typeof SelfTest>()
  return { reachesLoopback: (fetch: never) => (started.canaries++, real.reachesLoopback(fetch)) }
})

const BASE = 'http://app.test/api/mcp'
const REQUESTS = [
  ['POST', '', { body: '{"id":1,"method":"getSessions","params":{}}' }],
  ['GET', '', {}],
  ['GET', '/oauth/start', {}],
  ['GET', '/oauth/callback', {}],
  ['GET', '/oauth/client-metadata', {}],
] as const

function open(allowPrivateNetwork: boolean | string[]) {
  const logged: string[] = []
  const log = (facts: object, message: string) => void logged.push(`${JSON.stringify(facts)} ${message}`)
  const app = createApp({
    allowPrivateNetwork,
    publicUrl: 'https://app.test/api/mcp',
    logger: { debug: log, info: log, warn: log, error: log },
  })
  const ask = async () => {
    const statuses = []
    for (const [method, path, init] of REQUESTS) {
      const headers = {
        user: 'alice',
        'x-mcp-plug': '1',
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      }
      const response = await app.handler.fetch(new Request(`${BASE}${path}`, { method, headers, ...init }))
      await response.body?.cancel()
      statuses.push(response.status)
    }
    return statuses
  }
  return { ask, logged }
}

afterEach(() => {
  broken.allows = false
  started.canaries = 0
})

it('a guard that works lets the handler work, and is tried once', async () => {
  const { ask, logged } = open(false)
  expect(await ask()).toEqual([200, 200, 403, 400, 200])
  expect(await open(false).ask()).toEqual([200, 200, 403, 400, 200])
  expect(started.canaries).toBe(1)
  expect(logged.join()).not.toContain('refused')
})

it('a guard that lets loopback through makes it refuse every request, and the log says why', async () => {
  broken.allows = true
  // A policy of its own: that of the test before has been tried in this process.
  const { ask, logged } = open([])
  expect(await ask()).toEqual([500, 500, 500, 500, 500])
  expect(started.canaries).toBe(1)
  expect(logged.filter((line) => line.includes('guard against private addresses has let one through'))).toHaveLength(5)
})

it('where private networks are open nothing is tried', async () => {
  broken.allows = true
  expect(await open(['127.0.0.1']).ask()).toEqual([200, 200, 403, 400, 200])
  expect(started.canaries).toBe(0)
})
