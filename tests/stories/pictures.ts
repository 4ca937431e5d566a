/**
 * `npm run stories:pictures`: a picture of each story, light, dark and narrow, in a folder whose path is printed.
 * Arguments are parts of the names of stories. With `--docs` the pictures of the documentation are taken anew instead.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launch } from '../e2e/browser.ts'
import { Book, listStories, NARROW } from './book.ts'
import { takeHostApp } from './host-app.ts'
import { openSite } from './site.ts'

/** Pictures of the documentation, by their names: a story, and whether it is seen in the dark. */
const DOCUMENTED = {
  'look-material': ['theming--material-like', false],
  'look-terminal': ['theming--terminal', true],
} as const
/** All of a story is in sight: what sticks stands where it belongs. */
const TALL = { width: 1000, height: 1_600 }
const SEEN = { x: 16, y: 16, width: 968, height: 860 }

const wanted = process.argv.slice(2)
const forDocs = wanted.includes('--docs')
const folder = forDocs
  ? fileURLToPath(new URL('../../docs/pictures/', import.meta.url))
  : mkdtempSync(join(tmpdir(), 'mcp-plug-pictures-'))

async function takeForDocs(book: Book): Promise<void> {
  const { page } = book
  for (const [name, [id, dark]] of Object.entries(DOCUMENTED)) {
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
    await book.show(id)
    await page.setViewportSize(TALL)
    await page.screenshot({ path: join(folder, `${name}.png`), clip: SEEN })
  }
}

async function takeAll(book: Book): Promise<void> {
  const { page } = book
  const stories = await listStories(site.url)
  for (const id of stories.filter((id) => wanted.length === 0 || wanted.some((part) => id.includes(part)))) {
    const problem = await book.show(id)
    if (problem !== undefined) console.log(`✗ ${id}: ${problem}`)
    const picture = (look: string) => page.screenshot({ path: join(folder, `${id}.${look}.png`), fullPage: true })
    await picture('light')
    await page.emulateMedia({ colorScheme: 'dark' })
    await picture('dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize(NARROW)
    await picture('narrow')
  }
}

const site = await openSite()
const browser = await launch()
try {
  const book = await Book.open(browser, site.url)
  await (forDocs ? takeForDocs(book) : takeAll(book))
  if (forDocs) await takeHostApp(browser, folder)
} finally {
  await browser.close()
  site.close()
}
console.log(folder)
