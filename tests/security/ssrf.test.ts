/** Nothing that a person types or a server names leads into a private network: the guarded fetch on its own. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createAddressRules } from '../../server/net/address.ts'
import { createGuardedFetch, type Resolve } from '../../server/net/guarded-fetch.ts'
import { NOTORIOUS } from './corpus.ts'
import { type Flipped, HERE, NOWHERE, offerAll, type Offered, offerFlipping, startCanary } from './offer.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

function expectNoneThrough(offered: Offered) {
  expect(offered.others).toEqual([])
  expect(offered.reached).toBe(0)
  expect(offered.control, 'the canary counts http and https').toBe(2)
  expect(offered.blocked).toBeGreaterThan(15_000)
  expect(offered.invalid + offered.blocked + offered.unresolved).toBe(offered.offered)
}

function expectNoFlip({ asked, ends, reached }: Flipped) {
  // Each request is one question: what was checked is what is connected to.
  expect(asked).toBe(40)
  expect(ends.filter((end) => end === 'blocked_address')).toHaveLength(20)
  expect(ends.filter((end) => end === 'upstream_unreachable')).toHaveLength(20)
  expect(reached).toBe(0)
}

describe('of more than 15,000 addresses and URLs, and of a name that flips, none reaches loopback', () => {
  it('on Node', async () => {
    expectNoneThrough(await offerAll())
    expectNoFlip(await offerFlipping(40))
  })

  it('on Bun', { timeout: 60_000 }, async () => {
    const program = fileURLToPath(new URL('./offer-main.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(join(ROOT, 'node_modules/.bin/bun'), [program], { timeout: 50_000 })
    const { offered, flipped } = JSON.parse(stdout) as { offered: Offered; flipped: Flipped }
    expectNoneThrough(offered)
    expectNoFlip(flipped)
  })
})

describe('a name server that lies', () => {
  it.each([[[NOWHERE, HERE]], [[HERE, NOWHERE]], [[HERE, HERE]], [[]]])(
    'and answers %j is not believed',
    async (answer) => {
      const canary = await startCanary()
      const both: Resolve = (_name, _options, callback) => callback(null, [...answer])
      const fetch = createGuardedFetch(createAddressRules(['127.0.0.9']), both)
      for (const scheme of ['http', 'https']) {
        await expect(fetch(`${scheme}://both.attacker.example:${canary.port}/`)).rejects.toMatchObject({
          code: 'blocked_address',
        })
      }
      expect(canary.reached()).toBe(0)
      await canary.close()
    },
  )
})

it.each([...NOTORIOUS, 'fd00:ec2::254', 'fd20:ce::254', 'fe80::a9fe:a9fe', '::ffff:168.63.129.16'])(
  'the metadata service at %s is refused, as an address and as the answer to a name',
  async (address) => {
    const rules = createAddressRules()
    expect(rules.allows(address, address)).toBe(false)
    const family = address.includes(':') ? 6 : 4
    const fetch = createGuardedFetch(rules, (_name, _options, callback) => callback(null, [{ address, family }]))
    await expect(fetch('https://metadata.attacker.example/latest')).rejects.toMatchObject({ code: 'blocked_address' })
    const host = family === 6 ? `[${address}]` : address
    await expect(fetch(`https://${host}/latest`)).rejects.toMatchObject({ code: 'blocked_address' })
  },
)
