/** The same on Node and on Bun, in a process that knows nothing but the stored session. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, expect, it } from 'vitest'
import { MemorySessionStore } from '../../server/index.ts'
import { ADA } from '../servers/inn/clients.ts'
import { startLegacyInn } from '../servers/inn/legacy.ts'
import { signIn } from '../servers/sign-in.ts'
import type { Ride, Ridden } from './authorized-fetch-main.ts'
import { startRecorder } from './recorder.ts'
import { openVault } from './site.ts'

const MAIN = fileURLToPath(new URL('authorized-fetch-main.ts', import.meta.url))
const BUN = fileURLToPath(new URL('../../node_modules/.bin/bun', import.meta.url))

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

it.each([
  ['Node', process.execPath],
  ['Bun', BUN],
])('clients ride on stored sessions on %s', { timeout: 60_000 }, async (_name, runtime) => {
  const store = new MemorySessionStore()
  const { vault, alice } = await openVault(closers, {}, { store })
  const { sessionId, authUrl } = await alice.call('connect', { serverUrl: vault.url })
  await (await alice.jar.fetch(await signIn(authUrl!, { jar: alice.jar }))).body?.cancel()
  const session = (await store.get('alice', sessionId))!
  const inn = await startLegacyInn({ requireBearer: 'canary' })
  closers.push(() => inn.close())
  const streams = await startRecorder((response, { path }) => {
    response.writeHead(200, { 'content-type': path.endsWith('.json') ? 'application/json' : 'text/event-stream' })
    response.write('data: 1\n\n')
    if (path.startsWith('/big')) response.write('x'.repeat(5_000))
  })
  closers.push(() => streams.close())
  vault.expireAccessTokens()

  const { NODE_OPTIONS: _options, ...environment } = process.env
  const told: Ride = { session, inn: inn.url, streams: streams.origin }
  const env = { ...environment, RIDE: JSON.stringify(told) }
  const { stdout } = await promisify(execFile)(runtime, [MAIN], { env, timeout: 50_000 })
  const ridden = JSON.parse(stdout) as Ridden
  expect(ridden).toEqual({
    people: Array.from({ length: 20 }, () => expect.stringContaining('You are alice')),
    counted: 'Counted to 3.',
    steps: [1, 2, 3],
    booked: JSON.stringify(ADA),
    later: JSON.stringify(ADA),
    ends: {
      aborted: 'enough',
      'aborted unread': 'enough',
      cancelled: 'undefined',
      'too large an event': 'result_too_large',
      'too large a body': 'result_too_large',
    },
  })
  expect(vault.state()).toMatchObject({ refreshes: 1, reuseDetections: 0 })
})
