import { defineConfig } from 'vite'
import type { Plugin } from 'vite'

interface Node {
  readonly type: string
  readonly tag?: { readonly name?: string }
  readonly quasi?: { readonly quasis: readonly { readonly start: number; readonly end: number }[] }
}

function eachNode(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const one of value) eachNode(one, visit)
  else if (typeof value === 'object' && value !== null) {
    if ('type' in value) visit(value as Node)
    for (const one of Object.values(value)) eachNode(one, visit)
  }
}

/** Takes indentation and comments out of `html` and `css` templates, which minifiers leave. Lines stay, for the source maps. */
function minifyTemplates(): Plugin {
  const lines = (text: string) => text.split('\n').length
  const plain = (text: string) => text.replace(/\n[ \t]+/g, '\n')
  const css = (text: string) => {
    const short = plain(text.replace(/\/\*.*?\*\//gs, ''))
      .replace(/ *([{;,]) */g, '$1')
      .replace(/: +/g, ':')
      .replace(/([{};,])\n+/g, '$1')
      .replace(/;}/g, '}')
    return short + '\n'.repeat(lines(text) - lines(short))
  }
  return {
    name: 'minify-templates',
    enforce: 'post',
    transform: {
      filter: { id: /\/elements\// },
      handler(code) {
        const edits: { start: number; end: number; text: string }[] = []
        eachNode(this.parse(code), ({ type, tag, quasi }) => {
          if (type !== 'TaggedTemplateExpression' || !quasi || !['html', 'svg', 'css'].includes(tag?.name ?? '')) return
          for (const { start, end } of quasi.quasis) {
            const text = code.slice(start, end)
            edits.push({ start, end, text: tag?.name === 'css' ? css(text) : plain(text) })
          }
        })
        let result = ''
        let at = 0
        for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
          result += code.slice(at, start) + text
          at = end
        }
        return { code: result + code.slice(at), map: null }
      },
    },
  }
}

interface ModuleGraph {
  getModuleInfo(id: string): { readonly isEntry: boolean; readonly importers: readonly string[] } | null
}

/**
 * Puts all that a page loads at once into one chunk. Left alone, what lazy chunks use of it would be cut into several,
 * which are larger together; and in the entry itself it would be there twice where a page adds a query to its address.
 */
function eagerChunk(id: string, graph: ModuleGraph, seen: Set<string> = new Set<string>()): string | null {
  if (seen.has(id)) return null
  seen.add(id)
  const info = graph.getModuleInfo(id)
  const eager = info?.isEntry || info?.importers.some((importer) => eagerChunk(importer, graph, seen))
  return eager ? 'core' : null
}

/** Chunks have no styles and no preloads of their own: `import()` is all that loading one of them takes. */
function plainImports(): Plugin {
  return {
    name: 'plain-imports',
    enforce: 'pre',
    transform: {
      filter: { id: /vite\/preload-helper/ },
      handler: () => ({ code: 'export const __vitePreload = (load) => load()', map: null }),
    },
  }
}

/** Builds `dist/cdn`: one file for `<script type="module">`, its lazy chunks beside it. */
export default defineConfig({
  // Chunks are found beside the file that asks for them, so the folder works from any address and from another origin.
  base: './',
  plugins: [minifyTemplates(), plainImports()],
  build: {
    outDir: 'dist/cdn',
    target: 'es2022',
    sourcemap: true,
    minify: true,
    // What is bundled may be handed on with its notices only.
    license: { fileName: 'licenses.md' },
    // A page's own <link rel=modulepreload> would name chunks against the page, not against the CDN.
    modulePreload: false,
    rollupOptions: {
      input: { 'mcp-plug': 'elements/cdn.ts' },
      preserveEntrySignatures: 'strict',
      // The form is there at once here, while <mcp-tool-runner> of the package loads it when a tool is chosen.
      checks: { ineffectiveDynamicImport: false },
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: '[name]-[hash][extname]',
        codeSplitting: { groups: [{ name: (id, graph) => eagerChunk(id, graph), debugName: 'core' }] },
      },
    },
  },
})
