/** Many people's refreshes at once, and then whoever does them fails. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { waitFor } from '../servers/wait-for.ts'
import { Guarded, type Person, succeeds } from './guarded.ts'
import { report, runs } from './runs.ts'

const ROW = 'kill -9 of the refresher after the AS rotated'
const REPLICAS = [0, 1, 2]
const CALLS = 50
const people: Person[] = []
const rounds = runs(1, 10)
const crowd = runs(6, 30)
const timeout = rounds * 60_000 + 60_000

let guarded: Guarded

beforeEach(async () => {
  people.length = 0
  guarded = await Guarded.start(REPLICAS.length)
  await eachOf(
    async (user) => void people.push(await guarded.person(user)),
    Array.from({ length: crowd }, (_, index) => `user${index}`),
  )
}, 60_000)
afterEach(() => guarded?.close())

/** A few at a time: people do not all sign in in the same moment. */
async function eachOf<T>(work: (one: T) => Promise<void>, of: readonly T[]): Promise<void> {
  const left = [...of]
  const worker = async () => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await work(one)
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}

/** Further calls of all people, on these replicas in turn, each person's at once: how they ended. */
const stampede = (on: readonly number[], calls = CALLS): Promise<string[][]> =>
  Promise.all(
    people.map(async (person, place) => {
      await sleep(place * calls * 3)
      return Promise.all(Array.from({ length: calls }, (_, index) => person.end(on[index % on.length]!)))
    }),
  )

/** Each person's calls ended alike: in success, or in the one question. Gives how many had to sign in. */
function asked(ends: string[][]): number {
  const outcomes = ends.map((codes) => [...new Set(codes)].join())
  expect(outcomes.filter((outcome) => outcome !== 'success' && outcome !== 'reauth_required')).toEqual([])
  return outcomes.filter((outcome) => outcome === 'reauth_required').length
}

/** Where each person's log of events stands. */
const cursors = () => Promise.all(people.map(({ user }) => guarded.store.cursor(user)))

/** How often each person was asked to sign in since. */
const questions = (since: readonly string[]): Promise<number[]> =>
  Promise.all(
    people.map(async ({ user }, index) => {
      const slice = await guarded.store.read(user, since[index]!)
      if ('gap' in slice) throw new Error('The log has lost events.')
      return slice.events.filter(({ data }) => (data as { type?: string }).type === 'auth_required').length
    }),
  )

async function signInAll(on: number, who: readonly Person[] = people): Promise<void> {
  await eachOf((person) => person.signIn(on), who)
}

/** Everybody who was asked signs in, and is well on all replicas. */
async function well(): Promise<void> {
  for (const ends of await stampede(REPLICAS, REPLICAS.length)) expect(ends).toEqual(REPLICAS.map(() => 'success'))
}

/** However many answers it has lost at once: it leaves the server alone for some seconds, not for a minute. */
async function refreshes(holder: number): Promise<void> {
  guarded.vault.expireAccessTokens()
  await waitFor(() => succeeds(people[0]!.whoami(holder)), Boolean, 25_000)
}

/** What the fault must not have done, once it is over: asked anybody twice, or the server again and again. */
async function settled(
  since: readonly string[],
  requests: number,
  on: readonly number[],
  totals: Totals,
): Promise<void> {
  const made = guarded.refreshRequests() - requests
  // One that was granted, and one that told of the reuse; each replica may find out by itself.
  expect(made / people.length).toBeGreaterThanOrEqual(2)
  expect(made / people.length).toBeLessThanOrEqual(1 + REPLICAS.length)
  expect(asked(await stampede(on, on.length))).toBe(people.length)
  expect(guarded.refreshRequests() - requests, 'no loop').toBe(made)
  expect(await questions(since)).toEqual(people.map(() => 1))
  totals.questions += people.length
  totals.requests += made
}

interface Totals {
  stampedes: number
  calls: number
  questions: number
  requests: number
}

/** Lets a fault happen to each replica in turn, and tells of it. */
async function inTurn(
  what: string,
  fault: (holder: number, others: readonly number[], totals: Totals) => Promise<void>,
): Promise<void> {
  const totals: Totals = { stampedes: 0, calls: 0, questions: 0, requests: 0 }
  const started = Date.now()
  for (let round = 0; round < rounds; round++) {
    const holder = round % REPLICAS.length
    await fault(
      holder,
      REPLICAS.filter((index) => index !== holder),
      totals,
    )
    totals.stampedes += people.length
    totals.calls += people.length * (CALLS + 1)
    await well()
  }
  const refused = people.reduce((sum, person) => sum + person.refused, 0)
  report({
    row: `${ROW}${what}`,
    runs: `${totals.stampedes} stampedes (${rounds} × ${people.length})`,
    counted: `${totals.calls} calls, ${totals.questions} questions, ${totals.requests} token requests, all well after; ${refused} sent again after a 503`,
    started,
  })
}

describe(`${ROW}: a crowd`, () => {
  it('is asked once each, and not again', { timeout }, async () => {
    await inTurn('', async (holder, others, totals) => {
      const [since, requests] = [await cursors(), guarded.refreshRequests()]
      const held = await guarded.rotate(people, holder, 600_000)
      const rest = stampede(others)
      await guarded.replicas[holder]!.kill()
      expect(new Set(await held.ends)).toEqual(new Set(['connection lost']))
      expect(asked(await rest)).toBe(people.length)
      await settled(since, requests, others, totals)
      await guarded.replace(holder, people)
      await signInAll(holder)
    })
  })

  it('whose refresher stands still for longer than its lock keeps what it has signed in for', { timeout }, async () => {
    await inTurn(', paused by SIGSTOP', async (holder, others, totals) => {
      const [since, requests] = [await cursors(), guarded.refreshRequests()]
      const held = await guarded.rotate(people, holder, 4_000)
      const rest = stampede(others)
      guarded.replicas[holder]!.pause()
      expect(asked(await rest)).toBe(people.length)
      await settled(since, requests, others, totals)
      // Some have signed in when it goes on, the others have not.
      const [early, late] = [people.filter((_, index) => index % 2 === 0), people.filter((_, index) => index % 2 === 1)]
      await signInAll(others[0]!, early)
      const tokensOf = (who: Person[]) =>
        Promise.all(who.map(async ({ user, sessionId }) => (await guarded.store.get(user, sessionId))!.secrets.tokens))
      const tokens = await tokensOf(early)
      guarded.replicas[holder]!.resume()
      const ends = await held.ends
      expect(ends.filter((end) => !LATE.has(end))).toEqual([])
      expect(await tokensOf(early), 'nothing newer is overwritten').toEqual(tokens)
      expect((await tokensOf(late)).filter(Boolean), 'nothing that is worth nothing is kept').toEqual([])
      await signInAll(others[0]!, late)
      await refreshes(holder)
    })
  })

  it('whose answers are lost is asked once each, and its refresher is well again soon', { timeout }, async () => {
    await inTurn(', its reply lost', async (holder, others, totals) => {
      const [since, requests] = [await cursors(), guarded.refreshRequests()]
      guarded.vault.dropRefreshReplies(people.length)
      // All are under way when the first is lost: after that it would ask for no more.
      const held = await guarded.rotate(people, holder, 4_000)
      expect(new Set(await held.ends)).toEqual(new Set(['as_unavailable']))
      expect(asked(await stampede(others))).toBe(people.length)
      await settled(since, requests, REPLICAS, totals)
      await signInAll(others[0]!)
      await refreshes(holder)
    })
  })
})

/** What a caller may hear of a replica that has stood still in the middle of a refresh. */
const LATE: ReadonlySet<string> = new Set(['success', 'as_unavailable', 'refresh_timeout', 'reauth_required'])
