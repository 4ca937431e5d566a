/**
 * Every row of the fault matrix, and one table at the end of what was counted: `npm run faults`, or
 * `npm run faults -- --long` for the full counts, one file after the other. Ends with an error where a row is violated.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Counts, settle, vitestCounts, type VitestReport } from '../setup/counts.ts'
import type { Row } from './runs.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const { values: options } = parseArgs({ options: { long: { type: 'boolean', default: false } } })

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function printTable(rows: readonly Row[], failures: readonly string[]): void {
  const cells = [
    ['row', 'runs', 'counted', 'seconds', 'result'],
    ...rows.map(({ row, runs, counted, seconds }) => [row, runs, counted, seconds.toFixed(1), 'held']),
    ...failures.map((failure) => [failure, '', '', '', 'VIOLATED']),
  ]
  const [head, ...body] = cells.map((line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
  console.log(`\n${[head, '| --- | --- | --- | --- | --- |', ...body].join('\n')}`)
}

const folder = mkdtempSync(join(tmpdir(), 'mcp-plug-faults-'))
const [table, report] = [join(folder, 'rows.jsonl'), join(folder, 'report.json')]
const began = Date.now()
let counts: Counts
try {
  const vitest = spawn(
    join(ROOT, 'node_modules/.bin/vitest'),
    [
      'run',
      ...(options.long ? ['--mode', 'long', '--no-file-parallelism'] : []),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      'tests/faults',
    ],
    { cwd: ROOT, env: { ...process.env, FAULTS_REPORT: table }, stdio: ['ignore', 'inherit', 'inherit'] },
  )
  const [exitCode] = (await once(vitest, 'exit')) as [number | null]
  const written = read(report)
  counts = settle(written === undefined ? undefined : vitestCounts(JSON.parse(written) as VitestReport), exitCode)
  const rows = (read(table) ?? '').split('\n').filter((line) => line !== '')
  printTable(
    rows.map((line) => JSON.parse(line) as Row),
    counts.failures ?? [],
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const minutes = ((Date.now() - began) / 60_000).toFixed(1)
const load = loadavg().map((average) => average.toFixed(1))
console.log(
  `\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, in ${minutes} minutes ` +
    `on ${availableParallelism()} cores (load at the end ${load.join(' ')}), Node ${process.versions.node}`,
)
process.exitCode = counts.failed === 0 ? 0 : 1
