/** How many tests a runner ran, read from what it wrote. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** The part of vitest's JSON report that counts. */
export interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
}

export const vitestCounts = (report: VitestReport): Counts => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests,
  skipped: report.numPendingTests + report.numTodoTests,
})

/** The part of a @web/test-runner suite that counts. */
export interface WebSuite {
  readonly tests: readonly { readonly passed: boolean; readonly skipped: boolean }[]
  readonly suites: readonly WebSuite[]
}

export function webCounts(suites: readonly WebSuite[]): Counts {
  const tests = suites.flatMap(allTests)
  return {
    passed: tests.filter(({ passed, skipped }) => passed && !skipped).length,
    failed: tests.filter(({ passed, skipped }) => !passed && !skipped).length,
    skipped: tests.filter(({ skipped }) => skipped).length,
  }
}

const allTests = (suite: WebSuite): WebSuite['tests'] => [...suite.tests, ...suite.suites.flatMap(allTests)]

/**
 * What counts for a run that ended with this exit code: a runner that broke down without a failed test has one failure,
 * and so has one that ran no test at all.
 */
export function settle(counts: Counts | undefined, exitCode: number | null): Counts {
  const known = counts ?? { passed: 0, failed: 0, skipped: 0 }
  const broken = exitCode !== 0 || known.passed + known.failed === 0
  return broken && known.failed === 0 ? { ...known, failed: 1 } : known
}
