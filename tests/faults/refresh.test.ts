/** Refreshes among three real processes over one real Redis, at an authorization server that punishes reuse. */
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EventReader } from '../server/harness.ts'
import { waitFor } from '../servers/wait-for.ts'
import { codeOf, Guarded, type Person } from './guarded.ts'
import { report, runs } from './runs.ts'

const REPLICAS = 3
const CALLS = 50

let guarded: Guarded
let alice: Person

beforeEach(async () => {
  guarded = await Guarded.start(REPLICAS)
  alice = await guarded.person('alice')
  for (const on of guarded.replicas.keys()) expect(await alice.end(on)).toBe('success')
})
afterEach(() => guarded?.close())

const authRequired = ({ events }: EventReader) =>
  events.filter(({ data }) => (data as { type?: string }).type === 'auth_required').length

/** Several calls on each replica, whose ends are codes; each is one that the person can do something about. */
async function callsEnd(on: number[]): Promise<string[]> {
  const ends = await Promise.all(on.flatMap((replica) => [1, 2, 3, 4].map(() => alice.end(replica))))
  const codes = [...new Set(ends)]
  expect([['success'], ['reauth_required']]).toContainEqual(codes)
  return codes
}

/** All replicas agree that the person must sign in; the person was asked once, and nobody asks the servers again. */
async function endedInOneQuestion(on: number[], reader: EventReader): Promise<void> {
  await reader.connection('auth_required', { sessionId: alice.sessionId })
  for (const replica of on) expect(await alice.connection(replica)).toMatchObject({ state: 'AUTHENTICATING' })
  const before = guarded.refreshRequests()
  for (const replica of on) expect(await alice.end(replica)).toBe('reauth_required')
  expect(guarded.refreshRequests(), 'no loop').toBe(before)
  expect(authRequired(reader)).toBe(1)
}

describe('token expires under 50 calls on 3 replicas, AS with reuse detection', () => {
  const rounds = runs(50, 1_000)

  it(`${rounds} times: 1 refresh each, and all succeed`, { timeout: rounds * 2_000 + 60_000 }, async () => {
    const { vault } = guarded
    const started = Date.now()
    const all = Array.from({ length: CALLS }, () => 'success')
    for (let round = 1; round <= rounds; round++) {
      vault.expireAccessTokens()
      const ends = await Promise.all(all.map((_, index) => alice.end((index + round) % REPLICAS)))
      expect(ends, `round ${round}`).toEqual(all)
      expect(vault.state(), `round ${round}`).toMatchObject({ refreshes: round, reuseDetections: 0 })
      expect(guarded.refreshRequests(), `round ${round}`).toBe(round)
    }
    report({
      row: 'token expires under 50 calls on 3 replicas, AS with reuse detection',
      runs: `${rounds} stampedes`,
      counted: `${guarded.refreshRequests()} token requests, ${vault.state().reuseDetections} reuses, ${rounds * CALLS} of ${rounds * CALLS} calls succeeded, ${alice.refused} of them after a 503`,
      started,
    })
  })
})

describe('kill -9 of the refresher after the AS rotated', () => {
  it('ends in one question', { timeout: 60_000 }, async () => {
    const reader = await alice.browsers[1]!.events()
    const { ends } = await guarded.rotate([alice], 0, 60_000)
    await guarded.replicas[0]!.kill()
    expect(await ends).toEqual(['connection lost'])
    expect(await callsEnd([1, 2])).toEqual(['reauth_required'])
    await endedInOneQuestion([1, 2], reader)
    await alice.signIn(1)
    for (const on of [1, 2]) expect(await alice.end(on)).toBe('success')
    await reader.close()
  })

  it('or its answer is lost: it ends in one question', { timeout: 60_000 }, async () => {
    const { vault } = guarded
    const reader = await alice.browsers[1]!.events()
    vault.dropRefreshReplies()
    vault.expireAccessTokens()
    // The one that refreshed is told that the server is away; it asks it for nothing while that may be so.
    expect(await codeOf(alice.whoami(0))).toBe('as_unavailable')
    expect(await alice.connection(0)).toMatchObject({ state: 'CONNECTED' })
    expect(await callsEnd([1, 2])).toEqual(['reauth_required'])
    await endedInOneQuestion([0, 1, 2], reader)
    await alice.signIn()
    for (const on of [0, 1, 2]) expect(await alice.end(on)).toBe('success')
    await reader.close()
  })

  it(
    'or it stands still for longer than its lock: it overwrites nobody’s newer tokens',
    { timeout: 60_000 },
    async () => {
      const reader = await alice.browsers[1]!.events()
      const tokens = async () => (await guarded.store.get('alice', alice.sessionId))!.secrets.tokens!
      // Its answer is there, and is not read, while it stands still.
      const late = await guarded.rotate([alice], 0, 1_500)
      guarded.replicas[0]!.pause()
      expect(await callsEnd([1, 2])).toEqual(['reauth_required'])
      await reader.connection('auth_required', { sessionId: alice.sessionId })
      await alice.signIn(1)
      const signedIn = await tokens()
      guarded.replicas[0]!.resume()
      // Whatever it makes of its answer, it tells its caller something, and the session is as the person has left it.
      expect(['success', 'as_unavailable', 'refresh_timeout']).toContain((await late.ends)[0])
      expect((await tokens()).access_token).toBe(signedIn.access_token)
      expect(await alice.connection(1)).toMatchObject({ state: 'CONNECTED' })
      for (const on of [0, 1, 2]) expect(await alice.end(on)).toBe('success')
      expect(authRequired(reader)).toBe(1)
      await reader.close()
    },
  )
})

describe('disconnect during a refresh', () => {
  it('on another replica: the session stays gone, and all tokens are taken back', async () => {
    const late = await guarded.rotate([alice], 0, 1_500)
    const { sessionId } = alice
    await alice.browsers[1]!.call('disconnect', { sessionId })
    expect(await late.ends).toEqual(['session_not_found'])
    const admin = new Redis(guarded.redis.url)
    expect(await admin.keys(`*${sessionId}*`)).toEqual([])
    admin.disconnect()
    for (const browser of alice.browsers) expect((await browser.call('getSessions', {})).sessions).toEqual([])
    // The refresh token that was, the access token that was, and the two that came too late.
    await waitFor(
      () => guarded.vault.state().revocations,
      (revocations) => revocations === 4,
    )
  })
})
