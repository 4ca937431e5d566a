import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@cfworker/json-schema'
import schema from 'custom-elements-manifest/schema.json' with { type: 'json' }
import { beforeAll, describe, expect, it } from 'vitest'
import { angularDirectives } from '../../scripts/manifest/angular.ts'
import { page } from '../../scripts/manifest/docs.ts'
import { vscodeData, webTypes } from '../../scripts/manifest/editors.ts'
import { analyse, elementsOf } from '../../scripts/manifest/manifest.ts'
import type { Package, TagDoc } from '../../scripts/manifest/manifest.ts'
import { find } from './element-sources.ts'
import type { Sources } from './element-sources.ts'
import { ROOT } from './pack.ts'

/** Where each public element is. */
const PUBLIC: Readonly<Record<string, string>> = {
  'mcp-app-frame': 'elements/app-frame/app-frame.ts',
  'mcp-connections': 'elements/connections/connections.ts',
  'mcp-provider': 'elements/core/provider.ts',
  'mcp-schema-form': 'elements/schema-form/schema-form.ts',
  'mcp-tool-runner': 'elements/tool-runner/tool-runner.ts',
}

/** Parts whose name is not in the template, by what stands there instead. */
const COMPUTED: Readonly<Record<string, readonly string[]>> = {
  // The states of a connection; documented with `row`.
  'part="row row-${state.toLowerCase()}"': [],
  'part=${id}': ['history', 'share'],
  'part="${id}-button"': ['history-button', 'share-button'],
  'part=${part}': ['send-button', 'done-button', 'decline-button', 'dismiss-button'],
}

/** `plain-font` keeps a page without styles from being shown in serifs: not for pages to style by. */
const INTERNAL_STATES = new Set(['plain-font'])

const sources: Sources = new Map(
  globSync('elements/**/*.ts', { cwd: ROOT }).map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]),
)

/** The form's parts, as the runner hands them on. */
function formParts(): string[] {
  const [, list = ''] = /FORM_PARTS = \[([^\]]*)\]/.exec(sources.get('elements/tool-runner/run/argument-form.ts')!)!
  return [...list.matchAll(/'([\w-]+)'/g)].map(([, name]) => `form-${name}`)
}

/** What an element has and nobody documented, and what is documented and nowhere to be found. */
function differences(element: TagDoc, from: Sources): string[] {
  const entry = PUBLIC[element.tagName]!
  const others = Object.values(PUBLIC).filter((path) => path !== entry)
  // What the base class fires is an element's own only where it extends it: the provider just looks for such elements.
  if (!/\bextends McpElement\b/.test(from.get(entry)!)) others.push('elements/core/element.ts')
  const found = find(from, entry, new Set(others))
  const parts = new Set([...found.parts].filter((name) => !name.startsWith('row-')))
  for (const template of found.computed) for (const name of COMPUTED[template] ?? [`? ${template}`]) parts.add(name)
  if (element.tagName === 'mcp-tool-runner') for (const name of formParts()) parts.add(name)
  const states = new Set([...found.states].filter((name) => !INTERNAL_STATES.has(name)))
  const compare = (kind: string, real: ReadonlySet<string>, documented: readonly { name: string }[]): string[] => {
    const names = new Set(documented.map(({ name }) => name))
    return [
      ...[...real].filter((name) => !names.has(name)).map((name) => `${kind} ${name} is not documented`),
      ...[...names].filter((name) => !real.has(name)).map((name) => `${kind} ${name} is nowhere`),
    ]
  }
  return [
    ...compare('part', parts, element.cssParts),
    ...compare('slot', found.slots, element.slots),
    ...compare('event', found.events, element.events),
    ...compare('state', states, element.cssStates),
    ...compare('custom property', found.properties, element.cssProperties),
  ]
}

/** Whatever is named without a word about it. */
function wordless(element: TagDoc): string[] {
  const { attributes, members, events, slots, cssParts, cssProperties, cssStates } = element
  return [
    ...(element.summary && element.description ? [] : ['the element']),
    ...[...attributes, ...members, ...events, ...slots, ...cssParts, ...cssProperties, ...cssStates]
      .filter(({ description }) => !description)
      .map(({ name }) => name),
  ]
}

let manifest: Package
let elements: ReadonlyMap<string, TagDoc>

beforeAll(() => {
  manifest = analyse(sources)
  elements = new Map(elementsOf(manifest).map((element) => [element.tagName, element]))
})

describe('the custom elements manifest', () => {
  it('has every public element, each in a file of the package', () => {
    expect([...elements.keys()]).toEqual(Object.keys(PUBLIC))
    const registered = globSync('elements/define/*.ts', { cwd: ROOT }).map((path) => /([\w-]+)\.ts$/.exec(path)![1])
    expect(registered.toSorted()).toEqual(Object.keys(PUBLIC))
    for (const { path } of manifest.modules) expect(path).toMatch(/^dist\/elements\/.+\.js$/)
  })

  it('is one by the published schema, and says by which', () => {
    const { version } = JSON.parse(
      readFileSync(join(ROOT, 'node_modules/custom-elements-manifest/package.json'), 'utf8'),
    ) as { version: string }
    expect(manifest.schemaVersion).toBe(version)
    expect(new Validator(schema as object, '7', false).validate(manifest).errors).toEqual([])
  })

  it('says what each event carries, in the documentation too', () => {
    const result = elements.get('mcp-tool-runner')!.events.find(({ name }) => name === 'mcp-result')!
    expect(result.fields).toMatchObject([
      { name: 'call', type: { text: 'CallRequest' } },
      { name: 'result', type: { text: 'CallToolResult' } },
    ])
    // What the constructor assigns is no default.
    expect(result.fields!.filter((field) => 'default' in field)).toEqual([])
    expect(page(elements.get('mcp-tool-runner')!)).toContain('`call: CallRequest`, `result: CallToolResult`')
    const silent = [...elements.values()].flatMap(({ events }) =>
      events.filter(({ fields = [] }) => fields.length === 0),
    )
    expect(silent.map(({ name }) => name)).toEqual([])
  })

  it.each(Object.keys(PUBLIC))('says all that <%s> has, and nothing else', (tag) => {
    expect(differences(elements.get(tag)!, sources)).toEqual([])
    expect(wordless(elements.get(tag)!)).toEqual([])
  })

  it.each(Object.keys(PUBLIC))('is what the documentation of <%s> says: `npm run manifest` makes it', (tag) => {
    expect(readFileSync(join(ROOT, `docs/elements/${tag}.md`), 'utf8')).toBe(page(elements.get(tag)!))
  })

  it('is what the directives for Angular may set: `npm run manifest` makes them', () => {
    const directives = readFileSync(join(ROOT, 'examples/angular/src/mcp-elements.ts'), 'utf8')
    expect(directives).toBe(angularDirectives([...elements.values()]))
    for (const { tagName, attributes } of elements.values()) {
      const [, inputs = ''] = new RegExp(`selector: '${tagName}'[^]*?{$([^]*?)^}`, 'm').exec(directives)!
      for (const { fieldName } of attributes) expect(inputs).toMatch(new RegExp(`readonly ${fieldName} = input`))
    }
  })

  it('is what editors are told: each tag, attribute, property, event, slot, part and state', () => {
    const all = [...elements.values()]
    const { tags } = vscodeData(all)
    expect(tags.map(({ name }) => name)).toEqual(Object.keys(PUBLIC))
    const confirm = tags
      .find(({ name }) => name === 'mcp-tool-runner')!
      .attributes.find((one) => one.name === 'confirm')
    expect(confirm).toMatchObject({ values: [{ name: 'auto' }, { name: 'always' }] })
    const told = webTypes(all, '1.0.0').contributions.html.elements
    for (const [at, element] of all.entries()) {
      const { attributes, slots, js, css } = told[at]!
      const names = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name)
      expect(names(attributes)).toEqual(names(element.attributes))
      expect(names(tags[at]!.attributes)).toEqual(names(element.attributes))
      expect(names(slots)).toEqual(names(element.slots))
      expect(names(js.events)).toEqual(names(element.events))
      for (const { fieldName } of element.attributes) expect(names(js.properties)).toContain(fieldName)
      expect(names(css.parts)).toEqual(names(element.cssParts))
      expect(names(css['pseudo-classes'])).toEqual(element.cssStates.map(({ name }) => `state(${name})`))
    }
  })
})

describe('what nobody documented', () => {
  const CONNECTIONS = 'elements/connections/connections.ts'
  const ROW = 'elements/connections/row.ts'

  /** The same sources with some text changed. */
  function changed(path: string, from: string, to: string): Sources {
    const text = sources.get(path)!
    expect(text).toContain(from)
    return new Map([...sources, [path, text.replace(from, to)]])
  }

  const complaints = (from: Sources): string[] => {
    const element = elementsOf(analyse(from)).find(({ tagName }) => tagName === 'mcp-connections')!
    return [...differences(element, from), ...wordless(element)]
  }

  it.each([
    ['a part', changed(ROW, 'part="facts"', 'part="facts novelty"'), 'part novelty is not documented'],
    [
      'a part with a computed name',
      changed(ROW, 'part="facts"', 'part=${novelty}'),
      'part ? part=${novelty} is not documented',
    ],
    [
      'a slot',
      changed(CONNECTIONS, '<slot name="footer">', '<slot name="novelty"></slot><slot name="footer">'),
      'slot novelty is not documented',
    ],
    [
      'an event',
      changed(CONNECTIONS, 'new McpSelectEvent(', 'new McpProgressEvent('),
      'event mcp-progress is not documented',
    ],
    ['a state', changed(CONNECTIONS, 'offline:', 'novelty: true, offline:'), 'state novelty is not documented'],
    [
      'a custom property',
      changed('elements/styles/base.ts', '--mcp-space,', '--mcp-novelty,'),
      'custom property --mcp-novelty is not documented',
    ],
    ['an attribute', changed(CONNECTIONS, '  #seen:', "  @property() novelty = ''\n\n  #seen:"), 'novelty'],
  ])('is told: %s', (_, from, complaint) => {
    expect(complaints(from)).toContain(complaint)
  })

  it('is told too when it is gone, and the words are still there', () => {
    expect(complaints(changed(CONNECTIONS, '<slot name="footer"></slot>', ''))).toContain('slot footer is nowhere')
  })
})
