/** Runs the element tests in Chromium and writes their counts, as JSON, to the file named by the first argument. */
import { writeFileSync } from 'node:fs'
import config from '../../web-test-runner.config.ts'
import { runElementTests } from './element-tests.ts'

const [, , countsFile] = process.argv

const counts = await runElementTests(config)
if (countsFile !== undefined) writeFileSync(countsFile, JSON.stringify(counts))
process.exit(counts.failed === 0 ? 0 : 1)
