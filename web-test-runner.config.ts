import { existsSync } from 'node:fs'
import { esbuildPlugin } from '@web/dev-server-esbuild'
import { defaultReporter } from '@web/test-runner'
import type { Reporter, TestRunnerConfig } from '@web/test-runner'
import { chromeLauncher } from '@web/test-runner-chrome'
import { resolveOptions } from './server/options.ts'
import { serveAppSandbox } from './server/routes/app-sandbox.ts'
import { webCounts } from './tests/setup/counts.ts'
import { CHROMIUM_ARGUMENTS } from './tests/setup/programs.ts'
import { reactModules } from './tests/setup/react-modules.ts'

/** Chromium by `CHROME_PATH` or `CHROMIUM_PATH`, else in the usual places. */
function findChromium(): string {
  const named = process.env.CHROME_PATH ?? process.env.CHROMIUM_PATH
  if (named) {
    if (existsSync(named)) return named
    throw new Error(`There is no browser at ${named} (CHROME_PATH or CHROMIUM_PATH).`)
  }
  const usual = [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/snap/bin/chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ]
  const found = usual.find((path) => existsSync(path))
  if (found) return found
  throw new Error('The element tests need Chromium or Chrome. Install one, or give its path in CHROME_PATH.')
}

/** Counts the tests of all files, on a last line that is easy to find. */
function totals(): Reporter {
  return {
    stop({ sessions }) {
      const { passed, failed, skipped } = webCounts([...sessions])
      console.log(`elements: ${passed} passed, ${failed} failed, ${skipped} skipped`)
    },
  }
}

export default {
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
  browsers: [
    chromeLauncher({
      // A window for each page: one that is behind another draws no frames, and hears no end of a transition or a dialog.
      createPage: async ({ context }) => (await context.browser().createBrowserContext()).newPage(),
      launchOptions: {
        executablePath: findChromium(),
        headless: true,
        args: [...CHROMIUM_ARGUMENTS],
      },
    }),
  ],
  testFramework: { config: { timeout: 30_000 } },
  testsFinishTimeout: 300_000,
  reporters: [defaultReporter(), totals()],
} satisfies TestRunnerConfig
