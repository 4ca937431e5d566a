/** The same checks for every bundler: an app of one file, built for production, and driven in Chromium. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { launch } from '../e2e/browser.ts'
import { installBundler } from './bundled-app.ts'
import type { BundledApp, Bundler } from './bundled-app.ts'
import { PAGES, startSite } from './site.ts'
import type { PagePath, Site } from './site.ts'
import { findsMistake, speaksGerman, useTool, Visit } from './visit.ts'

/** A way to build with a bundler. */
export interface Way {
  readonly command?: readonly string[]
  /** How a page has the script: `defer`, or `type="module"`. */
  readonly script: string
  /** The whole app is one file: nothing is loaded lazily, and no worker checks forms. */
  readonly oneFile?: boolean
}

const APP = "import 'mcp-plug/elements'\nimport 'mcp-plug/translations/de'\n"

/** `ways` are by their names. */
export function describeBundler(name: string, bundler: Bundler, ways: Readonly<Record<string, Way>>): void {
  describe(name, () => {
    let app: BundledApp | undefined
    let browser: Browser | undefined

    beforeAll(async () => {
      app = await installBundler(name.toLowerCase(), bundler, inject('tarball'))
      browser = await launch()
    })
    afterAll(async () => {
      await browser?.close()
      app?.remove()
    })

    describe.each(Object.entries(ways))('%s', (_, { command, script, oneFile = false }) => {
      let site: Site | undefined
      let visit: Awaited<ReturnType<typeof Visit.begin>> | undefined

      beforeAll(async () => {
        await app!.build(APP, command)
        site = await startSite(app!.dist, script)
      })
      afterAll(() => site?.close())
      afterEach(() => visit?.close())

      it.each(Object.keys(PAGES) as PagePath[])('works on the page %s', async (path) => {
        visit = await Visit.begin(browser!, site!, path)
        await useTool(visit.desk)
        await speaksGerman(visit.desk)
        expect(await findsMistake(visit.desk, oneFile ? 1 : undefined)).toBe(!oneFile)
        expect(visit.wrong).toEqual([])
        expect(visit.workers.length).toBe(oneFile ? 0 : 1)
        const folder = site!.url + PAGES[path]
        expect(visit.scripts.filter((url) => !url.startsWith(folder))).toEqual([])
        if (oneFile) expect(visit.scripts).toEqual([`${folder}main.js`])
        else expect(visit.scripts.length).toBeGreaterThan(5)
      })

      it('tells nobody where it was built', () => {
        expect(app!.code()).not.toContain(app!.dist.replace(/dist$/, ''))
      })
    })

    describe('an app that imports one element', () => {
      it('carries no tool runner when it has the connections alone', async () => {
        await app!.build("import 'mcp-plug/elements/mcp-connections.js'")
        expect(app!.code()).toContain('mcp-connections')
        expect(app!.code()).not.toContain('mcp-tool-runner')
      })

      it('carries no connections when it has the tool runner alone', async () => {
        await app!.build("import 'mcp-plug/elements/mcp-tool-runner.js'")
        expect(app!.code()).toContain('mcp-tool-runner')
        expect(app!.code()).not.toContain('mcp-connections')
      })
    })
  })
}
