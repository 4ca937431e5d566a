/** React for tests in the page: its packages are CommonJS, and browsers load modules. Its build for development, with `act`. */
import { createRequire } from 'node:module'
import { build } from 'vite'
import type { Rollup } from 'vite'

const PACKAGES = ['react', 'react-dom/client', 'react-dom/server.browser'] as const
const BASE = '/__react/'
const VIRTUAL = '\0react:'

const nameOf = (specifier: string): string => specifier.replace(/\W/g, '-')

/** A module with the same names as a CommonJS package. */
function moduleFor(specifier: string): string {
  const names = Object.keys(createRequire(import.meta.url)(specifier) as object).filter((name) => /^\w+$/.test(name))
  return `import all from ${JSON.stringify(specifier)}\nexport default all\nexport const { ${names.join(', ')} } = all\n`
}

// Read at once: a build makes this process one of production, where React has other names.
const modules = new Map(PACKAGES.map((specifier) => [VIRTUAL + specifier, moduleFor(specifier)]))

async function bundle(): Promise<ReadonlyMap<string, string>> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"development"' },
    plugins: [
      {
        name: 'react-entries',
        resolveId: (id) => (modules.has(id) ? id : undefined),
        load: (id) => modules.get(id),
      },
    ],
    build: {
      write: false,
      minify: false,
      modulePreload: false,
      rollupOptions: {
        input: Object.fromEntries(PACKAGES.map((specifier) => [nameOf(specifier), VIRTUAL + specifier])),
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
  const { output } = (Array.isArray(built) ? built[0] : built) as Rollup.RollupOutput
  return new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file.code] as const] : [])))
}

/** A plugin of the test server. */
export function reactModules() {
  let files: Promise<ReadonlyMap<string, string>> | undefined
  return {
    name: 'react-modules',
    resolveImport: ({ source }: { source: string }) =>
      (PACKAGES as readonly string[]).includes(source) ? `${BASE}${nameOf(source)}.js` : undefined,
    async serve({ path }: { path: string }) {
      if (!path.startsWith(BASE)) return undefined
      files ??= bundle()
      const code = (await files).get(path.slice(BASE.length))
      return code === undefined ? undefined : { body: code, type: 'js' }
    },
  }
}
