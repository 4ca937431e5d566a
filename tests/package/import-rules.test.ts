import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcp-plug-lint-'))
  copyFileSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The rules that the project's linter finds broken in a file of this text at this place. */
function lint(path: string, source: string): string[] {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, source)
  const { stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin/oxlint'), ['--format=json', path], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
  })
  rmSync(file)
  if (!stdout.startsWith('{')) throw new Error(`oxlint did not run: ${stdout}${stderr}`)
  return (JSON.parse(stdout) as { diagnostics: { code: string }[] }).diagnostics.map(({ code }) => code)
}

const RESTRICTED = 'eslint(no-restricted-imports)'

describe('the linter', () => {
  it.each([
    ['shared/a.ts', "export { b } from '../server/b.ts'"],
    ['shared/a.ts', "export { b } from 'h3'"],
    ['shared/a.ts', "export type { B } from '@modelcontextprotocol/client'"],
    ['elements/core/a.ts', "export { b } from '../../server/b.ts'"],
    ['elements/core/a.ts', "export type { B } from '../../server/b.ts'"],
    ['elements/core/a.ts', "export const b = () => import('../../server/b.ts')"],
    ['elements/core/a.ts', "export { Client } from '@modelcontextprotocol/client'"],
    ['elements/core/a.ts', "export { unsafeHTML } from 'lit/directives/unsafe-html.js'"],
    ['stories/a.ts', "export { b } from '../server/b.ts'"],
    ['server/routes/a.ts', "export { b } from '../../elements/core/b.ts'"],
    ['server/routes/a.ts', "export { html } from 'lit'"],
    ['server/routes/a.ts', "export { createContext } from '@lit/context'"],
  ])('refuses in %s: %s', (path, source) => {
    expect(lint(path, source)).toEqual([RESTRICTED])
  })

  it.each([
    ['shared/a.ts', "export { b } from './b.ts'"],
    ['elements/core/a.ts', "export { b } from '../../shared/b.ts'"],
    ['elements/core/a.ts', "export { html } from 'lit'"],
    ['server/routes/a.ts', "export { b } from '../../shared/b.ts'"],
    ['server/routes/a.ts', "export { Client } from '@modelcontextprotocol/client'"],
  ])('allows in %s: %s', (path, source) => {
    expect(lint(path, source)).toEqual([])
  })

  it.each(['innerHTML', 'outerHTML'])('refuses to write %s', (property) => {
    const source = `export const show = (element: Element, text: string): void => {\n  element.${property} = text\n}\n`
    expect(lint('elements/core/a.ts', source)).toEqual(['eslint(no-restricted-properties)'])
  })

  it('reads Lit templates', () => {
    const source = "import { html } from 'lit'\nexport const a = (b: unknown) => html`<p .x=${b} .x=${b}></p>`\n"
    expect(lint('elements/core/a.ts', source)).toEqual(['lit(no-duplicate-template-bindings)'])
  })

  it('refuses files of more than 400 lines', () => {
    const lines = (count: number): string =>
      Array.from({ length: count }, (_, n) => `export const a${n} = ${n}\n`).join('')
    expect(lint('server/a.ts', lines(400))).toEqual([])
    expect(lint('server/a.ts', lines(401))).toEqual(['eslint(max-lines)'])
  })
})
