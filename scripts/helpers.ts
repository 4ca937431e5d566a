/**
 * Takes the look at `this` out of the compiler's helpers: it is undefined at the top of a module, and bundlers warn their
 * users of it. Run after the compiler.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'

for (const path of globSync('dist/{server,elements,shared}/**/*.js')) {
  const code = readFileSync(path, 'utf8')
  const plain = code.replaceAll(/\(this && this\.__\w+\) \|\| /g, '')
  if (plain !== code) writeFileSync(path, plain)
}
