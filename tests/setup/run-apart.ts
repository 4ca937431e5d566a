/** Runs tests that stand apart from `npm test`, since they take minutes and the npm registry. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../package/pack.ts'
import { settle, vitestCounts } from './counts.ts'
import type { Counts, VitestReport } from './counts.ts'
import { ensurePrograms } from './ensure.ts'
import { CHROMIUM } from './programs.ts'

const MINUTE = 60_000

/**
 * Builds, runs the tests of `tests/<name>/vitest.<name>.config.ts` with Chromium at hand, and ends with
 * `<name>: N passed, N failed, N skipped`. The exit code is 0 only where tests ran and all passed. `args` go to vitest.
 */
export async function runApart(name: string, args: readonly string[] = []): Promise<void> {
  const environment = { ...process.env, ...(await ensurePrograms([CHROMIUM])) }
  const run = (program: string, programArgs: readonly string[], timeout: number): number | null =>
    spawnSync(program, programArgs, { cwd: ROOT, env: environment, stdio: ['ignore', 'inherit', 'inherit'], timeout })
      .status

  if (run('npm', ['run', '--silent', 'build'], 5 * MINUTE) !== 0) throw new Error('The build failed.')

  const folder = mkdtempSync(join(tmpdir(), `mcp-plug-${name}-`))
  const report = join(folder, 'report.json')
  const config = ['--config', `tests/${name}/vitest.${name}.config.ts`]
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const vitest = join(ROOT, 'node_modules/.bin/vitest')
  const status = run(vitest, ['run', ...config, ...reporters, ...args], 40 * MINUTE)
  let counts: Counts | undefined
  try {
    counts = vitestCounts(JSON.parse(readFileSync(report, 'utf8')) as VitestReport)
  } catch {
    console.error('vitest wrote no report.')
  }
  rmSync(folder, { recursive: true, force: true })
  const { passed, failed, skipped, failures = [] } = settle(counts, status)
  for (const failure of failures) console.log(`\nfailed: ${failure}`)
  console.log(`\n${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`)
  process.exitCode = failed === 0 ? 0 : 1
}
