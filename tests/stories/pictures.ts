/**
 * `npm run stories:pictures`: a picture of each story, light, dark and narrow, in a folder whose path is printed.
 * Arguments are parts of the names of stories.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launch } from '../e2e/browser.ts'
import { Book, listStories, NARROW, WIDE } from './book.ts'
import { openSite } from './site.ts'

const wanted = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'mcp-plug-pictures-'))
const site = await openSite()
const browser = await launch()
try {
  const book = await Book.open(browser, site.url)
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
    await page.setViewportSize(WIDE)
  }
} finally {
  await browser.close()
  site.close()
}
console.log(folder)
