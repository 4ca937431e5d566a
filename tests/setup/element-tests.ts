/** How the element tests run in any browser. */
import { esbuildPlugin } from '@web/dev-server-esbuild'
import { defaultReporter, startTestRunner } from '@web/test-runner'
import type { Reporter, TestRunnerConfig } from '@web/test-runner'
import { resolveOptions } from '../../server/options.ts'
import { serveAppSandbox } from '../../server/routes/app-sandbox.ts'
import { settle, webCounts } from './counts.ts'
import type { Counts } from './counts.ts'
import { reactModules } from './react-modules.ts'

/** Counts the tests of all files, on a last line that is easy to find. */
function totals(): Reporter {
  return {
    stop({ sessions }) {
      const { passed, failed, skipped } = webCounts([...sessions])
      console.log(`elements: ${passed} passed, ${failed} failed, ${skipped} skipped`)
    },
  }
}

export const elementTests = {
  files: 'tests/elements/**/*.test.ts',
  nodeResolve: true,
  hostname: '127.0.0.1',
  concurrency: 2,
  middleware: [
    // Frames cannot be stood in for: the handler's own page for apps.
    async (context, next) => {
      if (!context.path.endsWith('/app-sandbox')) return next()
      const answer = serveAppSandbox(resolveOptions({ userId: 'a' }), new Request(context.URL))
      context.set(Object.fromEntries(answer.headers))
      context.body = await answer.text()
    },
  ],
  plugins: [reactModules(), esbuildPlugin({ ts: true, target: 'es2022', tsconfig: 'tsconfig.json' })],
  testFramework: { config: { timeout: 30_000 } },
  testsFinishTimeout: 300_000,
  reporters: [defaultReporter(), totals()],
} satisfies TestRunnerConfig

/** Runs them as this configuration says. */
export async function runElementTests(config: TestRunnerConfig): Promise<Counts> {
  const runner = await startTestRunner({ config, readCliArgs: false, readFileConfig: false, autoExitProcess: false })
  if (!runner) throw new Error('The element tests did not start.')
  const passed = await new Promise<boolean>((resolve) => runner.on('stopped', resolve))
  return settle(webCounts([...runner.sessions.all()]), passed ? 0 : 1)
}
