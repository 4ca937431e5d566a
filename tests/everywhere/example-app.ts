/** An app of its own with the packed package installed, such as an example, built and started as in production. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '../package/pack.ts'

const MINUTE = 60_000
const NOT_COPIED = new Set([
  'node_modules',
  'package-lock.json',
  '.nuxt',
  '.output',
  '.next',
  '.svelte-kit',
  '.astro',
  'dist',
  '.angular',
])
/** What this process has of its own: an app would take a test's settings for its own. */
const OWN = /^(NODE_ENV|NODE_OPTIONS|VITE.*|TEST|CI|PORT|HOST|REDIS_.*|MCP_PLUG_.*|NUXT_.*|NITRO_.*)$/

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

export interface ExampleApp {
  readonly folder: string
  readonly scripts: Readonly<Record<string, string>>
  /** What a command of it finds in its environment. */
  environment(settings?: NodeJS.ProcessEnv): NodeJS.ProcessEnv
  /** Runs a command in it, e.g. `npm run build`; fails with what was printed. */
  run(command: readonly string[], settings?: NodeJS.ProcessEnv): Promise<void>
  remove(): void
}

/** Copies and installs an example, without a build; `also` are packages that a user of it has in other ways. */
export function installExample(name: string, tarball: string, also: readonly string[] = []): Promise<ExampleApp> {
  const copy = (folder: string): void =>
    cpSync(join(ROOT, 'examples', name), folder, {
      recursive: true,
      filter: (path) => !NOT_COPIED.has(basename(path)),
    })
  return installApp(name, copy, tarball, also)
}

/**
 * Installs an app whose files, with a `package.json`, are written by `fill`. What npm has installed once is kept in the
 * temporary folder of the system, and linked from there.
 */
export async function installApp(
  name: string,
  fill: (folder: string) => void,
  tarball: string,
  also: readonly string[] = [],
): Promise<ExampleApp> {
  const folder = mkdtempSync(join(tmpdir(), `mcp-plug-${name}-`))
  const environment: ExampleApp['environment'] = (settings = {}) => ({
    ...Object.fromEntries(Object.entries(process.env).filter(([variable]) => !OWN.test(variable))),
    // Some frameworks need a newer Node than the package does.
    PATH: [join(folder, 'node_modules/.bin'), join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
    NUXT_TELEMETRY_DISABLED: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    ASTRO_TELEMETRY_DISABLED: '1',
    ...settings,
  })
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    fill(folder)
    const run: ExampleApp['run'] = (command, settings) => execute(folder, command, environment(settings))
    const { scripts = {} } = readManifest(folder)
    link(await installed(folder, tarball, also, run), join(folder, 'node_modules'))
    // The package itself is never an old one.
    const own = join(folder, 'node_modules/mcp-plug')
    rmSync(own, { recursive: true, force: true })
    mkdirSync(own)
    await run(['tar', '-xzf', tarball, '-C', own, '--strip-components=1'])
    return { folder, scripts, environment, run, remove }
  } catch (error) {
    remove()
    throw error
  }
}

const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

async function execute(folder: string, [program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv) {
  const options = { cwd: folder, env, timeout: 5 * MINUTE, maxBuffer: 2 ** 24 }
  await promisify(execFile)(program, args, options).catch((error: { stdout?: string; stderr?: string }) => {
    const printed = `${error.stdout?.slice(-4_000)}${error.stderr?.slice(-4_000)}`
    throw new Error(`${[basename(program), ...args].join(' ')} failed: ${printed}`)
  })
}

/** The folder with what npm has installed for these packages, now or in an earlier run. */
async function installed(
  folder: string,
  tarball: string,
  also: readonly string[],
  run: ExampleApp['run'],
): Promise<string> {
  const wanted = [readManifest(folder), readManifest(ROOT).dependencies, also, process.version, process.platform]
  const key = createHash('sha256').update(JSON.stringify(wanted)).digest('hex').slice(0, 16)
  const cache = join(tmpdir(), `mcp-plug-installed-${userInfo().username}`)
  const kept = join(cache, key)
  if (!existsSync(kept)) {
    mkdirSync(cache, { recursive: true, mode: 0o700 })
    await run(['npm', 'install', '--no-audit', '--no-fund', '--no-save', '--prefer-offline', tarball, ...also])
    try {
      renameSync(join(folder, 'node_modules'), kept)
    } catch (error) {
      // Another run was quicker.
      if (!existsSync(kept)) throw error
      rmSync(join(folder, 'node_modules'), { recursive: true, force: true })
    }
  }
  return kept
}

/** A copy of a folder whose files are the same on the disk. */
function link(from: string, to: string): void {
  mkdirSync(to)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) link(source, target)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else linkSync(source, target)
  }
}
