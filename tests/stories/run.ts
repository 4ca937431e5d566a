/**
 * Looks at every story: plays it, and checks what must hold for whatever is shown. Writes its counts, as JSON, to the
 * file named by the first argument that ends with `.json`; other arguments are parts of the names of stories to look at.
 */
import { writeFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { launch } from '../e2e/browser.ts'
import { Book, listStories, NARROW, WIDE } from './book.ts'
import { axe, edges, literals, motion, overflow, setTextSize, shifts, watchShifts } from './checks.ts'
import { openSite } from './site.ts'

const PSEUDO = 'en-XB'
/** Pages that are looked at at once. */
const PAGES = 2

const args = process.argv.slice(2)
const report = args.find((arg) => arg.endsWith('.json'))
const wanted = args.filter((arg) => arg !== report)

const count = { passed: 0, failed: 0, skipped: 0, failures: [] as string[] }

function note(id: string, check: string, problems: readonly string[]): void {
  if (problems.length === 0) count.passed++
  else {
    count.failed++
    count.failures.push(`story ${id}, ${check}: ${problems[0]}`)
    console.log(`✗ ${id}, ${check}:\n${problems.map((problem) => `    ${problem}`).join('\n')}`)
  }
}

const list = (problem: string | undefined): string[] => (problem === undefined ? [] : [problem])

/** In English: how it looks in each medium. */
async function look(book: Book, id: string): Promise<void> {
  const { page } = book
  note(id, 'play', list(await book.show(id)))
  if (id.endsWith('late')) {
    // Once more, now that nothing of Storybook itself moves any more.
    await watchShifts(page)
    await book.show(id)
    note(id, 'layout shift', await shifts(page))
  }
  note(id, 'overflow', await overflow(page))
  note(id, 'axe', await axe(page))
  await page.emulateMedia({ colorScheme: 'dark' })
  note(id, 'contrast in the dark', await axe(page, ['color-contrast']))
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' })
  note(id, 'forced colours', await edges(page))
  await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'reduce' })
  note(id, 'reduced motion', await motion(page))
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await page.setViewportSize(NARROW)
  note(id, '320 px', await overflow(page))
  await page.setViewportSize(WIDE)
  await setTextSize(page, '200%')
  note(id, '200 % text', await overflow(page))
  await setTextSize(page, '')
  note(id, 'console', book.errors)
}

/** In the pseudo-locale: longer words, from right to left. */
async function lookMirrored(book: Book, id: string): Promise<void> {
  const { page } = book
  note(id, 'play, from right to left', list(await book.show(id)))
  note(id, 'translation', await literals(page))
  await page.setViewportSize(NARROW)
  note(id, '320 px, from right to left', await overflow(page))
  note(id, 'axe, narrow and from right to left', await axe(page))
  note(id, 'console, from right to left', book.errors)
}

/** Takes stories from one list until none is left. */
async function work(browser: Browser, url: string, stories: string[], mirrored: string[]): Promise<void> {
  const book = await Book.open(browser, url)
  for (let id = stories.shift(); id !== undefined; id = stories.shift()) await look(book, id)
  await book.speak(PSEUDO)
  for (let id = mirrored.shift(); id !== undefined; id = mirrored.shift()) await lookMirrored(book, id)
  await book.close()
}

const site = await openSite()
const browser = await launch()
try {
  const stories = (await listStories(site.url)).filter(
    (id) => wanted.length === 0 || wanted.some((part) => id.includes(part)),
  )
  const [straight, mirrored] = [[...stories], [...stories]]
  await Promise.all(Array.from({ length: PAGES }, () => work(browser, site.url, straight, mirrored)))
  console.log(
    `stories: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped (${stories.length} stories)`,
  )
} finally {
  await browser.close()
  site.close()
}
if (report !== undefined) writeFileSync(report, JSON.stringify(count))
process.exitCode = count.failed === 0 && count.passed > 0 ? 0 : 1
