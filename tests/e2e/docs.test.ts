import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from 'vite'
import { pagePaths, ROOT } from '../../docs/site/pages.ts'
import { launch, openPage } from './browser.ts'

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.css': 'text/css', '.svg': 'image/svg+xml' }

let folder: string
let server: Server
let url: string
let browser: Browser
let files: string[]
/** What was asked for that is not in the folder. */
const missing: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mcp-plug-docs-'))
  const configFile = join(ROOT, 'docs/site/vite.config.ts')
  await build({ configFile, logLevel: 'error', build: { outDir: folder, emptyOutDir: false } })
  files = readdirSync(folder)
  server = createServer((request, response) => {
    // Below a folder: the site has no address of its own.
    const name = decodeURI(request.url!.replace(/^\/docs\//, '').replace(/[?#].*/, ''))
    if (!files.includes(name)) {
      missing.push(name)
      return void response.writeHead(404).end()
    }
    response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'image/png' })
    response.end(readFileSync(join(folder, name)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/docs/`
  browser = await launch()
})

afterAll(async () => {
  await browser?.close()
  server?.close()
  server?.closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
})

/** The slowest of its rules: all pages have one style sheet, so it is asked of a few of them. */
const CONTRAST = 'color-contrast'
const FEW = ['overview.html', 'recipes.html', 'troubleshooting.html']

/** What axe finds: of contrast, or of all else. */
async function axe(page: Page, contrast: boolean): Promise<string[]> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') })
  return page.evaluate(
    async ({ contrast, rule }) => {
      const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }
      const chosen = contrast
        ? { runOnly: { type: 'rule', values: [rule] } }
        : { rules: { [rule]: { enabled: false } } }
      const { violations } = await axe.run({ resultTypes: ['violations'], ...chosen })
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
    },
    { contrast, rule: CONTRAST },
  )
}

/** Opens each page in a context, and gives what is wrong with it. */
async function eachPage(
  context: BrowserContext,
  look: (page: Page) => Promise<string[]>,
  chosen: readonly string[] = files.filter((name) => name.endsWith('.html')),
): Promise<string[]> {
  const found: string[] = []
  for (const file of chosen) {
    const { page, errors } = await openPage(context, url + file)
    found.push(...[...errors, ...(await look(page))].map((one) => `${file}: ${one}`))
    await page.close()
  }
  await context.close()
  return found
}

describe('the site of the documentation', () => {
  it('has a page for each page of the repository', () => {
    expect(files.filter((name) => name.endsWith('.html'))).toHaveLength(pagePaths().length)
    expect(files).toContain('index.html')
  })

  it('has nothing that axe finds, and asks nobody else', async () => {
    const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, colorScheme: 'light' })
    const asked: string[] = []
    context.on('request', (request) => asked.push(request.url()))
    expect(await eachPage(context, (page) => axe(page, false))).toEqual([])
    expect(asked.length).toBeGreaterThan(files.length)
    expect(asked.filter((one) => !one.startsWith(url))).toEqual([])
    expect(missing).toEqual([])
  })

  it.each([
    ['light', 'rgb(255, 255, 255)'],
    ['dark', 'rgb(20, 22, 27)'],
  ] as const)('has contrast in the %s', async (colorScheme, surface) => {
    const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, colorScheme })
    const look = async (page: Page): Promise<string[]> => {
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      return [...(background === surface ? [] : [`is ${background}`]), ...(await axe(page, true))]
    }
    expect(await eachPage(context, look, FEW)).toEqual([])
  })

  it('fits into 320 pixels, without JavaScript', async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 800 }, javaScriptEnabled: false })
    const wide = await eachPage(context, async (page) => {
      // Playwright's own question still runs there.
      const width = await page.evaluate(() => document.scrollingElement!.scrollWidth)
      return width > 320 ? [`${width} px wide`] : []
    })
    expect(wide).toEqual([])
  })

  it('has links that lead to its own pages and to headings that are there', () => {
    const texts = new Map(
      files.map((name) => [name, name.endsWith('.html') ? readFileSync(join(folder, name), 'utf8') : '']),
    )
    const wrong = [...texts].flatMap(([name, text]) =>
      [...text.matchAll(/(?:href|src)="([^"]+)"/g)]
        .map(([, link]) => link!)
        .filter((link) => !/^(https?|mailto):/.test(link))
        .filter((link) => {
          const [file = '', anchor] = link.replace(/^\.\//, '').split('#')
          const there = texts.get(file === '' ? name : file)
          return there === undefined || (anchor !== undefined && !there.includes(`id="${anchor}"`))
        })
        .map((link) => `${name}: ${link}`),
    )
    expect(wrong).toEqual([])
  })

  it('is read by keyboard: past the list to the page, and to what is wider than it', async () => {
    const { page } = await openPage(
      await browser.newContext({ viewport: { width: 320, height: 800 } }),
      `${url}api.html`,
    )
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.id === 'main')
    const region = page.getByRole('group', { name: 'Table: name, type, what' }).first()
    await region.focus()
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction(() => document.activeElement!.scrollLeft > 0)
    await page.context().close()
  })
})
