/** Reads what the public elements are from their sources and doc comments: a custom elements manifest, schema 2.1. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { create, ts } from '@custom-elements-manifest/analyzer/index.js'
import { litPlugin } from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js'

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url))

export interface Named {
  name: string
  description?: string
}

export interface Typed extends Named {
  type?: { text: string }
  default?: string
}

export interface Attribute extends Typed {
  fieldName?: string
}

export interface Member extends Typed {
  kind: 'field' | 'method'
  privacy?: 'public' | 'private' | 'protected'
  static?: boolean
  readonly?: boolean
  attribute?: string
  parameters?: (Typed & { optional?: boolean })[]
  return?: { type: { text: string } }
}

/** An event; `fields` is what its class has, and is known of an element with a tag. */
export interface EventDoc extends Typed {
  fields?: Member[]
}

/** An element, with all that it has of its base class; or the class of an event, which has members only. */
export interface ElementDoc extends Named {
  kind: string
  tagName?: string
  customElement?: boolean
  summary?: string
  superclass?: { name: string; module?: string; package?: string }
  attributes: Attribute[]
  members: Member[]
  events: EventDoc[]
  slots: Named[]
  cssParts: Named[]
  cssProperties: Typed[]
  cssStates: Named[]
}

/** An element with a tag. */
export type TagDoc = ElementDoc & { tagName: string }

export interface Module {
  path: string
  declarations?: ElementDoc[]
  exports?: { declaration?: { module?: string } }[]
}

export interface Package {
  schemaVersion: string
  modules: Module[]
}

const LISTS = ['attributes', 'members', 'events', 'slots', 'cssParts', 'cssProperties', 'cssStates'] as const

/** What the platform or Lit calls, not a page. */
const CALLBACKS = /^(form\w+Callback|formAssociated)$/

/** The classes of the events. */
const EVENTS = 'elements/core/events.ts'

/** The other files have nothing that the analyzer reads. */
const OF_ELEMENTS = /\bcustomElements\.define\(|\bextends (Lit|Mcp)Element\b/

/** The manifest of the public elements. `sources` are TypeScript texts by path; default: those of the project. */
export function analyse(sources: ReadonlyMap<string, string> = projectSources()): Package {
  const elements = [...sources].filter(([path, text]) => path === EVENTS || OF_ELEMENTS.test(text))
  const modules = elements.map(([path, text]) => ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true))
  const all = create({ modules, plugins: litPlugin(), context: { dev: false } }) as Package
  // What the elements are made of is nobody's business, and may change.
  const kept = all.modules.filter(({ path, declarations = [] }) =>
    path === EVENTS || path.startsWith('elements/define/') ? true : declarations.some(isElement),
  )
  const first = kept.flatMap(({ declarations = [] }) => declarations).find(({ name }) => name === 'McpConnections')
  for (const module of kept) {
    if (module.path === EVENTS) {
      module.declarations = (module.declarations ?? []).filter(({ kind }) => kind === 'class').map(eventClass)
      continue
    }
    module.declarations = (module.declarations ?? []).filter(isElement)
    for (const element of module.declarations) {
      tidy(element)
      // One set of tokens dresses them all; one element has their documentation.
      if (element.tagName && element.cssProperties.length === 0 && element.tagName !== 'mcp-provider')
        element.cssProperties = first?.cssProperties ?? []
    }
  }
  return JSON.parse(JSON.stringify({ ...all, schemaVersion: '2.1.0', modules: kept }, published)) as Package
}

/** The public elements, by tag; their events with what those carry. */
export function elementsOf({ modules }: Package): TagDoc[] {
  const all = modules.flatMap(({ declarations = [] }) => declarations)
  const fields = new Map(all.map(({ name, members }) => [name, members]))
  return all
    .filter((one): one is TagDoc => one.tagName !== undefined)
    .map((one) => ({
      ...one,
      events: one.events.map((event) => ({ ...event, fields: fields.get(event.type?.text ?? '') ?? [] })),
    }))
    .toSorted((a, b) => a.tagName.localeCompare(b.tagName))
}

function projectSources(): Map<string, string> {
  const paths = globSync('elements/**/*.ts', { cwd: ROOT }).toSorted()
  return new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]))
}

const isElement = ({ customElement, tagName }: ElementDoc): boolean => customElement === true || tagName !== undefined

/** The analyzer takes what the constructor assigns for a default, and looks for `Event` in the file itself. */
const eventClass = ({ members = [], superclass, ...rest }: ElementDoc): ElementDoc => ({
  ...(rest as ElementDoc),
  ...(superclass && { superclass: superclass.name === 'Event' ? { name: 'Event' } : superclass }),
  members: members.map(({ default: _, ...member }) => member),
})

function tidy(element: ElementDoc): void {
  for (const list of LISTS) element[list] ??= []
  element.members = element.members.filter(
    ({ name, privacy, static: ofClass }) =>
      !name.startsWith('#') && (privacy ?? 'public') === 'public' && !ofClass && !CALLBACKS.test(name),
  )
  // The analyzer adds an event for each `dispatchEvent()`, named by the first argument of its constructor.
  element.events = element.events.filter(({ name, description }) => name?.startsWith('mcp-') && description)
}

/** Names the files that the package has: the sources stay at home. */
function published(key: string, value: unknown): unknown {
  if ((key !== 'path' && key !== 'module') || typeof value !== 'string') return value
  return value.replace(/^\/?elements\/(.*)\.ts$/, 'dist/elements/$1.js')
}
