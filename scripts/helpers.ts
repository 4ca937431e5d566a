/**
 * Takes `(this && this.__decorate) ||` from the helpers that the compiler writes into modules. In a module `this` is
 * undefined, and bundlers warn of it: Rollup says so to everybody who builds an app with the package.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './manifest/manifest.ts'

const DIST = join(ROOT, 'dist')
const HELPER = /\(this && this\.(__\w+)\) \|\| /g

for (const folder of ['elements', 'server', 'shared']) {
  for (const name of readdirSync(join(DIST, folder), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js')) continue
    const path = join(DIST, folder, name)
    const code = readFileSync(path, 'utf8')
    const plain = code.replace(HELPER, '')
    if (plain !== code) writeFileSync(path, plain)
  }
}
