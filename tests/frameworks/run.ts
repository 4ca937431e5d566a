/** `npm run test:frameworks`: builds, runs the checks of all frameworks, and ends with `frameworks: N passed, N failed, N skipped`. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../package/pack.ts'
import { settle, vitestCounts } from '../setup/counts.ts'
import type { Counts } from '../setup/counts.ts'
import { ensurePrograms } from '../setup/ensure.ts'
import { CHROMIUM } from '../setup/programs.ts'

const TIMEOUT = 30 * 60_000
const folder = mkdtempSync(join(tmpdir(), 'mcp-plug-frameworks-'))
const report = join(folder, 'report.json')
const environment = { ...process.env, ...(await ensurePrograms([CHROMIUM])) }

const run = (program: string, ...args: readonly string[]): number | null =>
  spawnSync(program, args, { cwd: ROOT, env: environment, timeout: TIMEOUT, stdio: ['ignore', 'inherit', 'inherit'] })
    .status

let status = run('npm', 'run', 'build')
let counts: Counts | undefined
if (status === 0) {
  const config = ['--config', 'tests/frameworks/vitest.frameworks.config.ts']
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  status = run(join(ROOT, 'node_modules/.bin/vitest'), 'run', ...config, ...reporters)
  try {
    counts = vitestCounts(JSON.parse(readFileSync(report, 'utf8')))
  } catch {
    console.error('vitest wrote no report.')
  }
}
rmSync(folder, { recursive: true, force: true })
const { passed, failed, skipped } = settle(counts, status)
console.log(`frameworks: ${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed === 0 ? 0 : 1
