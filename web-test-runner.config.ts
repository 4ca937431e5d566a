import type { TestRunnerConfig } from '@web/test-runner'
import { chromeLauncher } from '@web/test-runner-chrome'
import { elementTests } from './tests/setup/element-tests.ts'
import { CHROMIUM, CHROMIUM_ARGUMENTS, findProgram } from './tests/setup/programs.ts'

const executablePath = findProgram(CHROMIUM)
if (executablePath === undefined)
  throw new Error('The element tests need Chromium or Chrome. Install one, or give its path in CHROME_PATH.')

export default {
  ...elementTests,
  browsers: [
    chromeLauncher({
      // A window for each page: one that is behind another draws no frames, and hears no end of a transition or a dialog.
      createPage: async ({ context }) => (await context.browser().createBrowserContext()).newPage(),
      launchOptions: {
        executablePath,
        headless: true,
        args: [...CHROMIUM_ARGUMENTS],
      },
    }),
  ],
} satisfies TestRunnerConfig
