/** The Nuxt example, installed with the packed package as an app of its own, built and started as in production. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { freePorts } from '../e2e/demo-process.ts'
import { pack, ROOT } from '../package/pack.ts'
import { waitFor } from '../servers/wait-for.ts'

const MINUTE = 60_000
const START_TIMEOUT = 30_000
const STOP_TIMEOUT = 10_000
/** What this process has of its own: an app would take a test's settings for its own. */
const OWN = /^(NODE_ENV|VITEST.*|TEST|REDIS_.*|MCP_PLUG_.*|NUXT_.*|NITRO_.*)$/

const environment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN.test(name))),
  // Nuxt needs a newer Node than the package does.
  PATH: [join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
  NUXT_TELEMETRY_DISABLED: '1',
})

export interface NuxtApp {
  readonly folder: string
  /** Runs a command in it, e.g. `npm run build`, with settings in the environment; fails with what was printed. */
  run(command: readonly string[], settings?: NodeJS.ProcessEnv): Promise<void>
  remove(): void
}

/** Copies and installs the example, without a build. */
export async function installNuxtApp(): Promise<NuxtApp> {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-plug-nuxt-'))
  const run: NuxtApp['run'] = async ([program = '', ...args], settings = {}) => {
    const options = { cwd: folder, env: { ...environment(), ...settings }, timeout: 5 * MINUTE, maxBuffer: 2 ** 24 }
    await promisify(execFile)(program, args, options).catch((error: { stdout?: string; stderr?: string }) => {
      const printed = `${error.stdout?.slice(-4_000)}${error.stderr?.slice(-4_000)}`
      throw new Error(`${[basename(program), ...args].join(' ')} failed: ${printed}`)
    })
  }
  const app: NuxtApp = { folder, run, remove: () => rmSync(folder, { recursive: true, force: true }) }
  try {
    cpSync(join(ROOT, 'examples/nuxt'), folder, {
      recursive: true,
      filter: (path) => !['node_modules', '.nuxt', '.output', 'package-lock.json'].includes(basename(path)),
    })
    const tarball = pack(folder)
    await run(['npm', 'install', '--no-audit', '--no-fund', '--no-save', '--prefer-offline', tarball])
    return app
  } catch (error) {
    app.remove()
    throw error
  }
}

export interface RunningApp {
  readonly url: string
  stop(): Promise<void>
}

/** Starts what was built, by Node or another program; settings are environment variables. */
export async function startNuxtApp(
  { folder }: NuxtApp,
  settings: NodeJS.ProcessEnv = {},
  program: string = process.execPath,
): Promise<RunningApp> {
  // Nitro takes port 0 for its default port.
  const port = await freePorts()
  const child = spawn(program, ['.output/server/index.mjs'], {
    cwd: folder,
    env: { ...environment(), HOST: '127.0.0.1', PORT: String(port), MCP_LOCAL: '1', ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let printed = ''
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  const exited = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill()
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT)
    await exited
    clearTimeout(timer)
  }
  try {
    await waitFor(
      async () => {
        if (child.exitCode !== null) throw new Error(`The app ended with code ${child.exitCode}: ${printed}`)
        return fetch(url).then(
          ({ status }) => status,
          () => printed,
        )
      },
      (answer) => typeof answer === 'number',
      START_TIMEOUT,
    )
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
