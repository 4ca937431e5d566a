/**
 * Types for the templates of frameworks. The published generators for these were left out: they gave
 * `CustomEvent<CustomEvent<X>>`, names without imports and a Svelte namespace of the past. Types of properties are taken
 * from the classes by name, so that nothing is said twice.
 */
import type { Member, TagDoc } from './manifest.ts'

const HEADER = '// Made from the elements by scripts/manifest.\n'

/** A doc comment with this text; nothing where there is none. */
export const comment = (text: string | undefined, indent: string): string =>
  text ? `${indent}/** ${text.replaceAll('*/', '*\u200b/').replace(/\n/g, `\n${indent} * `)} */\n` : ''

const pairs = (
  list: readonly { readonly key: string; readonly type: string; readonly description?: string | undefined }[],
): string => list.map(({ key, type, description }) => `${comment(description, '  ')}  ${key}?: ${type}\n`).join('')

const key = (name: string): string => (/^\w+$/.test(name) ? name : `'${name}'`)

/** What a page may set. */
export const settable = ({ members }: TagDoc): Member[] =>
  members.filter(({ kind, readonly }) => kind === 'field' && !readonly)

function properties(element: TagDoc): string {
  const { name } = element
  return pairs(
    settable(element).map((field) => ({
      key: key(field.name),
      type: `${name}['${field.name}'] | undefined`,
      description: field.description,
    })),
  )
}

/** Attributes that are not spelt as their property. */
function attributes({ name, attributes: list }: TagDoc): string {
  const others = list.filter(({ name: attribute, fieldName }) => attribute !== fieldName)
  return pairs(
    others.map((one) => ({
      key: key(one.name),
      type: `${name}['${one.fieldName}'] | undefined`,
      description: one.description,
    })),
  )
}

/** What the files for each framework share: properties, attributes and events of each element. */
export function elementTypes(elements: readonly TagDoc[]): string {
  const classes = elements.map(({ name }) => name)
  const events = [...new Set(elements.flatMap((one) => one.events.map(({ type }) => type!.text)))].toSorted()
  const blocks = elements.map(
    (element) => `
/** Properties of \`<${element.tagName}>\`. */
export interface ${element.name}Properties {
${properties(element)}}

/** Attributes of \`<${element.tagName}>\` that are not spelt as their property. */
export interface ${element.name}Attributes {
${attributes(element)}}

/** Events of \`<${element.tagName}>\`. */
export interface ${element.name}Events {
${element.events.map((event) => `${comment(event.description, '  ')}  '${event.name}': ${event.type!.text}\n`).join('')}}
`,
  )
  return `${HEADER}import type { ${[...classes, ...events].join(', ')} } from '../elements/classes.js'
${blocks.join('')}`
}

const importsOf = (elements: readonly TagDoc[], kinds: readonly string[]): string =>
  `import type { ${elements.flatMap(({ name }) => kinds.map((kind) => name + kind)).join(', ')} } from './elements.js'\n`

const classesOf = (elements: readonly TagDoc[]): string =>
  `import type { ${elements.map(({ name }) => name).join(', ')} } from '../elements/classes.js'\n`

/** Svelte 5: `<mcp-connections onmcp-connected={…}>`. */
export const svelteTypes = (elements: readonly TagDoc[]): string => `${HEADER}import 'svelte/elements'
${importsOf(elements, ['Properties', 'Attributes', 'Events'])}${classesOf(elements)}import type { HTMLAttributes } from 'svelte/elements'

type Handlers<Events> = { [Name in keyof Events as \`on\${Name & string}\`]?: ((event: Events[Name]) => void) | undefined }

/** Svelte knows \`part\`, and not this one. */
interface Exported {
  exportparts?: string | undefined
}

declare module 'svelte/elements' {
  export interface SvelteHTMLElements {
${elements
  .map(
    ({ name, tagName }) =>
      `    '${tagName}': Omit<HTMLAttributes<${name}>, keyof ${name}Properties> & ${name}Properties & ${name}Attributes & Exported & Handlers<${name}Events>\n`,
  )
  .join('')}  }
}
`

/** Vue 3: `<mcp-connections @mcp-connected="…">`, with `strictTemplates` in \`vueCompilerOptions\`. */
export const vueTypes = (elements: readonly TagDoc[]): string => `${HEADER}import 'vue'
${importsOf(elements, ['Properties', 'Events'])}${classesOf(elements)}import type { HTMLAttributes, PublicProps } from 'vue'

type Pascal<Name extends string> = Name extends \`\${infer First}-\${infer Rest}\` ? \`\${Capitalize<First>}\${Pascal<Rest>}\` : Capitalize<Name>

type Handlers<Events> = {
  [Name in keyof Events as \`on\${Pascal<Name & string>}\`]?: ((event: Events[Name]) => void) | undefined
}

/** \`data-foo\`, as the check spells the attributes of a component. */
type Data = { [name: \`data\${Capitalize<string>}\`]: unknown }

/** An element, seen as the component that templates are checked against. */
type Tag<Element, Properties, Events> = new () => Element & {
  /** Not there at run time: only for the check. */
  $props: Properties & Handlers<Events> & Omit<HTMLAttributes, keyof Properties> & Data & PublicProps
}

declare module 'vue' {
  export interface HTMLAttributes {
    /** Of what is shown in an element's slot. */
    slot?: string | undefined
  }

  export interface GlobalComponents {
${elements.map(({ name, tagName }) => `    '${tagName}': Tag<${name}, ${name}Properties, ${name}Events>\n`).join('')}  }
}
`

/** React 19 and Preact: `<mcp-connections onmcp-connected={…}>`. */
export const jsxTypes = (elements: readonly TagDoc[], of: 'react' | 'preact'): string => `${HEADER}import '${of}'
${importsOf(elements, ['Properties', 'Attributes', 'Events'])}${classesOf(elements)}import type { DetailedHTMLProps, HTMLAttributes } from '${of}'

type Handlers<Events> = { [Name in keyof Events as \`on\${Name & string}\`]?: ((event: Events[Name]) => void) | undefined }

type Tag<Element extends HTMLElement, Properties> = Omit<DetailedHTMLProps<HTMLAttributes<Element>, Element>, keyof Properties> & Properties

declare module '${of}' {
  namespace JSX {
    interface IntrinsicElements {
${elements
  .map(
    ({ name, tagName }) =>
      `      '${tagName}': Tag<${name}, ${name}Properties & ${name}Attributes & Handlers<${name}Events>>\n`,
  )
  .join('')}    }
  }
}
`

/**
 * Solid: `<mcp-connections on:mcp-connected={…}>`. Its compiler writes what is constant into HTML, and turns other names
 * to lower case, but for those after `prop:`; so a property in camel case can only be set by these, or as its attribute.
 */
export const solidTypes = (elements: readonly TagDoc[]): string => `${HEADER}import 'solid-js'
${importsOf(elements, ['Properties', 'Attributes', 'Events'])}${classesOf(elements)}import type { JSX } from 'solid-js'

type Handlers<Element, Events> = {
  [Name in keyof Events as \`on:\${Name & string}\`]?: JSX.EventHandlerWithOptionsUnion<Element, Events[Name] & Event> | undefined
}

type Settable<Properties> = {
  [Name in keyof Properties as Name extends Lowercase<Name & string> ? Name : never]: Properties[Name]
} & { [Name in keyof Properties as \`prop:\${Name & string}\`]: Properties[Name] }

type Tag<Element, Properties, Attributes, Events> = Omit<JSX.HTMLAttributes<Element>, keyof Properties> & Settable<Properties> & Attributes & Handlers<Element, Events>

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
${elements
  .map(({ name, tagName }) => `      '${tagName}': Tag<${name}, ${name}Properties, ${name}Attributes, ${name}Events>\n`)
  .join('')}    }
  }
}
`

/** What \`mcp-plug/react\` is typed by: the hook, and the elements in JSX. */
export const REACT_ENTRY: string = `${HEADER}import './jsx.js'
export * from '../elements/react.js'
`
