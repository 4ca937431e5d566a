/** Makes sure that the tests' programs are there: finds them, and on Debian or Ubuntu installs those that are missing. */
import { spawn, spawnSync } from 'node:child_process'
import { createWriteStream, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CHROMIUM, findProgram, REDIS_SERVER } from './programs.ts'
import type { Program } from './programs.ts'

const UPDATE_TIMEOUT = 5 * 60_000
const INSTALL_TIMEOUT = 10 * 60_000

/** Environment variables that name the programs. Throws an error for people where one cannot be had. */
export async function ensurePrograms(
  programs: readonly Program[] = [REDIS_SERVER, CHROMIUM],
): Promise<Record<string, string>> {
  const missing = programs.filter((program) => findProgram(program) === undefined)
  for (const { name, variable } of missing) {
    const named = process.env[variable]
    if (named) throw new Error(`${variable} names “${named}” as ${name}, but there is no such executable.`)
  }
  if (missing.length > 0) await install(missing)
  return Object.fromEntries(
    programs.map((program) => {
      const path = findProgram(program)
      if (path === undefined) throw new Error(`${program.name} was installed but cannot be found. ${howTo([program])}`)
      return [program.variable, path]
    }),
  )
}

const howTo = (programs: readonly Program[]): string =>
  `The tests need ${programs.map(({ name }) => name).join(' and ')}. Install ${programs.length === 1 ? 'it' : 'them'} (Debian, Ubuntu: ` +
  `apt-get install ${programs.map(({ aptPackage }) => aptPackage).join(' ')}), or name the executable in ${programs.map(({ variable }) => variable).join(', ')}.`

async function install(programs: readonly Program[]): Promise<void> {
  const prefix = aptPrefix()
  if (prefix === undefined) throw new Error(howTo(programs))
  const packages = programs.map(({ aptPackage }) => aptPackage)
  const logPath = join(mkdtempSync(join(tmpdir(), 'mcp-plug-setup-')), 'apt.log')
  console.log(`Installing ${packages.join(', ')} with apt-get (output: ${logPath})`)
  await run([...prefix, 'apt-get', 'update'], UPDATE_TIMEOUT, logPath)
  await run(
    [...prefix, 'apt-get', 'install', '--yes', '--no-install-recommends', ...packages],
    INSTALL_TIMEOUT,
    logPath,
  )
}

/** What to put before `apt-get`, or undefined where it cannot be used without asking somebody. */
function aptPrefix(): string[] | undefined {
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return undefined
  const environment = ['env', 'DEBIAN_FRONTEND=noninteractive']
  if (process.getuid?.() === 0) return environment
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
    ? ['sudo', '-n', ...environment]
    : undefined
}

function run(command: readonly string[], timeout: number, logPath: string): Promise<void> {
  const log = createWriteStream(logPath, { flags: 'a' })
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], timeout })
    let tail = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        log.write(chunk)
        tail = (tail + chunk.toString()).slice(-2_000)
      })
    }
    child.once('error', reject)
    child.once('close', (code) => {
      log.end()
      if (code === 0) resolve()
      else
        reject(
          new Error(
            `“${command.join(' ')}” failed (${code ?? `not done in ${timeout / 1000} s`}). Its output is in ${logPath}; it ends:\n${tail}`,
          ),
        )
    })
  })
}
