import { describe, expect, it } from 'vitest'
import { settle, vitestCounts, webCounts } from '../setup/counts.ts'

const passed = { passed: true, skipped: false }
const failed = { passed: false, skipped: false }
const skipped = { passed: false, skipped: true }

describe('the closing count of a test run', () => {
  it('adds up nested suites', () => {
    const suites = [{ tests: [passed, skipped], suites: [{ tests: [passed, failed], suites: [] }] }]
    expect(webCounts(suites)).toEqual({ passed: 2, failed: 1, skipped: 1 })
  })

  it('counts tests that are to do as skipped', () => {
    expect(vitestCounts({ numPassedTests: 4, numFailedTests: 1, numPendingTests: 2, numTodoTests: 3 })).toEqual({
      passed: 4,
      failed: 1,
      skipped: 5,
    })
  })

  it.each([
    ['all passed', { passed: 3, failed: 0, skipped: 0 }, 0, 0],
    ['one failed', { passed: 3, failed: 1, skipped: 0 }, 1, 1],
    ['broke down after all passed', { passed: 3, failed: 0, skipped: 0 }, 1, 1],
    ['was stopped', { passed: 3, failed: 0, skipped: 0 }, null, 1],
    ['ran nothing', { passed: 0, failed: 0, skipped: 2 }, 0, 1],
    ['wrote no report', undefined, 0, 1],
  ])('a run that %s', (_, counts, exitCode, failures) => {
    expect(settle(counts, exitCode).failed).toBe(failures)
  })
})
