import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const REFUSED: readonly (readonly [folder: string, source: string])[] = [
  ['shared', "export { b } from '../server/b.ts'"],
  ['shared', "export { b } from 'h3'"],
  ['shared', "export type { B } from '@modelcontextprotocol/client'"],
  ['elements/core', "export { b } from '../../server/b.ts'"],
  ['elements/core', "export type { B } from '../../server/b.ts'"],
  ['elements/core', "export const b = () => import('../../server/b.ts')"],
  ['elements/core', "export { Client } from '@modelcontextprotocol/client'"],
  ['elements/core', "export { unsafeHTML } from 'lit/directives/unsafe-html.js'"],
  ['stories', "export { b } from '../server/b.ts'"],
  ['server/routes', "export { b } from '../../elements/core/b.ts'"],
  ['server/routes', "export { html } from 'lit'"],
  ['server/routes', "export { createContext } from '@lit/context'"],
]

const ALLOWED: typeof REFUSED = [
  ['shared', "export { b } from './b.ts'"],
  ['elements/core', "export { b } from '../../shared/b.ts'"],
  ['elements/core', "export { html } from 'lit'"],
  ['server/routes', "export { b } from '../../shared/b.ts'"],
  ['server/routes', "export { Client } from '@modelcontextprotocol/client'"],
]

const lines = (count: number): string => Array.from({ length: count }, (_, n) => `export const a${n} = ${n}\n`).join('')
const write = (property: string): string =>
  `export const show = (element: Element, text: string): void => {\n  element.${property} = text\n}\n`

const OTHERS = {
  'elements/core/inner.ts': write('innerHTML'),
  'elements/core/outer.ts': write('outerHTML'),
  'elements/core/twice.ts':
    "import { html } from 'lit'\nexport const a = (b: unknown) => html`<p .x=${b} .x=${b}></p>`\n",
  'server/long.ts': lines(400),
  'server/too-long.ts': lines(401),
}

const nameOf = ([folder]: (typeof REFUSED)[number], kind: string, index: number): string =>
  `${folder}/${kind}${index}.ts`

/** The rules that each file breaks, by its path. */
let broken: ReadonlyMap<string, readonly string[]>

beforeAll(() => {
  const files: Record<string, string> = { ...OTHERS }
  for (const [index, entry] of REFUSED.entries()) files[nameOf(entry, 'refused', index)] = entry[1]
  for (const [index, entry] of ALLOWED.entries()) files[nameOf(entry, 'allowed', index)] = entry[1]
  broken = lint(files)
})

/** Runs the project's linter over files of their own, in folders that are named as the project's. */
function lint(files: Readonly<Record<string, string>>): Map<string, string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-plug-lint-'))
  try {
    copyFileSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    for (const [path, source] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), source)
    }
    const { stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin/oxlint'), ['--format=json'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 30_000,
    })
    if (!stdout.startsWith('{')) throw new Error(`oxlint did not run: ${stdout}${stderr}`)
    const result = new Map(Object.keys(files).map((path) => [path, [] as string[]]))
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] }
    for (const { filename, code } of diagnostics) result.get(filename)!.push(code)
    return result
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('the linter', () => {
  it.each(REFUSED.map((entry, index) => [...entry, nameOf(entry, 'refused', index)]))(
    'refuses in %s: %s',
    (_folder, _source, path) => {
      expect(broken.get(path!)).toEqual(['eslint(no-restricted-imports)'])
    },
  )

  it.each(ALLOWED.map((entry, index) => [...entry, nameOf(entry, 'allowed', index)]))(
    'allows in %s: %s',
    (_folder, _source, path) => {
      expect(broken.get(path!)).toEqual([])
    },
  )

  it('refuses to write HTML from strings', () => {
    expect(broken.get('elements/core/inner.ts')).toEqual(['eslint(no-restricted-properties)'])
    expect(broken.get('elements/core/outer.ts')).toEqual(['eslint(no-restricted-properties)'])
  })

  it('reads Lit templates', () => {
    expect(broken.get('elements/core/twice.ts')).toEqual(['lit(no-duplicate-template-bindings)'])
  })

  it('refuses files of more than 400 lines', () => {
    expect(broken.get('server/long.ts')).toEqual([])
    expect(broken.get('server/too-long.ts')).toEqual(['eslint(max-lines)'])
  })
})
