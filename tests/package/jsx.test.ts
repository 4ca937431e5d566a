import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installPacked, ROOT } from './pack.ts'
import type { InstalledPackage } from './pack.ts'

interface Framework {
  readonly name: string
  readonly types: string
  /** One of each that may be set or heard. */
  readonly good: string
  /** What must not pass, and what the compiler points at. */
  readonly bad: Readonly<Record<string, string>>
}

const PREACT: Framework = {
  name: 'preact',
  types: 'mcp-plug/types/preact',
  good: `import 'mcp-plug/elements'
import { createRef } from 'preact'
import type { McpToolRunner } from 'mcp-plug/elements'

const runner = createRef<McpToolRunner>()
export const panels = (
  <div class="panels">
    <mcp-connections
      endpoint="/api/mcp"
      withoutAdd
      servers={[{ id: 'a', name: 'A', url: 'https://a.example' }]}
      class="wide"
      onmcp-select={(event) => console.log(event.connection.sessionId)}
    />
    <mcp-tool-runner
      ref={runner}
      session-id="s1"
      confirm="always"
      toolArguments={{ city: 'Delft' }}
      onmcp-result={(event) => console.log(event.result.isError)}
      onClick={(event) => event.currentTarget.run()}
    >
      <h2 slot="heading">Run</h2>
    </mcp-tool-runner>
  </div>
)
`,
  bad: {
    'a word that is none': `<mcp-tool-runner confirm="never" />`,
    'a property of another element': `<mcp-connections toolArguments={{}} />`,
    'a number for an address': `<mcp-connections endpoint={5} />`,
    'the detail of an event': `<mcp-tool-runner onmcp-result={(event) => console.log(event.detail)} />`,
  },
}

const SOLID: Framework = {
  name: 'solid-js',
  types: 'mcp-plug/types/solid',
  good: `import 'mcp-plug/elements'
import type { McpToolRunner } from 'mcp-plug/elements'

let runner!: McpToolRunner
export const Panels = () => (
  <div class="panels">
    <mcp-connections
      endpoint="/api/mcp"
      without-add
      servers={[{ id: 'a', name: 'A', url: 'https://a.example' }]}
      class="wide"
      on:mcp-select={(event) => console.log(event.connection.sessionId)}
    />
    <mcp-tool-runner
      ref={runner}
      session-id="s1"
      confirm="always"
      prop:toolArguments={{ city: 'Delft' }}
      on:mcp-result={(event) => console.log(event.result.isError)}
      onClick={(event) => event.currentTarget.run()}
    >
      <h2 slot="heading">Run</h2>
    </mcp-tool-runner>
  </div>
)
`,
  bad: {
    'a word that is none': `<mcp-tool-runner confirm="never" />`,
    'a property of another element': `<mcp-connections prop:toolArguments={{}} />`,
    'a number for an address': `<mcp-connections endpoint={5} />`,
    'the detail of an event': `<mcp-tool-runner on:mcp-result={(event) => console.log(event.detail)} />`,
    // Solid's compiler turns it to lower case, and nothing is set.
    'a property in camel case': `<mcp-tool-runner sessionId="s1" />`,
  },
}

let installed: InstalledPackage
beforeAll(() => {
  installed = installPacked([PREACT.name, SOLID.name])
})
afterAll(() => installed.remove())

/** Checks files as a strict app would. Gives what the compiler says, without what follows on further lines. */
function check({ name, types }: Framework, files: Readonly<Record<string, string>>): string[] {
  const folder = join(installed.project, name)
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/typescript/bin/tsc'),
      ...['--noEmit', '--strict', '--skipLibCheck', 'false', '--pretty', 'false', '--target', 'es2022'],
      ...['--lib', 'es2023,dom,dom.iterable', '--module', 'esnext', '--moduleResolution', 'bundler'],
      ...['--jsx', 'preserve', '--jsxImportSource', name, '--types', types, ...Object.keys(files)],
    ],
    { cwd: folder, encoding: 'utf8', timeout: 150_000 },
  )
  return stdout.split('\n').filter((line) => /error TS/.test(line))
}

describe.each([PREACT, SOLID])('the types for templates of $name', (framework) => {
  it('let pass all that an element has, and what any element has', { timeout: 180_000 }, () => {
    expect(check(framework, { 'good.tsx': framework.good })).toEqual([])
  })

  it('tell what is wrong', { timeout: 180_000 }, () => {
    const files = Object.values(framework.bad).map((markup, at) => [
      `bad-${at}.tsx`,
      `export const bad = () => ${markup}\n`,
    ])
    const told = check(framework, Object.fromEntries(files) as Record<string, string>)
    expect(told.map((line) => /^(bad-\d+\.tsx).*error (TS\d+)/.exec(line)?.slice(1))).toEqual([
      ['bad-0.tsx', 'TS2322'],
      ['bad-1.tsx', 'TS2322'],
      ['bad-2.tsx', 'TS2322'],
      ['bad-3.tsx', 'TS2339'],
      ...Object.keys(framework.bad)
        .slice(4)
        .map((_, at) => [`bad-${at + 4}.tsx`, 'TS2322']),
    ])
  })
})
