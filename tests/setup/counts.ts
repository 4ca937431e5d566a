/** How many tests a runner ran, read from what it wrote, and which of them failed. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** One line for each failure: where, what, and the first line of why. */
  readonly failures?: readonly string[]
}

/** The part of vitest's JSON report that counts. */
export interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages?: readonly string[] | null
    }[]
  }[]
}

export const vitestCounts = (report: VitestReport): Counts => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests,
  skipped: report.numPendingTests + report.numTodoTests,
  failures: report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (failed.length > 0) return failed.map((test) => failure(name, test.fullName, test.failureMessages?.[0]))
    return status === 'failed' ? [failure(name, 'the file', message)] : []
  }),
})

/** The part of a @web/test-runner suite that counts. */
export interface WebSuite {
  readonly name?: string
  readonly tests: readonly {
    readonly name?: string
    readonly passed: boolean
    readonly skipped: boolean
    readonly error?: { readonly message?: string }
  }[]
  readonly suites: readonly WebSuite[]
}

/** One file of tests in @web/test-runner, as it ended. */
export interface WebSession {
  readonly testFile: string
  readonly passed?: boolean | undefined
  readonly testResults?: WebSuite
  readonly errors?: readonly { readonly message?: string }[]
}

/** A file that broke down without a failed test, because it did not load or was not done in time, has one failure. */
export function webCounts(sessions: readonly WebSession[]): Counts {
  const perFile = sessions.map(({ testFile, passed, testResults, errors }) => {
    const tests = testResults ? allTests(testResults) : []
    const ran = tests.filter(({ skipped }) => !skipped)
    const failures = ran
      .filter((test) => !test.passed)
      .map(({ name, error }) => failure(testFile, name ?? '', error?.message))
    if (!passed && failures.length === 0) failures.push(failure(testFile, 'the file', errors?.[0]?.message))
    return { passed: ran.filter((test) => test.passed).length, skipped: tests.length - ran.length, failures }
  })
  const failures = perFile.flatMap((file) => file.failures)
  return {
    passed: perFile.reduce((sum, file) => sum + file.passed, 0),
    failed: failures.length,
    skipped: perFile.reduce((sum, file) => sum + file.skipped, 0),
    failures,
  }
}

const allTests = (suite: WebSuite, path = ''): WebSuite['tests'] => [
  ...suite.tests.map((test) => ({ ...test, name: `${path}${test.name ?? ''}` })),
  ...suite.suites.flatMap((inner) => allTests(inner, `${path}${inner.name ?? ''} `)),
]

const failure = (file: string, test: string, reason = 'no reason given'): string =>
  `${file.replace(/^.*\/tests\//, 'tests/')}: ${test}: ${reason.split('\n', 1)[0]!.slice(0, 300)}`

/**
 * What counts for a run that ended with this exit code: a runner that broke down without a failed test has one failure,
 * and so has one that ran no test at all.
 */
export function settle(counts: Counts | undefined, exitCode: number | null): Counts {
  const known = counts ?? { passed: 0, failed: 0, skipped: 0 }
  const broken = exitCode !== 0 || known.passed + known.failed === 0
  return broken && known.failed === 0 ? { ...known, failed: 1 } : known
}
