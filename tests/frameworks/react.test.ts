import { expect, it } from 'vitest'
import { describeFramework } from './describe-framework.ts'

describeFramework(
  'React',
  {
    example: 'react',
    template: 'src/App.tsx',
    wrongEvent: { from: "'mcp-select':", to: "'mcp-selected':", complaint: /App\.tsx.*mcp-selected/ },
    wrongProperty: { from: 'sessionId={session}', to: 'session={session}', complaint: /App\.tsx[^]*'session'/ },
    wrongType: { from: 'endpoint="/api/mcp"', to: 'endpoint={5}', complaint: /App\.tsx.*'number'/ },
    wrongWord: { from: 'tool={tool}', to: 'confirm="never"', complaint: /App\.tsx.*"never"/ },
    common: {
      from: '<mcp-connections',
      to: `<mcp-connections
        id="a" className="b" style={{ color: 'red' }} aria-label="c" data-foo="d" part="e" exportparts="row" key="f"
        lang="de" withoutAdd `,
    },
    rendersOnServer: true,
  },
  (stage) => {
    it('knows by useMcp what the elements know, on one stream, and ends a connection', async () => {
      const { open, server } = stage()
      const page = await open()
      await page.connect(server)
      const row = page.page.getByRole('listitem').filter({ hasText: /: CONNECTED, [1-9]\d* tools/ })
      await row.waitFor()
      expect(page.streams).toBe(1)
      await row.getByRole('button', { name: 'End' }).click()
      await row.waitFor({ state: 'detached' })
      // The element hears of it as of anything that another tab does.
      await page.connections.locator('[part=name]').waitFor({ state: 'detached' })
      await page.close()
    })
  },
)
