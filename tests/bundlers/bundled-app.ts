/** An app of one file in a project that has nothing but the packed package and a bundler. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installApp } from '../everywhere/example-app.ts'
import type { ExampleApp } from '../everywhere/example-app.ts'

export interface Bundler {
  /** npm packages and their ranges. */
  readonly packages: Readonly<Record<string, string>>
  /** Settings that its user has to write into `package.json`. */
  readonly settings?: object
  /** Files of configuration, by their names. */
  readonly files?: Readonly<Record<string, string>>
  /** Builds `main.js` for production into `dist`, of which `main.js` is what a page loads. */
  readonly command: readonly string[]
}

export interface BundledApp extends ExampleApp {
  /** What was built last. */
  readonly dist: string
  /** Builds an app of this code anew. */
  build(code: string, command?: readonly string[]): Promise<void>
  /** All code that the last build wrote. */
  code(): string
}

export async function installBundler(name: string, bundler: Bundler, tarball: string): Promise<BundledApp> {
  const manifest = { name: 'app', private: true, dependencies: bundler.packages, ...bundler.settings }
  const files = { ...bundler.files, 'package.json': JSON.stringify(manifest) }
  const fill = (folder: string): void => {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
  }
  const app = await installApp(name, fill, tarball)
  const dist = join(app.folder, 'dist')
  return {
    ...app,
    dist,
    async build(code, command = bundler.command) {
      rmSync(dist, { recursive: true, force: true })
      writeFileSync(join(app.folder, 'main.js'), code)
      await app.run(command)
    },
    code: () =>
      readdirSync(dist, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.[cm]?js$/.test(file))
        .map((file) => readFileSync(join(dist, file), 'utf8'))
        .join('\n'),
  }
}
