/** The official conformance framework, as a program: what it can test of a client, and one test of ours. */
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PROGRAM = join(ROOT, 'node_modules', '.bin', 'conformance')
/** Of the driver, from the root: the framework splits its command at spaces, which the way to the root may have. */
const DRIVER = 'tests/conformance/driver.ts'
/** The driver ends by itself well before. */
const TIMEOUT_MS = 30_000

/** The Node of this process comes first, for the framework and for the driver. */
const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
})

/** Every client scenario of the installed release, in its order. */
export function listScenarios(): string[] {
  const text = execFileSync(PROGRAM, ['list', '--client'], { cwd: ROOT, env: environment(), encoding: 'utf8' })
  return [...text.matchAll(/^ +- (\S+)/gm)].map(([, name]) => name!)
}

interface Check {
  readonly id: string
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'INFO' | 'SKIPPED'
  readonly description?: string
  readonly errorMessage?: string
}

export interface Verdict {
  /** Whether the driver has asked the product to connect: some scenarios are content with a client that does nothing. */
  readonly hasConnected: boolean
  /** Checks that succeeded. */
  readonly successes: number
  /** Why it did not pass: failed checks and warnings, and what the framework says of the driver's end. */
  readonly complaints: readonly string[]
  /** What the driver and the framework have said, for people. */
  readonly output: string
}

/** Runs one scenario. Each verdict stands alone: the framework's suites ignore exit codes and time-outs. */
export async function runScenario(scenario: string): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-plug-conformance-'))
  try {
    const { exitCode, output } = await runProgram(scenario, folder)
    const said = await readAll(folder, 'stdout.txt')
    const checks = JSON.parse((await readAll(folder, 'checks.json')) || '[]') as Check[]
    const complaints = checks
      .filter(({ status }) => status === 'FAILURE' || status === 'WARNING')
      .map(({ id, status, description, errorMessage }) => `${status} ${id}: ${errorMessage ?? description ?? ''}`)
    if (exitCode !== 0 && complaints.length === 0) complaints.push(`the framework ended with ${exitCode}`)
    return {
      hasConnected: /^connect: /m.test(said),
      successes: checks.filter(({ status }) => status === 'SUCCESS').length,
      complaints,
      output: `${said}\n${output}`,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function runProgram(scenario: string, folder: string): Promise<{ exitCode: number | null; output: string }> {
  const command = ['client', '--command', `node ${DRIVER}`, '--scenario', scenario]
  const timing = ['--timeout', String(TIMEOUT_MS), '--output-dir', folder]
  return new Promise((resolve) => {
    const child = execFile(
      PROGRAM,
      [...command, ...timing],
      { cwd: ROOT, env: environment(), maxBuffer: 64 * 1024 ** 2, timeout: 2 * TIMEOUT_MS },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode, output: `${stdout}\n${stderr}` }),
    )
  })
}

/** The file of that name, wherever below the folder the framework has put it. */
async function readAll(folder: string, name: string): Promise<string> {
  for await (const path of glob(`**/${name}`, { cwd: folder })) return readFileSync(join(folder, path), 'utf8')
  return ''
}
