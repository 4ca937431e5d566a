import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installPacked } from './pack.ts'
import type { InstalledPackage } from './pack.ts'
import { nodeRuntimes } from './runtimes.ts'

let installed: InstalledPackage

beforeAll(() => {
  installed = installPacked(['react'])
})

afterAll(() => installed.remove())

type Target = string | { readonly [condition: string]: Target }

/** The files behind an export, by condition. */
const filesOf = (target: Target): string[] =>
  typeof target === 'string' ? [target] : Object.values(target).flatMap(filesOf)

/** What a bundler or Node would load. */
const codeOf = (target: Target): string | undefined =>
  typeof target === 'string' ? target : codeOf(target['default'] ?? target['import'] ?? '')

/** Every address that the package can be imported by; patterns are filled with the files that are there. */
function specifiers(): string[] {
  return Object.entries(installed.manifest.exports as Record<string, Target>).flatMap(([subpath, target]) => {
    const file = codeOf(target)
    if (!file?.endsWith('.js')) return []
    const specifier = installed.manifest.name + subpath.slice(1)
    if (!file.includes('*')) return [specifier]
    const [before = '', after = ''] = file.slice(2).split('*')
    const matches = globSync(`${before}*${after}`, { cwd: installed.folder })
    return matches.map((match) => specifier.replace('*', match.slice(before.length, match.length - after.length)))
  })
}

/** Loads modules one by one in a Node of their own; gives what went wrong. */
function load(node: string, how: 'import' | 'require', names: readonly string[]): string[] {
  const script = `
    const { createRequire } = require('node:module')
    const load = ${how === 'import' ? '(name) => import(name)' : "createRequire(process.cwd() + '/x.js')"}
    ;(async () => {
      const failures = []
      for (const name of ${JSON.stringify(names)}) {
        try {
          await load(name)
        } catch (error) {
          failures.push(name + ': ' + error)
        }
      }
      console.log(JSON.stringify(failures))
    })()`
  // A file, not \`--eval\`: bare names are found from the folder of the file that imports them.
  const { stdout, stderr, status } = spawnSync(node, ['--input-type=commonjs', '--eval', script], {
    cwd: installed.project,
    encoding: 'utf8',
    timeout: 30_000,
    env: { PATH: process.env['PATH'] },
  })
  if (status !== 0) throw new Error(`Node ended with ${status}: ${stderr}`)
  return JSON.parse(stdout) as string[]
}

describe('the packed package', () => {
  it('has a file behind every export', () => {
    const missing = Object.values(installed.manifest.exports as Record<string, Target>)
      .flatMap(filesOf)
      .filter((file) =>
        file.includes('*')
          ? globSync(file.slice(2), { cwd: installed.folder }).length === 0
          : !existsSync(join(installed.folder, file)),
      )
    expect(missing).toEqual([])
    expect(specifiers()).toContain('mcp-plug/server')
    expect(specifiers()).toContain('mcp-plug/elements/mcp-connections.js')
  })

  it('has the files in which editors look for the elements', () => {
    const manifest = installed.manifest as unknown as Record<'customElements' | 'web-types', string>
    for (const file of [manifest.customElements, manifest['web-types']]) {
      expect(file).toMatch(/^\.\/dist\//)
      expect(existsSync(join(installed.folder, file))).toBe(true)
    }
  })

  it.each(nodeRuntimes())('is imported and required, every export of it, by $name', ({ path }) => {
    // The CDN file is a bundle for pages; it wants a document.
    const names = specifiers().filter((name) => !name.endsWith('/cdn'))
    expect(names.length).toBeGreaterThan(3)
    expect(load(path, 'import', names)).toEqual([])
    expect(load(path, 'require', names)).toEqual([])
  })

  it('imports nothing that is neither in it nor declared', () => {
    const { dependencies, peerDependencies } = installed.manifest
    const declared = Object.keys({ ...dependencies, ...peerDependencies })
    const strays = globSync('dist/**/*.js', { cwd: installed.folder, exclude: (name) => name === 'cdn' }).flatMap(
      (file) =>
        importsOf(readFileSync(join(installed.folder, file), 'utf8'))
          .filter((specifier) => {
            if (specifier.startsWith('.')) {
              const target = resolve(installed.folder, dirname(file), specifier)
              return !target.startsWith(installed.folder) || !existsSync(target)
            }
            return (
              !specifier.startsWith('node:') &&
              !declared.some((name) => specifier === name || specifier.startsWith(`${name}/`))
            )
          })
          .map((specifier) => `${file} imports ${specifier}`),
    )
    expect(strays).toEqual([])
  })

  it('has the notices of what is bundled for pages', () => {
    const notices = readFileSync(join(installed.folder, 'dist/cdn/licenses.md'), 'utf8')
    const bundled = globSync('dist/cdn/*.js.map', { cwd: installed.folder }).flatMap((file) => {
      const { sources } = JSON.parse(readFileSync(join(installed.folder, file), 'utf8')) as { sources: string[] }
      return sources.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [])
    })
    expect(bundled).toContain('lit-html')
    for (const name of new Set(bundled)) expect(notices).toContain(`## ${name} - `)
    expect(notices).toContain('Copyright (c) 2017 Google LLC')
  })

  it('has nothing at the top of a module that bundlers warn of', () => {
    const files = globSync('dist/{server,elements,shared}/**/*.js', { cwd: installed.folder })
    expect(files.length).toBeGreaterThan(200)
    const seen = files.filter((file) => /^\S.*\(this\b/m.test(readFileSync(join(installed.folder, file), 'utf8')))
    expect(seen).toEqual([])
  })

  it('has nothing of the tests, the examples or this machine in it', () => {
    const files = globSync('**/*', { cwd: installed.folder })
    expect(files).toContain('LICENSE')
    expect(JSON.stringify(installed.manifest)).not.toMatch(/"(\/|file:)/)
    expect(files.filter((file) => /(^|\/)(tests?|examples|stories|\.env|\.mcp-plug-keys)(\/|$)/.test(file))).toEqual([])
  })
})

const importsOf = (code: string): string[] =>
  [
    ...code.matchAll(
      /^\s*import\s*['"]([^'"]+)['"]|^\s*(?:import|export)\b[^'"`;=]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm,
    ),
  ].map(([, alone, from, dynamic]) => (alone ?? from ?? dynamic)!)
