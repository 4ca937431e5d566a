/** Storybook, built from the stories as they are and served on this machine. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}

export interface Site {
  readonly url: string
  close(): void
}

async function build(folder: string): Promise<void> {
  const storybook = spawn(
    join(ROOT, 'node_modules/.bin/storybook'),
    ['build', '--config-dir', '.storybook', '--output-dir', folder, '--disable-telemetry', '--quiet'],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, STORYBOOK_DISABLE_TELEMETRY: '1' } },
  )
  let output = ''
  storybook.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  storybook.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code] = (await once(storybook, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`Storybook was not built:\n${output}`)
}

export async function openSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-plug-stories-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    await build(folder)
  } catch (error) {
    remove()
    throw error
  }
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    const content = await readFile(join(folder, normalize(pathname))).catch(() => undefined)
    response
      .writeHead(content ? 200 : 404, { 'Content-Type': TYPES[extname(pathname)] ?? 'application/octet-stream' })
      .end(content)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
      remove()
    },
  }
}
