import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { ObservableServer } from '../../examples/demo/servers/host.ts'
import { start as startWorkshop } from '../../examples/demo/servers/workshop.ts'
import { startExample } from '../everywhere/running-app.ts'
import { Visitor } from '../everywhere/visitor.ts'
import { installBundler } from './bundled-app.ts'
import type { BundledApp } from './bundled-app.ts'

const CODE = `import { createServer } from 'node:http'
import { createSSEHandler } from 'mcp-plug/server'

const handler = createSSEHandler({ userId: 'ada', allowPrivateNetwork: ['127.0.0.1'] })
createServer((request, response) =>
  request.url.startsWith('/api/mcp') ? handler(request, response) : response.end('A page.'),
).listen(Number(process.env.PORT), process.env.HOST)
`

const PACKAGES = {
  esbuild: '^0.28.2',
  rollup: '^4.68.8',
  '@rollup/plugin-commonjs': '^29.0.3',
  '@rollup/plugin-json': '^6.1.0',
  '@rollup/plugin-node-resolve': '^16.0.3',
}

const ESBUILD = ['esbuild', 'main.js', '--bundle', '--platform=node']
/** Some dependencies are CommonJS, and esbuild leaves their `require` of Node's own modules as it is. */
const REQUIRE =
  "--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"
const NODE_RESOLVE = 'node-resolve={exportConditions:["node"],preferBuiltins:true}'
const ROLLUP = ['rollup', 'main.js', '--plugin', NODE_RESOLVE, '--plugin', 'commonjs', '--plugin', 'json']

const WAYS = [
  ['esbuild, a module', 'main.mjs', [...ESBUILD, '--format=esm', REQUIRE, '--outfile=dist/main.mjs']],
  ['esbuild, CommonJS', 'main.cjs', [...ESBUILD, '--format=cjs', '--outfile=dist/main.cjs']],
  ['Rollup, a module', 'main.mjs', [...ROLLUP, '--inlineDynamicImports', '--file', 'dist/main.mjs']],
  ['Rollup, CommonJS', 'main.cjs', [...ROLLUP, '--inlineDynamicImports', '--format=cjs', '--file', 'dist/main.cjs']],
] as const

describe('a server in one file', () => {
  let app: BundledApp | undefined
  let workshop: ObservableServer | undefined
  /** Without packages. */
  const alone = mkdtempSync(join(tmpdir(), 'mcp-plug-alone-'))

  beforeAll(async () => {
    workshop = await startWorkshop()
    app = await installBundler('server', { packages: PACKAGES, command: [] }, inject('tarball'))
  })
  afterAll(async () => {
    await workshop?.close()
    app?.remove()
    rmSync(alone, { recursive: true, force: true })
  })

  it.each(WAYS)('%s, answers without any package beside it', async (_, file, command) => {
    await app!.build(CODE, command)
    cpSync(app!.dist, alone, { recursive: true })
    const running = await startExample({ ...app!, folder: alone }, undefined, `node ${file}`)
    try {
      const visitor = new Visitor(running.url)
      const sessionId = await visitor.connect(workshop!.url)
      const { tools } = await visitor.call('listTools', { sessionId })
      expect(tools.map(({ name }) => name)).toContain('greet')
      const params = { callId: 'call-1', sessionId, name: 'greet', arguments: { name: 'Ada' } }
      expect(JSON.stringify(await visitor.call('callTool', params as never))).toContain('Hello, Ada!')
    } finally {
      await running.stop()
    }
  })
})
