/**
 * How heavy the elements are: what a page loads before a person does anything, lit included, minified and gzipped.
 * `npm run weight` prints it, with the lazy chunks and what each file of ours adds.
 */
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import type { Rollup } from 'vite'
import config from '../../vite.config.ts'
import { ROOT } from './pack.ts'

/** Each entry, and the most bytes that it may load at once. */
export const BUDGETS = {
  'mcp-connections': ['elements/define/mcp-connections.ts', 22_000],
  'mcp-tool-runner': ['elements/define/mcp-tool-runner.ts', 34_000],
  'the CDN file': ['elements/cdn.ts', 42_000],
} as const

export interface Weight {
  /** Bytes, gzipped: the entry and all that it imports at once. */
  readonly eager: number
  /** Bytes, gzipped, of each chunk that is loaded when it is needed. */
  readonly lazy: ReadonlyMap<string, number>
  /** Bytes, minified and not gzipped, of each module that is loaded at once. */
  readonly modules: ReadonlyMap<string, number>
}

const gzipped = ({ code }: Rollup.OutputChunk): number => gzipSync(code, { level: 9 }).length

export async function weigh(entry: string): Promise<Weight> {
  // Inside a test runner libraries would give their builds for development.
  process.env.NODE_ENV = 'production'
  const built = await build({
    ...config,
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: {
      ...config.build,
      write: false,
      sourcemap: false,
      rollupOptions: { ...config.build?.rollupOptions, input: { entry: `${ROOT}/${entry}` } },
    },
  })
  const { output } = (Array.isArray(built) ? built[0] : built) as Rollup.RollupOutput
  const chunks = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])))
  const eager = new Set<Rollup.OutputChunk>()
  const follow = (chunk: Rollup.OutputChunk | undefined): void => {
    if (!chunk || eager.has(chunk)) return
    eager.add(chunk)
    for (const name of chunk.imports) follow(chunks.get(name))
  }
  follow([...chunks.values()].find(({ isEntry, name }) => isEntry && name === 'entry'))
  return {
    eager: [...eager].reduce((sum, chunk) => sum + gzipped(chunk), 0),
    lazy: new Map(
      [...chunks.values()].filter((chunk) => !eager.has(chunk)).map((chunk) => [chunk.fileName, gzipped(chunk)]),
    ),
    modules: new Map(
      [...eager].flatMap(({ modules }) =>
        Object.entries(modules).map(
          ([id, { renderedLength }]) => [id.replace(`${ROOT}/`, ''), renderedLength] as const,
        ),
      ),
    ),
  }
}

if (import.meta.main) {
  for (const [name, [entry, budget]] of Object.entries(BUDGETS)) {
    const { eager, lazy, modules } = await weigh(entry)
    console.log(`\n${name}: ${eager} bytes of ${budget}${eager > budget ? ', TOO HEAVY' : ''}`)
    for (const [file, size] of lazy) console.log(`  lazy ${size} ${file}`)
    if (process.argv.includes('--modules')) {
      for (const [file, size] of [...modules].toSorted((a, b) => b[1] - a[1])) console.log(`  ${size} ${file}`)
    }
  }
}
