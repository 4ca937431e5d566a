/** `npm run check:package`: what publint, attw and knip say of the package as it would be published. Build first. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack, ROOT } from './pack.ts'

const folder = mkdtempSync(join(tmpdir(), 'mcp-plug-check-'))
let failed = 0
try {
  const tarball = pack(folder)
  for (const [name, ...args] of [
    ['publint', 'run', tarball, '--strict'],
    // The CDN file is for script tags, and has no types.
    ['attw', tarball, '--exclude-entrypoints', 'cdn', '--profile', 'esm-only', '--format', 'ascii', '--no-emoji'],
    ['knip'],
  ] as const) {
    console.log(`\n$ ${name} ${args.join(' ')}`)
    const { status } = spawnSync(join(ROOT, 'node_modules/.bin', name), args, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: 120_000,
    })
    if (status !== 0) failed += 1
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(failed === 0 ? '\ncheck:package: all passed' : `\ncheck:package: ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
