/**
 * `npm run manifest`: writes what editors and frameworks know of the elements into `dist`, and their documentation into
 * `docs/elements`, and the directives of the example for Angular. Run after the compiler: the types refer to its output.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { angularDirectives } from './angular.ts'
import { page } from './docs.ts'
import { vscodeData, webTypes } from './editors.ts'
import { analyse, elementsOf, ROOT } from './manifest.ts'
import { elementTypes, jsxTypes, REACT_ENTRY, solidTypes, svelteTypes, vueTypes } from './types.ts'

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
const manifest = analyse()
const elements = elementsOf(manifest)
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const files: Readonly<Record<string, string>> = {
  'dist/custom-elements.json': json(manifest),
  'dist/vscode.html-custom-data.json': json(vscodeData(elements)),
  'dist/web-types.json': json(webTypes(elements, version)),
  'dist/types/elements.d.ts': elementTypes(elements),
  'dist/types/vue.d.ts': vueTypes(elements),
  'dist/types/svelte.d.ts': svelteTypes(elements),
  'dist/types/jsx.d.ts': jsxTypes(elements, 'react'),
  'dist/types/preact.d.ts': jsxTypes(elements, 'preact'),
  'dist/types/solid.d.ts': solidTypes(elements),
  'dist/types/react.d.ts': REACT_ENTRY,
  'examples/angular/src/mcp-elements.ts': angularDirectives(elements),
  ...Object.fromEntries(elements.map((element) => [`docs/elements/${element.tagName}.md`, page(element)])),
}

for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true })
  writeFileSync(join(ROOT, path), text)
}
