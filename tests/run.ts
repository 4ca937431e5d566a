/**
 * All tests: finds or installs what they need, builds, runs every runner even when one fails, and ends with a table.
 * The last line is `total: N passed, N failed, N skipped`. The exit code is 0 only when every runner ran tests and all passed.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { settle, vitestCounts } from './setup/counts.ts'
import type { Counts } from './setup/counts.ts'
import { ensurePrograms } from './setup/ensure.ts'

const MINUTE = 60_000
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const bin = (name: string): string => join(ROOT, 'node_modules', '.bin', name)

interface Runner {
  readonly name: string
  readonly timeout: number
  /** The command; it writes its report to `report`. */
  command(report: string): readonly string[]
  read(report: unknown): Counts
}

const vitest = (name: string, config: string, timeout: number): Runner => ({
  name,
  timeout,
  command: (report) => [
    bin('vitest'),
    'run',
    '--config',
    config,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ],
  read: (report) => vitestCounts(report as Parameters<typeof vitestCounts>[0]),
})

const RUNNERS: readonly Runner[] = [
  vitest('vitest', 'vitest.config.ts', 25 * MINUTE),
  {
    name: '@web/test-runner',
    timeout: 15 * MINUTE,
    command: (report) => [process.execPath, 'tests/setup/elements.ts', report],
    read: (report) => report as Counts,
  },
  {
    name: 'stories',
    timeout: 15 * MINUTE,
    command: (report) => [process.execPath, 'tests/stories/run.ts', report],
    read: (report) => report as Counts,
  },
  vitest('e2e', 'tests/e2e/vitest.e2e.config.ts', 25 * MINUTE),
  vitest('runtimes', 'tests/everywhere/vitest.everywhere.config.ts', 25 * MINUTE),
  vitest('conformance', 'tests/conformance/vitest.conformance.config.ts', 15 * MINUTE),
]

const children = new Set<number>()

/** Runs a command in a process group of its own, so that nothing of it is left when its time is over. */
function run(command: readonly string[], timeout: number, environment: NodeJS.ProcessEnv): Promise<number | null> {
  console.log(`\n$ ${command.map((part) => part.replace(`${ROOT}/`, '').replace(ROOT, '')).join(' ')}`)
  return new Promise((resolve) => {
    const child = spawn(command[0]!, command.slice(1), {
      cwd: ROOT,
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    })
    const pid = child.pid
    if (pid !== undefined) children.add(pid)
    const timer = setTimeout(() => {
      console.error(`Stopped: not done after ${timeout / MINUTE} minutes.`)
      endGroup(pid)
    }, timeout)
    const done = (code: number | null): void => {
      clearTimeout(timer)
      endGroup(pid)
      resolve(code)
    }
    child.once('error', (error) => {
      console.error(error.message)
      done(null)
    })
    child.once('exit', done)
  })
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined || !children.delete(pid)) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing of the group is left.
  }
}

async function runTests(runner: Runner, folder: string, environment: NodeJS.ProcessEnv): Promise<Counts> {
  const report = join(folder, `${runner.name.replace(/\W/g, '')}.json`)
  const exitCode = await run(runner.command(report), runner.timeout, environment)
  let counts: Counts | undefined
  try {
    counts = runner.read(JSON.parse(readFileSync(report, 'utf8')))
  } catch {
    console.error(`${runner.name} wrote no report.`)
  }
  return settle(counts, exitCode)
}

async function main(): Promise<boolean> {
  const environment = { ...process.env, ...(await ensurePrograms()) }
  for (const step of ['build:server', 'build:cdn']) {
    if ((await run(['npm', 'run', '--silent', step], 5 * MINUTE, environment)) !== 0) throw new Error(`${step} failed.`)
  }
  const folder = mkdtempSync(join(tmpdir(), 'mcp-plug-tests-'))
  const results: (Counts & { name: string })[] = []
  try {
    for (const runner of RUNNERS) results.push({ name: runner.name, ...(await runTests(runner, folder, environment)) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const sum = (key: 'passed' | 'failed' | 'skipped'): number =>
    results.reduce((total, result) => total + result[key], 0)
  console.log(`\n${'runner'.padEnd(18)}| passed | failed | skipped`)
  console.log(`${'-'.repeat(18)}|--------|--------|--------`)
  for (const { name, passed, failed, skipped } of results) {
    console.log(
      `${name.padEnd(18)}| ${String(passed).padStart(6)} | ${String(failed).padStart(6)} | ${String(skipped).padStart(7)}`,
    )
  }
  for (const { name, failures = [] } of results) {
    for (const failure of failures) console.log(`\nfailed in ${name}: ${failure}`)
  }
  console.log(`\ntotal: ${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
  return sum('failed') === 0
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    for (const pid of children) endGroup(pid)
    process.exit(130)
  })
}

try {
  process.exitCode = (await main()) ? 0 : 1
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
