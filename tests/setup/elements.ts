/** Runs the element tests in Chromium and writes their counts, as JSON, to the file named by the first argument. */
import { writeFileSync } from 'node:fs'
import { startTestRunner } from '@web/test-runner'
import config from '../../web-test-runner.config.ts'
import { webCounts } from './counts.ts'

const [, , countsFile] = process.argv

const runner = await startTestRunner({ config, readCliArgs: false, readFileConfig: false, autoExitProcess: false })
runner?.on('stopped', (passed) => {
  const counts = webCounts([...runner.sessions.all()])
  if (countsFile !== undefined) writeFileSync(countsFile, JSON.stringify(counts))
  process.exit(passed ? 0 : 1)
})
