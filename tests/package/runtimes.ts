/** The Node versions at hand: the repository's own, and those along PATH. */
import { execFileSync } from 'node:child_process'
import { accessSync, constants, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Runtime {
  /** For example `Node 20.20.2`. */
  readonly name: string
  readonly path: string
}

/** Each version once. Older ones than the package supports are left out. */
export function nodeRuntimes(): Runtime[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const found = new Map<string, Runtime>()
  for (const path of [process.execPath, ...folders.map((folder) => join(folder, 'node'))]) {
    try {
      accessSync(path, constants.X_OK)
      const version = execFileSync(path, ['--version'], { encoding: 'utf8', timeout: 10_000 }).trim().slice(1)
      if (isSupported(version) && !found.has(version))
        found.set(version, { name: `Node ${version}`, path: realpathSync(path) })
    } catch {
      // Not a Node that runs.
    }
  }
  return [...found.values()]
}

/** `require()` of ES modules needs 20.19, or 22.12. */
function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major === 20 ? minor >= 19 : major === 22 ? minor >= 12 : major > 22
}
