/** `npm run docs`: every page of the documentation as plain HTML, in `docs-site/`. It needs no script, and works from any address. */
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'
import { pageFile, renderPage } from './html.ts'
import { pagePaths } from './pages.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const inputs = new Map(pagePaths().map((path) => [`${HERE}${pageFile(path)}`, path]))

/** Pages that are no files: vite asks for them by their names. */
function pages(): Plugin {
  return {
    name: 'documentation',
    enforce: 'pre',
    resolveId: (id) => (inputs.has(id) ? id : null),
    load: (id) => (inputs.has(id) ? renderPage(inputs.get(id)!) : null),
    // As a folder on a disk, too, it has its styles: there nothing is of the same origin.
    transformIndexHtml: { order: 'post', handler: (html) => html.replaceAll(' crossorigin', '') },
  }
}

export default defineConfig({
  root: HERE,
  base: './',
  publicDir: false,
  plugins: [pages()],
  build: {
    outDir: '../../docs-site',
    emptyOutDir: true,
    // Pictures stay files: nothing in a page is a data address.
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      input: Object.fromEntries([...inputs.keys()].map((id) => [basename(id, '.html'), id])),
      output: { assetFileNames: '[name]-[hash][extname]' },
    },
  },
})
