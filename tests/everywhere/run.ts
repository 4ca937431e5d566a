/**
 * `npm run test:everywhere`: every runtime and framework that has an example. Ends with
 * `everywhere: N passed, N failed, N skipped`; the exit code is 0 only where tests ran and all passed.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../package/pack.ts'
import { settle, vitestCounts } from '../setup/counts.ts'
import type { Counts, VitestReport } from '../setup/counts.ts'
import { ensurePrograms } from '../setup/ensure.ts'
import { CHROMIUM } from '../setup/programs.ts'

const MINUTE = 60_000
const environment = { ...process.env, ...(await ensurePrograms([CHROMIUM])) }

const run = (command: string, args: readonly string[], timeout: number): number | null =>
  spawnSync(command, args, { cwd: ROOT, env: environment, stdio: ['ignore', 'inherit', 'inherit'], timeout }).status

if (run('npm', ['run', '--silent', 'build'], 5 * MINUTE) !== 0) throw new Error('The build failed.')

const folder = mkdtempSync(join(tmpdir(), 'mcp-plug-everywhere-'))
const report = join(folder, 'report.json')
const config = 'tests/everywhere/vitest.everywhere.config.ts'
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
const status = run(
  'vitest',
  ['run', '--mode', 'all', '--config', config, ...reporters, ...process.argv.slice(2)],
  40 * MINUTE,
)
let counts: Counts | undefined
try {
  counts = vitestCounts(JSON.parse(readFileSync(report, 'utf8')) as VitestReport)
} catch {
  console.error('vitest wrote no report.')
}
rmSync(folder, { recursive: true, force: true })
const { passed, failed, skipped, failures = [] } = settle(counts, status)
for (const failure of failures) console.log(`\nfailed: ${failure}`)
console.log(`\neverywhere: ${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed === 0 ? 0 : 1
