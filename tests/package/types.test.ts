import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installPacked, ROOT } from './pack.ts'
import type { InstalledPackage } from './pack.ts'

const GOOD = `
import { authorizedFetch, createSSEHandler, MCPClient, sessionStore } from 'mcp-plug/server'
import { SSEClient } from 'mcp-plug/client'
import type { Connection } from 'mcp-plug/shared'
import 'mcp-plug/elements'

export const handler = createSSEHandler({ authenticate: (_request, host) => host.req?.user?.id ?? null })
export const client = new MCPClient({ userId: 'ada', sessionId: sessionStore.generateSessionId() })
export const ridden: typeof fetch = authorizedFetch({ userId: 'ada', sessionId: 's1' })
export const sse = new SSEClient({ url: '/api/mcp' })
export const names = (connections: readonly Connection[]): string[] => connections.map(({ serverName }) => serverName)
document.querySelector('mcp-tool-runner')?.addEventListener('mcp-result', (event) => console.log(event.result))
`
const BAD = `
import { createSSEHandler } from 'mcp-plug/server'
createSSEHandler({ authenticate: () => 5 })
`

let installed: InstalledPackage
beforeAll(() => {
  installed = installPacked()
  mkdirSync(join(installed.project, 'node_modules/@types'))
  symlinkSync(join(ROOT, 'node_modules/@types/node'), join(installed.project, 'node_modules/@types/node'))
  writeFileSync(join(installed.project, 'good.ts'), GOOD)
  writeFileSync(join(installed.project, 'bad.ts'), BAD)
})
afterAll(() => installed.remove())

/** Checks a file as a strict app would: the package's own declarations too. Gives what the compiler says. */
function check(file: string, module: string, moduleResolution: string): string {
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/typescript/bin/tsc'),
      ...['--noEmit', '--strict', '--skipLibCheck', 'false', '--types', 'node', '--target', 'es2022'],
      ...['--lib', 'es2023,dom,dom.iterable', '--module', module, '--moduleResolution', moduleResolution, file],
    ],
    { cwd: installed.project, encoding: 'utf8', timeout: 150_000 },
  )
  return stdout.trim()
}

describe.each([
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
])('the types of the packed package (module %s, resolution %s)', (module, resolution) => {
  it('serve an app that checks everything', { timeout: 180_000 }, () => {
    expect(check('good.ts', module, resolution)).toBe('')
  })

  it('tell a wrong option', { timeout: 180_000 }, () => {
    expect(check('bad.ts', module, resolution)).toMatch(/bad\.ts.*TS2322/)
  })
})
