/** Storybook's preview in one page: shows one story after the other without loading the page again. */
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'

export const WIDE = { width: 1000, height: 800 }
export const NARROW = { width: 320, height: 800 }

const NO_STORY = 'none--none'

/** What is needed of Storybook's own line between its parts. */
interface Channel {
  on(name: string, listener: (event: never) => void): void
  off(name: string, listener: (event: never) => void): void
  emit(name: string, event: object): void
}

export async function listStories(url: string): Promise<string[]> {
  const index = (await (await fetch(`${url}/index.json`)).json()) as { entries: Record<string, { type: string }> }
  return Object.entries(index.entries).flatMap(([id, { type }]) => (type === 'story' ? [id] : []))
}

export class Book {
  readonly page: Page
  /** Errors in the console, uncaught exceptions, and requests that went elsewhere, since the last story was shown. */
  readonly errors: string[] = []
  #url: string
  #shown = ''

  private constructor(page: Page, url: string) {
    this.page = page
    this.#url = url
    page.on('pageerror', (error) => this.errors.push(`uncaught: ${error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text())
    })
    page.on('request', (request) => {
      if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(url))
        this.errors.push(`went to ${request.url()}`)
    })
  }

  static async open(browser: Browser, url: string): Promise<Book> {
    const context = await browser.newContext({ viewport: WIDE, colorScheme: 'light', permissions: [] })
    const book = new Book(await context.newPage(), url)
    await book.#load('en')
    return book
  }

  async #load(language: string): Promise<void> {
    this.#shown = ''
    // A story that there is not: nothing is shown yet. The complaint about it must not fall upon the first that is shown.
    const complaint = this.page.waitForEvent('console', (message) => message.text().includes(`'${NO_STORY}'`))
    await this.page.goto(`${this.#url}/iframe.html?id=${NO_STORY}&viewMode=story&globals=language:${language}`)
    await complaint
    await this.page.waitForFunction(() => '__STORYBOOK_ADDONS_CHANNEL__' in globalThis)
    await this.page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') })
  }

  /** Loads the page anew, in a language of `stories/words.ts`. */
  async speak(language: string): Promise<void> {
    await this.page.setViewportSize(WIDE)
    await this.#load(language)
  }

  /** Shows a story and plays it. Gives what went wrong. */
  async show(id: string): Promise<string | undefined> {
    this.errors.length = 0
    await this.page.setViewportSize(WIDE)
    const again = this.#shown === id
    this.#shown = id
    return this.page.evaluate(
      ([id, again]) =>
        new Promise<string | undefined>((resolve) => {
          const channel = (globalThis as unknown as { __STORYBOOK_ADDONS_CHANNEL__: Channel })
            .__STORYBOOK_ADDONS_CHANNEL__
          let problem: string | undefined
          const failed = (error: { message?: string; title?: string }) => (problem ??= error.message ?? error.title)
          const done = () => {
            clearTimeout(timer)
            for (const name of FAILURES) channel.off(name, failed)
            channel.off('storyFinished', finished)
            resolve(problem)
          }
          const finished = ({ storyId, status }: { storyId: string; status: string }) => {
            if (storyId !== id) return
            if (status !== 'success') problem ??= `ended with ${status}`
            requestAnimationFrame(() => requestAnimationFrame(done))
          }
          const FAILURES = ['playFunctionThrewException', 'storyThrewException', 'storyErrored']
          const timer = setTimeout(() => {
            problem ??= 'not done after 15 seconds'
            done()
          }, 15_000)
          for (const name of FAILURES) channel.on(name, failed)
          channel.on('storyFinished', finished)
          channel.emit(again ? 'forceRemount' : 'setCurrentStory', { storyId: id, viewMode: 'story' })
        }),
      [id, again] as const,
    )
  }

  close(): Promise<void> {
    return this.page.context().close()
  }
}
