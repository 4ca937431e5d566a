/** Every client scenario that the installed release of the conformance framework knows, against the whole product. */
import { describe, expect, it } from 'vitest'
import { BASELINE } from './baseline.ts'
import { listScenarios, runScenario, type Verdict } from './framework.ts'

const scenarios = listScenarios()

/** What keeps this verdict from being a pass. */
const shortcomings = ({ hasConnected, successes, complaints }: Verdict): readonly string[] => [
  ...complaints,
  ...(successes === 0 ? ['no check succeeded'] : []),
  ...(hasConnected ? [] : ['the driver never connected']),
]

describe('the conformance framework', () => {
  it('names scenarios, and all that the baseline lists', () => {
    expect(scenarios.length).toBeGreaterThan(0)
    expect(scenarios).toEqual(expect.arrayContaining(Object.keys(BASELINE)))
  })

  const expected = scenarios.filter((name) => !(name in BASELINE))
  it.each(expected)('passes %s', async (name) => {
    const verdict = await runScenario(name)
    expect(shortcomings(verdict), verdict.output).toEqual([])
  })

  it.each(scenarios.filter((name) => name in BASELINE))('still fails %s, as the baseline says', async (name) => {
    const verdict = await runScenario(name)
    expect(shortcomings(verdict).length, `${name} passes now: take it off the list`).toBeGreaterThan(0)
  })
})
