import { describe, expect, it } from 'vitest'
import { settle, vitestCounts, webCounts, type WebSession, type WebSuite } from '../setup/counts.ts'

const passed = { passed: true, skipped: false }
const failed = { passed: false, skipped: false }
const skipped = { passed: false, skipped: true }

describe('the closing count of a test run', () => {
  const file = (testResults?: WebSuite, passes = true, errors: { message: string }[] = []): WebSession => ({
    testFile: '/home/me/mcp-plug/tests/elements/desk.test.ts',
    passed: passes,
    ...(testResults && { testResults }),
    errors,
  })

  it('adds up nested suites, and names what failed', () => {
    const inner = {
      name: 'a desk',
      tests: [passed, { ...failed, name: 'stands', error: { message: 'It lies.\nHere' } }],
    }
    const suite = { name: '', tests: [passed, skipped], suites: [{ ...inner, suites: [] }] }
    expect(webCounts([file(suite, false), file({ tests: [passed], suites: [] })])).toEqual({
      passed: 3,
      failed: 1,
      skipped: 1,
      failures: ['tests/elements/desk.test.ts: a desk stands: It lies.'],
    })
  })

  it('counts a file that did not load as a failure', () => {
    expect(webCounts([file(undefined, false, [{ message: 'Not found.' }])])).toEqual({
      passed: 0,
      failed: 1,
      skipped: 0,
      failures: ['tests/elements/desk.test.ts: the file: Not found.'],
    })
  })

  it('counts tests that are to do as skipped, and names what failed', () => {
    const name = '/home/me/mcp-plug/tests/server/chair.test.ts'
    const assertionResults = [
      { fullName: 'a chair stands', status: 'failed', failureMessages: ['It lies.\nThere'] },
      { fullName: 'a chair is red', status: 'passed', failureMessages: [] },
    ]
    expect(
      vitestCounts({
        numPassedTests: 4,
        numFailedTests: 1,
        numPendingTests: 2,
        numTodoTests: 3,
        testResults: [
          { name, status: 'failed', assertionResults },
          { name, status: 'failed', message: 'No such module.', assertionResults: [] },
          { name, status: 'passed', assertionResults: [] },
        ],
      }),
    ).toEqual({
      passed: 4,
      failed: 1,
      skipped: 5,
      failures: [
        'tests/server/chair.test.ts: a chair stands: It lies.',
        'tests/server/chair.test.ts: the file: No such module.',
      ],
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
