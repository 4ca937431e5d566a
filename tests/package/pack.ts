/** The package as npm would publish it, laid out as npm would install it. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url))

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, unknown>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
}

/** Packs what is built now into a folder; gives the path of the tarball. */
export function pack(into: string): string {
  // `--ignore-scripts`: the caller has built it, and two builds at once would see each other's half-written files.
  const out = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', into], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 60_000,
  })
  return join(into, out.trim().split('\n').at(-1)!)
}

export interface InstalledPackage {
  /** A project folder in which `mcp-plug` can be imported. */
  readonly project: string
  /** `node_modules/mcp-plug` in it. */
  readonly folder: string
  readonly manifest: Manifest
  remove(): void
}

/**
 * A project with the packed package and its declared dependencies, no others: an import that is not declared fails.
 * The dependencies are links to those of the repository, so this needs no network.
 */
export function installPacked(alsoLinked: readonly string[] = []): InstalledPackage {
  const project = mkdtempSync(join(tmpdir(), 'mcp-plug-package-'))
  const modules = join(project, 'node_modules')
  mkdirSync(modules)
  execFileSync('tar', ['-xzf', pack(project), '-C', modules], { timeout: 60_000 })
  const folder = join(modules, 'mcp-plug')
  renameSync(join(modules, 'package'), folder)
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  for (const name of [...Object.keys(manifest.dependencies), ...alsoLinked]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'project', private: true, type: 'module' }))
  return { project, folder, manifest, remove: () => rmSync(project, { recursive: true, force: true }) }
}
