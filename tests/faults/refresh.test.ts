/** Refreshes among three real processes over one real Redis, at an authorization server that punishes reuse. */
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { generateKey, RedisSessionStore } from '../../server/index.ts'
import type { RpcResponse } from '../../shared/rpc.ts'
import { start as startVault, type Vault } from '../../examples/demo/servers/vault.ts'
import type { EventReader } from '../server/harness.ts'
import { RedisServer } from '../server/redis-server.ts'
import { Browser } from '../server/site.ts'
import { signIn } from '../servers/sign-in.ts'
import { waitFor } from '../servers/wait-for.ts'
import { ReplicaProcess } from './replica-process.ts'

const REPLICAS = 3
const ROUNDS = 50
const CALLS = 50

let redis: RedisServer
let vault: Vault
let replicas: ReplicaProcess[]
/** One person's browser on each replica. */
let browsers: Browser[]
let store: RedisSessionStore
let sessionId: string

beforeEach(async () => {
  const keys = generateKey()
  ;[redis, vault] = await Promise.all([RedisServer.start(), startVault()])
  replicas = await Promise.all(
    Array.from({ length: REPLICAS }, () =>
      // A stream that listens renews tokens too, and here it matters which request is the first.
      ReplicaProcess.start({
        redisUrl: redis.url,
        keys,
        options: { listen: false, limits: { callsPerMinute: 100_000 } },
      }),
    ),
  )
  browsers = replicas.map(({ base }) => new Browser(base, 'alice'))
  store = new RedisSessionStore({ redis: redis.url, keys })
  sessionId = (await browsers[0]!.call('connect', { serverUrl: vault.url })).sessionId
  await signInAgain(browsers[0]!)
  for (const browser of browsers) expect(await succeeds(whoami(browser))).toBe(true)
})

afterEach(async () => {
  await Promise.all((replicas ?? []).map((replica) => replica.kill()))
  await store?.close()
  await Promise.all([redis?.stop(), vault?.close()])
})

const whoami = (browser: Browser) => browser.rpc('callTool', { sessionId, name: 'whoami' })
const succeeds = async (answer: Promise<RpcResponse>): Promise<boolean> =>
  JSON.stringify(await answer).includes('You are alice')
const codeOf = async (answer: Promise<RpcResponse>): Promise<string> => {
  const given = await answer
  return 'error' in given ? given.error.code : 'success'
}
const connection = async (browser: Browser) =>
  (await browser.call('getSessions', {})).sessions.find((session) => session.sessionId === sessionId)
const refreshRequests = () => {
  const { ok = 0, refused = 0 } = vault.state().tokenRequests.refresh_token ?? {}
  return ok + refused
}

/** As a person does: by the link that the row shows. */
async function signInAgain(browser: Browser): Promise<void> {
  const { authUrl } = (await connection(browser))!
  // Their addresses are those of the replica that made the session; in front of real ones there is one address for all.
  const here = (address: string) => address.replace(/^http:\/\/[^/]+/, new URL(browser.base).origin)
  const back = await signIn(here(authUrl!), { jar: browser.jar })
  const page = await browser.jar.fetch(here(back.href))
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('You are signed in')])
}

const authRequired = ({ events }: EventReader) =>
  events.filter(({ data }) => (data as { type?: string }).type === 'auth_required').length

/** Calls on a replica until the authorization server has rotated the token, and not yet answered. */
async function rotateIn(browser: Browser, replyDelay: number): Promise<{ end: Promise<string> }> {
  const before = vault.state().refreshes
  vault.expireAccessTokens()
  vault.set({ tokenReplyDelay: replyDelay })
  const end = codeOf(whoami(browser)).catch(() => 'connection lost')
  await waitFor(
    () => vault.state().refreshes,
    (refreshes) => refreshes === before + 1,
  )
  vault.set({ tokenReplyDelay: 0 })
  return { end }
}

/** Several calls on each, whose ends are codes; each is one that the person can do something about. */
async function callsEnd(on: Browser[]): Promise<Set<string>> {
  const codes = new Set(await Promise.all(on.flatMap((browser) => [1, 2, 3, 4].map(() => codeOf(whoami(browser))))))
  expect([['success'], ['reauth_required']]).toContainEqual([...codes])
  return codes
}

/** All replicas agree that the person must sign in; the person was asked once, and nobody asks the servers again. */
async function endedInOneQuestion(on: Browser[], reader: EventReader): Promise<void> {
  await reader.connection('auth_required', { sessionId })
  for (const browser of on) expect(await connection(browser)).toMatchObject({ state: 'AUTHENTICATING' })
  const before = refreshRequests()
  for (const browser of on) expect(await codeOf(whoami(browser))).toBe('reauth_required')
  expect(refreshRequests(), 'no loop').toBe(before)
  expect(authRequired(reader)).toBe(1)
}

describe('a refresh among three processes', () => {
  it(`happens once: ${ROUNDS} rounds of ${CALLS} calls with an expired token`, { timeout: 180_000 }, async () => {
    const started = Date.now()
    let successes = 0
    for (let round = 1; round <= ROUNDS; round++) {
      vault.expireAccessTokens()
      const answers = await Promise.all(
        Array.from({ length: CALLS }, (_, index) => whoami(browsers[(index + round) % REPLICAS]!)),
      )
      const failed = answers.flatMap((answer) => ('error' in answer ? [answer.error] : []))
      expect(failed, `round ${round}`).toEqual([])
      successes += answers.length
      expect(vault.state(), `round ${round}`).toMatchObject({ refreshes: round, reuseDetections: 0 })
      expect(refreshRequests(), `round ${round}`).toBe(round)
    }
    expect(successes).toBe(ROUNDS * CALLS)
    console.log(
      `refresh: ${ROUNDS} rounds, ${REPLICAS} processes, ${vault.state().refreshes} refreshes, ` +
        `${vault.state().reuseDetections} reuses, ${successes} successes, ${Date.now() - started} ms`,
    )
  })

  it('whose process is killed after the rotation ends in one question', { timeout: 60_000 }, async () => {
    const [first, ...others] = browsers as [Browser, ...Browser[]]
    const reader = await others[0]!.events()
    const call = await rotateIn(first, 60_000)
    await replicas[0]!.kill()
    expect(await call.end).toBe('connection lost')
    expect([...(await callsEnd(others))]).toEqual(['reauth_required'])
    await endedInOneQuestion(others, reader)
    await signInAgain(others[0]!)
    for (const browser of others) expect(await succeeds(whoami(browser))).toBe(true)
    await reader.close()
  })

  it('whose answer is lost ends in one question', { timeout: 60_000 }, async () => {
    const reader = await browsers[1]!.events()
    vault.dropRefreshReply()
    vault.expireAccessTokens()
    // The one that refreshed is told that the server is away; it asks it for nothing while that may be so.
    expect(await codeOf(whoami(browsers[0]!))).toBe('as_unavailable')
    expect(await connection(browsers[0]!)).toMatchObject({ state: 'CONNECTED' })
    expect([...(await callsEnd(browsers.slice(1)))]).toEqual(['reauth_required'])
    await endedInOneQuestion(browsers, reader)
    await signInAgain(browsers[0]!)
    for (const browser of browsers) expect(await succeeds(whoami(browser))).toBe(true)
    await reader.close()
  })

  it(
    'whose process stands still for longer than its lock overwrites nobody’s newer tokens',
    { timeout: 60_000 },
    async () => {
      const [first, ...others] = browsers as [Browser, ...Browser[]]
      const reader = await others[0]!.events()
      // Its answer is there, and is not read, while it stands still.
      const late = await rotateIn(first, 1_500)
      replicas[0]!.pause()
      expect([...(await callsEnd(others))]).toEqual(['reauth_required'])
      await reader.connection('auth_required', { sessionId })
      await signInAgain(others[0]!)
      const signedIn = (await store.get('alice', sessionId))!.secrets.tokens!
      replicas[0]!.resume()
      // Whatever it makes of its answer, it tells its caller something, and the session is as the person has left it.
      expect(['success', 'as_unavailable', 'refresh_timeout']).toContain(await late.end)
      expect((await store.get('alice', sessionId))!.secrets.tokens!.access_token).toBe(signedIn.access_token)
      expect(await connection(others[0]!)).toMatchObject({ state: 'CONNECTED' })
      for (const browser of browsers) expect(await succeeds(whoami(browser))).toBe(true)
      expect(authRequired(reader)).toBe(1)
      await reader.close()
    },
  )

  it('leaves a session gone that is disconnected on another replica meanwhile', async () => {
    const [first, second] = browsers as [Browser, Browser, Browser]
    const late = await rotateIn(first, 1_500)
    await second.call('disconnect', { sessionId })
    expect(await late.end).toBe('session_not_found')
    const admin = new Redis(redis.url)
    expect(await admin.keys(`*${sessionId}*`)).toEqual([])
    admin.disconnect()
    for (const browser of browsers) expect((await browser.call('getSessions', {})).sessions).toEqual([])
    // The refresh token that was, the access token that was, and the two that came too late.
    await waitFor(
      () => vault.state().revocations,
      (revocations) => revocations === 4,
    )
  })
})
