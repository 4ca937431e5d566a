import { realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import type { Rollup } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installPacked } from './pack.ts'
import type { InstalledPackage } from './pack.ts'

let installed: InstalledPackage
beforeAll(() => {
  installed = installPacked()
})
afterAll(() => installed?.remove())

/**
 * Builds an app of one file as its developer would; gives the files of the package that its page may come to load, at
 * once or lazily. What the bundler leaves beside them without a way to it is not counted.
 */
async function bundle(code: string): Promise<{ readonly files: string[]; readonly code: string }> {
  const project = realpathSync(installed.project)
  writeFileSync(join(project, 'main.js'), code)
  const built = await build({
    root: project,
    configFile: false,
    logLevel: 'error',
    build: { write: false, rollupOptions: { input: join(project, 'main.js') } },
  })
  const { output } = (Array.isArray(built) ? built[0] : built) as Rollup.RollupOutput
  const all = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])))
  const chunks = new Set<Rollup.OutputChunk>()
  const follow = (chunk: Rollup.OutputChunk | undefined): void => {
    if (!chunk || chunks.has(chunk)) return
    chunks.add(chunk)
    for (const name of [...chunk.imports, ...chunk.dynamicImports]) follow(all.get(name))
  }
  follow([...all.values()].find(({ isEntry }) => isEntry))
  const ours = join(project, 'node_modules/mcp-plug/dist/')
  const files = [...chunks].flatMap(({ modules }) =>
    Object.entries(modules).flatMap(([id, { renderedLength }]) =>
      id.startsWith(ours) && renderedLength > 0 ? [id.slice(ours.length)] : [],
    ),
  )
  return { files, code: [...chunks].map((chunk) => chunk.code).join('\n') }
}

const of = (files: readonly string[], folder: string): string[] => files.filter((file) => file.startsWith(folder))

describe('an app that is built with vite', () => {
  it('carries no tool runner when it has the connections alone', async () => {
    const { files, code } = await bundle("import 'mcp-plug/elements/mcp-connections.js'")
    expect(of(files, 'elements/connections/').length).toBeGreaterThan(10)
    expect(of(files, 'elements/tool-runner/')).toEqual([])
    expect(of(files, 'elements/app-frame/')).toEqual([])
    expect(code).not.toContain('mcp-tool-runner')
  })

  it('carries no connections when it has the tool runner alone', async () => {
    const { files, code } = await bundle("import 'mcp-plug/elements/mcp-tool-runner.js'")
    expect(of(files, 'elements/tool-runner/').length).toBeGreaterThan(10)
    expect(of(files, 'elements/connections/')).toEqual([])
    expect(code).not.toContain('mcp-connections')
  })

  it('carries neither when it has the form alone', async () => {
    const { files } = await bundle("import 'mcp-plug/elements/mcp-schema-form.js'")
    expect(of(files, 'elements/schema-form/').length).toBeGreaterThan(10)
    expect([...of(files, 'elements/connections/'), ...of(files, 'elements/tool-runner/')]).toEqual([])
  })

  it('carries no element when it has the client alone', async () => {
    const { files, code } = await bundle(
      "import { SSEClient } from 'mcp-plug/client'\nnew SSEClient({ url: '/api/mcp' }).connect()",
    )
    expect(files).toContain('elements/core/sse-client.js')
    expect(files.filter((file) => !/^(shared|elements\/core)\//.test(file))).toEqual([])
    expect(code).not.toContain('customElements')
  })

  it('carries nothing of classes that it does not use', async () => {
    const { files } = await bundle(
      "import 'mcp-plug/elements/classes'\nimport { McpToolRunner } from 'mcp-plug/elements/classes'",
    )
    expect(files).toEqual([])
  })

  it('defines no element by the classes that it uses', async () => {
    const used =
      "import { McpConnections } from 'mcp-plug/elements/classes'\nglobalThis.mine = class extends McpConnections {}"
    const { files, code } = await bundle(used)
    expect(files).toContain('elements/connections/connections.js')
    expect(of(files, 'elements/define/')).toEqual([])
    expect(of(files, 'elements/tool-runner/')).toEqual([])
    expect(code).not.toContain('customElements.define')
  })

  it('has all elements when it asks for all', async () => {
    const { files } = await bundle("import 'mcp-plug/elements'")
    const defined = ['mcp-app-frame', 'mcp-connections', 'mcp-provider', 'mcp-schema-form', 'mcp-tool-runner']
    expect(of(files, 'elements/define/').toSorted()).toEqual(defined.map((tag) => `elements/define/${tag}.js`))
  })
})
