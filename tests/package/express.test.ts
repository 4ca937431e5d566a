import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installPacked, ROOT } from './pack.ts'
import type { InstalledPackage } from './pack.ts'

let installed: InstalledPackage
let child: ChildProcess | undefined
let url: string

beforeAll(async () => {
  installed = installPacked(['express'])
  const folder = join(installed.project, 'app')
  cpSync(join(ROOT, 'examples/express'), folder, { recursive: true })
  const { REDIS_URL: _url, REDIS_HOST: _host, ...environment } = process.env
  child = spawn(process.execPath, ['server.js'], {
    cwd: folder,
    env: { ...environment, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface(child.stdout!), 'line', { signal: AbortSignal.timeout(20_000) })) as [
    string,
  ]
  url = line
})

afterAll(async () => {
  if (child !== undefined && child.exitCode === null) {
    child.kill()
    await once(child, 'exit')
  }
  installed.remove()
})

const ask = (cookie: string | undefined, method: string, params: object = {}): Promise<Response> =>
  fetch(new URL('/api/mcp', url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'x-mcp-plug': '1', ...(cookie !== undefined && { Cookie: cookie }) },
    body: JSON.stringify({ id: 1, method, params }),
  })

async function login(): Promise<string> {
  const answer = await fetch(new URL('/login', url), { method: 'POST', redirect: 'manual' })
  expect(answer.status).toBe(303)
  return answer.headers.getSetCookie()[0]!.split(';')[0]!
}

describe('the Express example', () => {
  it('knows nobody without a login', async () => {
    const answer = await ask(undefined, 'getSessions')
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ error: { code: 'unauthenticated' } })
  })

  it('takes its user from req.user, and shows the catalogue', async () => {
    const answer = await ask(await login(), 'getServers')
    expect(await answer.json()).toMatchObject({
      id: 1,
      result: { servers: [{ id: 'docs', name: 'MCP documentation' }] },
    })
  })

  it('streams events', async () => {
    const abort = new AbortController()
    const answer = await fetch(new URL('/api/mcp', url), {
      headers: { Accept: 'text/event-stream', 'x-mcp-plug': '1', Cookie: await login() },
      signal: abort.signal,
    })
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    const first = await answer.body!.pipeThrough(new TextDecoderStream()).getReader().read()
    expect(first.value).toContain('event: connected')
    abort.abort()
  })

  it('serves the page and the elements', async () => {
    const page = await (await fetch(url)).text()
    const [, script] = /src="([^"]+)"/.exec(page)!
    const elements = await fetch(new URL(script!, url))
    expect(elements.status).toBe(200)
    expect(elements.headers.get('content-type')).toContain('javascript')
    // The file that a page names is small, whatever stands after its name; what it imports is there too.
    const [, core] = /from"(\.\/[^"]+)"/.exec(await elements.text()) ?? []
    const code = await fetch(new URL(core!, elements.url))
    expect(code.headers.get('content-type')).toContain('javascript')
    expect(await code.text()).toContain('mcp-connections')
  })
})
