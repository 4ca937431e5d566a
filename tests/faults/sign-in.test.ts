/** Sign-ins whose steps come twice, or at once, at several replicas. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signIn } from '../servers/sign-in.ts'
import { atReplica, Guarded, type Person, SIGNED_IN, succeeds } from './guarded.ts'

const REPLICAS = [0, 1, 2]
const CALLBACKS = 50

let guarded: Guarded
let alice: Person

beforeEach(async () => {
  guarded = await Guarded.start(REPLICAS.length)
  alice = await guarded.visitor('alice')
})
afterEach(() => guarded?.close())

/** One tab: from the link that a replica shows to the address that the authorization server sends the person back to. */
async function comeBack(on: number): Promise<string> {
  const { authUrl } = (await alice.connection(on))!
  return (await signIn(atReplica(alice.browsers[on]!, authUrl!), { jar: alice.browsers[0]!.jar })).href
}

/** The page of a callback that goes to this replica. The person has one browser. */
async function callback(on: number, back: string): Promise<[status: number, text: string]> {
  const page = await alice.browsers[0]!.jar.fetch(atReplica(alice.browsers[on]!, back))
  return [page.status, await page.text()]
}

const codes = () => guarded.vault.state().tokenRequests.authorization_code

async function isWell(): Promise<void> {
  for (const on of REPLICAS) {
    expect(await alice.connection(on)).toMatchObject({ state: 'CONNECTED' })
    expect(await succeeds(alice.whoami(on))).toBe(true)
  }
}

describe('duplicate callback; two tabs authorising at once', () => {
  it(`${CALLBACKS} times the same callback makes 1 token request, and all hear the same`, async () => {
    const back = await comeBack(0)
    const pages = Array.from({ length: CALLBACKS }, (_, index) => callback(index % REPLICAS.length, back))
    expect(await Promise.all(pages)).toEqual(pages.map(() => SIGNED_IN))
    expect(codes()).toEqual({ ok: 1, refused: 0 })
    await isWell()
  })

  it('both tabs end well at once, each with its own verifier', async () => {
    const backs = await Promise.all([comeBack(0), comeBack(1)])
    expect(await Promise.all([callback(1, backs[1]), callback(2, backs[0])])).toEqual([SIGNED_IN, SIGNED_IN])
    expect(codes()).toEqual({ ok: 2, refused: 0 })
    await isWell()
  })

  it('both tabs end well one after the other, whichever is first', async () => {
    const [first, second] = await Promise.all([comeBack(0), comeBack(1)])
    expect(await callback(2, second)).toEqual(SIGNED_IN)
    expect(await callback(1, first)).toEqual(SIGNED_IN)
    expect(codes()).toMatchObject({ refused: 0 })
    await isWell()
  })
})
