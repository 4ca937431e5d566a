import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { BrowserLauncher } from '@web/test-runner'
import { waitFor } from '../servers/wait-for.ts'
import { freePort } from '../setup/free-port.ts'

const START_TIMEOUT = 20_000
/** Of the window, in pixels: room for a page of 800 × 600. */
const SIZE = { width: 816, height: 700 }

interface WebKitPrograms {
  readonly driver: string
  /** The screen that it needs. */
  readonly xvfb: string
}

/** WebKitGTK for @web/test-runner, by three commands of WebDriver. One window, on a screen of its own. */
export function webkitLauncher({ driver, xvfb }: WebKitPrograms): BrowserLauncher {
  const active = new Map<string, string>()
  const children: ChildProcess[] = []
  let session: Promise<string> | undefined

  async function start(): Promise<string> {
    const screen = spawn(xvfb, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    children.push(screen)
    const display = await new Promise<string>((resolve, reject) => {
      screen.once('error', reject)
      screen.once('exit', (code) => reject(new Error(`Xvfb ended: ${code}`)))
      screen.stdio[3]!.once('data', (number: Buffer) => resolve(`:${number.toString().trim()}`))
    })
    const port = await freePort()
    // In English, as the other browsers are: by C it would sort capitals first.
    const env = { ...process.env, DISPLAY: display, LC_ALL: 'en_US.UTF-8', LANG: 'en_US.UTF-8' }
    children.push(spawn(driver, [`--port=${port}`, '--host=127.0.0.1'], { stdio: 'ignore', env }))
    const address = `http://127.0.0.1:${port}/session`
    const begin = () =>
      command('POST', address, { capabilities: {} }).catch((error: unknown) => {
        // Nothing listens there yet.
        if (!(error instanceof TypeError)) throw error
      })
    const { sessionId } = (await waitFor(begin, Boolean, START_TIMEOUT)) as { sessionId: string }
    await command('POST', `${address}/${sessionId}/window/rect`, SIZE)
    return `${address}/${sessionId}`
  }

  const go = async (url: string) => command('POST', `${await (session ??= start())}/url`, { url })

  return {
    name: 'WebKit',
    type: 'webdriver',
    concurrency: 1,
    async startSession(id, url) {
      active.set(id, url)
      await go(url)
    },
    isActive: (id) => active.has(id),
    getBrowserUrl: (id) => active.get(id),
    async stopSession(id) {
      active.delete(id)
      await go('about:blank')
      return {}
    },
    startDebugSession: () => Promise.reject(new Error('WebKit has no window that you could see.')),
    async stop() {
      if (session) await command('DELETE', await session).catch(() => {})
      for (const child of children) child.kill()
    },
  }
}

async function command(method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) })
  const { value } = (await response.json()) as { value: { error?: string; message?: string } | null }
  if (!response.ok) throw new Error(`WebKit: ${value?.error}: ${value?.message}`)
  return value
}
