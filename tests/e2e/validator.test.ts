import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { servePage } from '../corpus/site.ts'
import { launch, openPage } from './browser.ts'

type Validate = (schema: unknown, value: unknown) => Promise<readonly { pointer: string; keyword: string }[]>

interface Page {
  readonly validators: readonly Validate[]
}

let browser: Browser
let site: Awaited<ReturnType<typeof servePage>>

beforeAll(async () => {
  // One policy may be made, and none twice.
  site = await servePage('e2e/validator-page.ts', '; trusted-types mcp-plug')
  browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

describe('the validator on a strict page', () => {
  it('finds what is wrong, and a second copy of it does so too', async () => {
    const { page, errors } = await openPage(await browser.newContext(), `${site.url}twice`)
    await page.waitForFunction(() => (globalThis as unknown as Page).validators?.length === 2)
    const found = await page.evaluate(async () => {
      const schema = { type: 'object', properties: { x: { type: 'string', pattern: '^a+$' } } }
      const findings = []
      for (const validate of (globalThis as unknown as Page).validators) {
        let answer = await validate(schema, { x: 'b' })
        // A busy machine may miss the deadline of an answer.
        for (let tries = 1; answer.length === 0 && tries < 20; tries++) answer = await validate(schema, { x: 'b' })
        findings.push(answer)
      }
      return findings
    })
    const wrong = [{ pointer: '/x', keyword: 'pattern' }]
    expect(found).toEqual([wrong, wrong])
    expect(errors).toEqual([])
  })

  it('fills in a form for real without a violation, and without eval', async () => {
    const forms = await servePage('corpus/page.ts')
    const { page, errors } = await openPage(await browser.newContext(), forms.url)
    await page.waitForFunction(() => 'takeSteps' in globalThis)
    const { steps } = await page.evaluate(() =>
      (
        globalThis as unknown as { takeSteps(...args: unknown[]): Promise<{ steps: { problem?: string }[] }> }
      ).takeSteps(
        {
          type: 'object',
          properties: {
            code: { type: 'string', pattern: '^a+$' },
            list: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
          },
        },
        { full: { code: 'aa', list: ['x', null] } },
      ),
    )
    await forms.close()
    expect(steps.filter(({ problem }) => problem !== undefined)).toEqual([])
    expect(steps.length).toBeGreaterThan(4)
    expect(errors).toEqual([])
  })
})
