import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pagePaths, parsePage, readPage, ROOT } from '../../docs/site/pages.ts'
import type { Block } from '../../docs/site/pages.ts'
import { installPacked } from '../package/pack.ts'
import type { InstalledPackage } from '../package/pack.ts'
import { ELEMENTS, scriptsOf, wrongMarkup } from './markup.ts'

/** Languages whose blocks are shown as they are: settings of other programs. */
const SHOWN = new Set(['http', 'text', 'nginx', 'conf', 'ini', 'yaml', 'toml', 'dockerfile', 'caddyfile', 'redis'])
const SCRIPTS = new Set(['js', 'jsx', 'ts', 'tsx'])
const MARKUP = new Set(['html', 'vue', 'svelte', 'astro', ...SCRIPTS])

/** Packages of the reader's own, which are not installed here: anything may be imported from them. */
const FOREIGN = `${[
  'express',
  'fastify',
  'hono',
  'nitro/h3',
  'react',
  'vue',
  '@angular/core',
  '*/mcp-elements',
  '@vitejs/plugin-vue',
]
  .map((name) => `declare module '${name}'`)
  .join('\n')}
declare function $state<T>(value: T): T
declare namespace JSX { interface IntrinsicElements { [tag: string]: any } }
`

/** Where a name is from that a block leaves out the import of; anything else is the reader's own. */
const OURS: Readonly<Record<string, string>> = {
  createSSEHandler: 'mcp-plug/server',
  sessionStore: 'mcp-plug/server',
  SSEClient: 'mcp-plug/client',
}
const declared = (name: string): string =>
  Object.hasOwn(OURS, name) ? `import { ${name} } from '${OURS[name]}'; ` : `declare const ${name}: any; `

const blocks = pagePaths().flatMap((path) => readPage(path).blocks)
const fenced = (fence: string, code: string): Block =>
  parsePage('proof.md', `\`\`\`${fence}\n${code}\n\`\`\``).blocks[0]!

let installed: InstalledPackage
beforeAll(() => {
  installed = installPacked(['@modelcontextprotocol/sdk', '@types/node'])
})
afterAll(() => installed?.remove())

/** The scripts of blocks, as the modules that they would be in a reader's project. */
const modulesOf = ({ language, code }: Block): string[] => (SCRIPTS.has(language) ? [code] : scriptsOf(code))

/**
 * Type-checks scripts against the packed package: those in TypeScript strictly. Gives what the compiler says, with the
 * place of the block in front.
 */
function compile(all: readonly Block[], name: string): string[] {
  const places = new Map<string, string>()
  for (const strict of [true, false]) {
    const folder = join(installed.project, name, strict ? 'ts' : 'js')
    mkdirSync(folder, { recursive: true })
    const chosen = all.filter(({ language }) => language.startsWith('ts') === strict)
    for (const [index, { place, given, code }] of chosen
      .flatMap((block) => modulesOf(block).map((code) => ({ ...block, code })))
      .entries()) {
      const file = `block-${index}.tsx`
      places.set(`${strict ? 'ts' : 'js'}/${file}`, place)
      // On the first line, so that the compiler counts lines as a reader does.
      writeFileSync(join(folder, file), `${given.map(declared).join('')}export {}; ${code}`)
    }
    writeFileSync(join(folder, 'foreign.d.ts'), FOREIGN)
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: optionsOf(strict), include: ['*'] }))
  }
  return ['ts', 'js'].flatMap((kind) => {
    const { stdout, status } = spawnSync(
      process.execPath,
      [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', join(name, kind), '--pretty', 'false'],
      { cwd: installed.project, encoding: 'utf8', timeout: 150_000 },
    )
    if (status === null) throw new Error('The compiler did not end.')
    const lines = stdout.split('\n').filter((line) => /error TS/.test(line))
    return lines.map((line) =>
      line.replace(/^.*?((?:ts|js)\/block-\d+\.tsx)/, (_, file: string) => places.get(file) ?? file),
    )
  })
}

const optionsOf = (strict: boolean): object => ({
  noEmit: true,
  strict,
  // What stands for the reader's own code can be anything, and so can what it hands over.
  noImplicitAny: false,
  target: 'es2022',
  lib: ['es2023', 'dom', 'dom.iterable'],
  module: 'esnext',
  moduleResolution: 'bundler',
  types: ['node'],
  jsx: 'preserve',
  experimentalDecorators: true,
  skipLibCheck: true,
})

/** Scripts of npm, and commands of ours, that a block of a shell names and that are not there. */
function wrongCommands({ place, code }: Block): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const named = [...code.matchAll(/\bnpm (?:run ([\w:-]+)|(test))/g)].map(([, run, own]) => run ?? own!)
  const others = place.startsWith('examples/')
  return [
    ...named.filter((name) => !others && !Object.hasOwn(scripts, name)).map((name) => `${place}: npm run ${name}`),
    ...[...code.matchAll(/\bnpx mcp-plug ([\w-]+)/g)]
      .filter(([, command]) => command !== 'keygen')
      .map(([all]) => `${place}: ${all}`),
  ]
}

/** Tokens and parts that a style sheet names and that no element has. */
function wrongStyles({ place, code }: Block): string[] {
  const elements = [...ELEMENTS.values()]
  const parts = new Set(elements.flatMap(({ cssParts }) => cssParts.map(({ name }) => name)))
  const tokens = new Set(elements.flatMap(({ cssProperties }) => cssProperties.map(({ name }) => name)))
  return [
    ...[...code.matchAll(/::part\(([\w-]+)\)/g)].filter(([, part]) => !parts.has(part!.replace(/^row-\w+$/, 'row'))),
    ...[...code.matchAll(/--mcp-[\w-]+/g)].filter(([token]) => !tokens.has(token)),
  ].map(([found]) => `${place}: ${found}`)
}

describe('the code in the documentation', () => {
  it('is there, and says in which language it is', () => {
    expect(blocks.length).toBeGreaterThan(40)
    const known = [...SHOWN, ...MARKUP, 'css', 'sh', 'json']
    expect(
      blocks.filter(({ language }) => !known.includes(language)).map(({ place, language }) => `${place} ${language}`),
    ).toEqual([])
  })

  it('compiles in a project that has the package', { timeout: 180_000 }, () => {
    expect(
      compile(
        blocks.filter(({ language }) => MARKUP.has(language)),
        'blocks',
      ),
    ).toEqual([])
  })

  it('would not compile with a wrong option, method, event or import', { timeout: 180_000 }, () => {
    const handler = "import { createSSEHandler } from 'mcp-plug/server'\n"
    const client = "import { SSEClient } from 'mcp-plug/client'\n"
    const wrong = [
      fenced('ts', `${handler}createSSEHandler({ authentikate: () => null, userId: 'ada' })`),
      fenced('js', `${handler}createSSEHandler({ userId: 'ada', allowOrigins: [] })`),
      fenced('ts with x', `${client}new SSEClient({ url: x }).calTool('s', 'a')`),
      fenced('tsx', "import type { McpDoneEvent } from 'mcp-plug/elements'"),
      fenced('vue', "<script setup>\nimport 'mcp-plug/element'\n</script>"),
      fenced('js', "import 'mcp-plug/elements'\ndocument.querySelector('mcp-tool-runner').start()"),
    ]
    const said = compile(wrong, 'proof')
    for (const name of ['authentikate', 'allowOrigins', 'calTool', 'McpDoneEvent', 'mcp-plug/element', 'start'])
      expect(said.filter((line) => line.includes(`'${name}'`))).toHaveLength(1)
    expect(said).toHaveLength(wrong.length)
  })

  it('names elements, attributes and events that there are', () => {
    const wrong = blocks
      .filter(({ language }) => MARKUP.has(language))
      .flatMap(({ place, code }) => wrongMarkup(code).map((one) => `${place}: ${one}`))
    expect(wrong).toEqual([])
    expect(wrongMarkup('<mcp-connection endpoint="/a">')).toEqual(['<mcp-connection> is no element'])
    expect(
      wrongMarkup('<mcp-tool-runner url="/a" :toolArguments.prop="{ a: 1 }" @mcp-done="x" (mcp-result)="y" />'),
    ).toEqual(['<mcp-tool-runner> has no attribute url', '<mcp-tool-runner> has no event mcp-done'])
  })

  it('has the types of the elements where it has them in JSX', () => {
    const jsx = blocks.filter(({ language, code }) => language === 'tsx' && code.includes('<mcp-'))
    expect(jsx.length).toBeGreaterThan(0)
    expect(jsx.filter(({ code }) => !code.includes("'mcp-plug/react'")).map(({ place }) => place)).toEqual([])
  })

  it('is JSON where it says so', () => {
    for (const { language, code } of blocks) if (language === 'json') expect(() => JSON.parse(code)).not.toThrow()
  })

  it('names commands, tokens and parts that there are', () => {
    expect(blocks.filter(({ language }) => language === 'sh').flatMap(wrongCommands)).toEqual([])
    const styled = blocks.filter(({ language }) => language === 'css' || language === 'html')
    expect(styled.flatMap(wrongStyles)).toEqual([])
    expect(wrongCommands(fenced('sh', 'npm run nothing && npx mcp-plug keys'))).toHaveLength(2)
    expect(wrongStyles(fenced('css', 'a::part(leg) { color: var(--mcp-color-sky) }'))).toHaveLength(2)
  })

  it('names commands that there are in its sentences too', () => {
    const named = pagePaths()
      .filter((path) => !path.startsWith('examples/'))
      .map((path) => fenced('sh', readFileSync(join(ROOT, path), 'utf8').replaceAll('```', '')))
    expect(named.flatMap(wrongCommands)).toEqual([])
  })
})
