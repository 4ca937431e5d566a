/**
 * Fills in a form for every tool of the corpus of real tools, in Chromium, as a person would, and prints what passed.
 *
 * `npm run test:corpus -- [--every=N] [--only=text] [--pages=N]`. The corpus is no part of this repository: it is looked
 * for in `../shared/corpus`, or in the folder named by `MCP_PLUG_CORPUS`. Ends with an error when a step failed. Ctrl+C
 * ends it early, with the table of what was done.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import type { ToolResult } from '../elements/schema-form/steps.ts'
import { launch } from '../e2e/browser.ts'
import { ROOT } from '../package/pack.ts'
import { printTable, tellFailures } from './report.ts'
import type { Outcome } from './report.ts'
import { servePage } from './site.ts'

interface Tool {
  readonly id: string
  readonly server: string
  readonly name: string
  readonly inputSchema: unknown
}

/** Longest that one tool may take, with all of its samples, in milliseconds. */
const toolDeadline = 600_000

const { values: options } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    pages: { type: 'string', default: '2' },
  },
})

const folder = process.env['MCP_PLUG_CORPUS'] ?? join(ROOT, '../shared/corpus')

const lines = <T>(file: string): T[] =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)

const scattered = (id: string): number => (Number(/\d+/.exec(id)?.[0]) * 7919) % 10_007

async function main(): Promise<boolean> {
  const samples = new Map(
    lines<{ id: string; samples: Record<string, unknown> }>('samples.jsonl').map((line) => [line.id, line.samples]),
  )
  const tools = lines<Tool>('tools.jsonl').filter(
    ({ id, name }, i) => i % Number(options.every) === 0 && (options.only === '' || [id, name].includes(options.only)),
  )
  const site = await servePage('corpus/page.ts')
  const browser = await launch()
  const outcomes: Outcome[] = []
  const violations = new Set<string>()

  const open = async (): Promise<Page> => {
    const page = await browser.newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') violations.add(message.text().slice(0, 300))
    })
    page.on('pageerror', (error) => violations.add(error.message))
    await page.goto(site.url)
    await page.waitForFunction(() => 'takeSteps' in globalThis)
    return page
  }

  // Neighbours are alike: in this order the first tools are a fair sample, should the run be stopped.
  const waiting = tools.toSorted((a, b) => scattered(a.id) - scattered(b.id))
  process.once('SIGINT', () => (waiting.length = 0))
  const work = async (): Promise<void> => {
    let page = await open()
    for (let tool = waiting.shift(); tool; tool = waiting.shift()) {
      const started = performance.now()
      const overdue = new AbortController()
      const late = setTimeout(toolDeadline, undefined, overdue).catch(() => undefined)
      const asked = page.evaluate(
        ([schema, values]) =>
          (globalThis as unknown as { takeSteps(...args: unknown[]): Promise<ToolResult> }).takeSteps(schema, values),
        [tool.inputSchema, samples.get(tool.id) ?? {}] as const,
      )
      const result = await Promise.race([asked.catch((error: unknown) => String(error)), late])
      overdue.abort()
      const took = performance.now() - started
      if (result === undefined || typeof result === 'string') {
        outcomes.push({ ...tool, took, steps: [{ step: 'render', problem: result ?? 'hangs' }], raw: [] })
        await page.close()
        page = await open()
      } else outcomes.push({ ...tool, took, ...result })
      tellFailures(outcomes.at(-1)!)
      if (outcomes.length % 100 === 0) console.log(`${outcomes.length} of ${tools.length} tools`)
    }
    await page.close()
  }
  await Promise.all(Array.from({ length: Number(options.pages) }, work))
  await browser.close()
  await site.close()
  return printTable(outcomes, [...violations])
}

if (existsSync(join(folder, 'tools.jsonl'))) process.exitCode = (await main()) ? 0 : 1
else console.log(`test:corpus: skipped, since there is no corpus of tools in ${folder} (MCP_PLUG_CORPUS names another)`)
