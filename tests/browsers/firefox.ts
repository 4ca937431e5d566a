import type { BrowserLauncher } from '@web/test-runner'
import { chromeLauncher } from '@web/test-runner-chrome'

/** Firefox for @web/test-runner, by WebDriver BiDi. One page at a time: what is behind another draws no frames. */
export function firefoxLauncher(executablePath: string): BrowserLauncher {
  const launcher = chromeLauncher({
    concurrency: 1,
    launchOptions: { browser: 'firefox', executablePath, headless: true },
    createPage: async ({ context }) => {
      const page = await context.newPage()
      // The runner sets a size, for which older Firefoxes do not know all commands.
      page.setViewport = async () => {}
      return page
    },
  })
  launcher.name = 'Firefox'
  return launcher
}
