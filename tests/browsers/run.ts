/**
 * `npm run test:browsers`: the element tests in Firefox and in WebKit, one after the other. The last line is
 * `browsers: N passed, N failed, N skipped`. Paths of test files run only these, as `firefox` or `webkit` runs only that.
 */
import type { BrowserLauncher } from '@web/test-runner'
import type { Counts } from '../setup/counts.ts'
import { ensurePrograms } from '../setup/ensure.ts'
import { FIREFOX, WEBKIT, XVFB } from '../setup/programs.ts'
import { elementTests, runElementTests } from '../setup/element-tests.ts'
import { firefoxLauncher } from './firefox.ts'
import { webkitLauncher } from './webkit.ts'

const given = process.argv.slice(2)
const wants = (name: string): boolean =>
  given.includes(name) || !['firefox', 'webkit'].some((one) => given.includes(one))
const files = given.filter((one) => one.includes('/'))

const found = await ensurePrograms([...(wants('firefox') ? [FIREFOX] : []), ...(wants('webkit') ? [WEBKIT, XVFB] : [])])

const browsers: BrowserLauncher[] = []
if (wants('firefox')) browsers.push(firefoxLauncher(found[FIREFOX.variable]!))
if (wants('webkit')) browsers.push(webkitLauncher({ driver: found[WEBKIT.variable]!, xvfb: found[XVFB.variable]! }))

const all: Counts[] = []
for (const browser of browsers) {
  const config = { ...elementTests, ...(files.length > 0 && { files }), browsers: [browser] }
  const counts = await runElementTests(config)
  all.push(counts)
  for (const failure of counts.failures ?? []) console.log(`\nfailed in ${browser.name}: ${failure}`)
}

const sum = (key: 'passed' | 'failed' | 'skipped'): number => all.reduce((total, counts) => total + counts[key], 0)
console.log(`\nbrowsers: ${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
process.exit(sum('failed') === 0 ? 0 : 1)
