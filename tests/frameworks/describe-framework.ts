/** The same checks for every framework: its example, type-checked, built, started and driven in Chromium. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { ObservableServer } from '../../examples/demo/servers/host.ts'
import { start as startWorkshop } from '../../examples/demo/servers/workshop.ts'
import { launch } from '../e2e/browser.ts'
import { installExample } from '../everywhere/example-app.ts'
import type { ExampleApp } from '../everywhere/example-app.ts'
import { startExample } from '../everywhere/running-app.ts'
import type { RunningApp } from '../everywhere/running-app.ts'
import { PageOfExample } from './page-of-example.ts'

/** A mistake in the example, and what the check says of it. */
export interface Mistake {
  readonly from: string
  readonly to: string
  readonly complaint: RegExp
}

export interface Framework {
  /** The folder in `examples/`. */
  readonly example: string
  /** The file with the template. */
  readonly template: string
  readonly wrongEvent: Mistake
  readonly wrongProperty: Mistake
  /** A number where the address of the handler belongs, and a word that is none of those that there are. */
  readonly wrongType: Mistake
  readonly wrongWord: Mistake
  /** What any element may have, and an app gives to these: passes. */
  readonly common: Omit<Mistake, 'complaint'>
  /** Whether the page has the elements in it before any script ran: it was rendered on the server. */
  readonly rendersOnServer: boolean
}

/** What further checks have at hand. */
export interface Stage {
  open(): Promise<PageOfExample>
  /** The address of an MCP server. */
  readonly server: string
}

/** `more` are checks of this framework alone. */
export function describeFramework(name: string, framework: Framework, more?: (stage: () => Stage) => void): void {
  describe(name, () => {
    let app: ExampleApp | undefined

    beforeAll(async () => {
      app = await installExample(framework.example, inject('tarball'))
    })
    afterAll(() => app?.remove())

    const check = (): Promise<void> => app!.run(['npm', 'run', 'typecheck'])

    /** What the check says of the template with a mistake in it. */
    async function complaint({ from, to }: Omit<Mistake, 'complaint'>): Promise<string> {
      const path = join(app!.folder, framework.template)
      const text = readFileSync(path, 'utf8')
      expect(text).toContain(from)
      writeFileSync(path, text.replace(from, to))
      try {
        return await check().then(
          () => 'nothing',
          (error: Error) => error.message,
        )
      } finally {
        writeFileSync(path, text)
      }
    }

    describe('the check of types', () => {
      it('passes the example', async () => {
        await check()
      })

      it('fails a wrong name of an event', async () => {
        expect(await complaint(framework.wrongEvent)).toMatch(framework.wrongEvent.complaint)
      })

      it('fails a wrong name of a property', async () => {
        expect(await complaint(framework.wrongProperty)).toMatch(framework.wrongProperty.complaint)
      })

      it('fails a value of a wrong type, and a word that there is not', async () => {
        expect(await complaint(framework.wrongType)).toMatch(framework.wrongType.complaint)
        expect(await complaint(framework.wrongWord)).toMatch(framework.wrongWord.complaint)
      })

      it('passes what any element may have', async () => {
        expect(await complaint(framework.common)).toBe('nothing')
      })
    })

    describe('the page, built for production', () => {
      let running: RunningApp | undefined
      let workshop: ObservableServer | undefined
      let browser: Browser | undefined

      beforeAll(async () => {
        if (app!.scripts['build'] !== undefined) await app!.run(['npm', 'run', 'build'])
        workshop = await startWorkshop()
        running = await startExample(app!)
        browser = await launch()
      })

      afterAll(async () => {
        await browser?.close()
        await running?.stop()
        await workshop?.close()
      })

      const open = (): Promise<PageOfExample> => PageOfExample.open(browser!, running!.url)

      if (framework.rendersOnServer) {
        it('comes from the server with the elements in it', async () => {
          const markup = await (await fetch(running!.url)).text()
          expect(markup).toMatch(/<mcp-connections[^>]* endpoint="\/api\/mcp"/)
          expect(markup).toContain('Your tools')
        })
      }

      it('hands over a property that is not text, and fills slots', async () => {
        const page = await open()
        await page.connections.getByText('MCP documentation').waitFor()
        expect(await page.slots()).toEqual(['heading', 'heading'])
        await page.close()
      })

      it('hears events, and shares what it knows with both elements', async () => {
        const page = await open()
        await page.connect(workshop!.url)
        await page.says(/ is connected\.$/)
        expect(await page.output()).toBe('all servers')
        const sessionId = await page.select()
        await page.shows(sessionId)
        expect(await page.runnerHas('sessionId')).toBe(sessionId)
        await page.onlyTool('count_to')
        expect(await page.runnerHas('tool')).toBe('count_to')
        await page.count()
        await page.says('count_to has answered.')
        await page.allServers()
        await page.shows('all servers')
        expect(await page.runnerHas('sessionId')).toBe('')
        await page.close()
      })

      more?.(() => ({ open, server: workshop!.url }))
    })
  })
}
