/**
 * What editors read. The published generators for these two were left out: they add CustomEvent around event classes of
 * one's own and a fixed set of references, and each file is a few lines over the manifest.
 */
import type { Attribute, EventDoc, Named, TagDoc, Typed } from './manifest.ts'

/** The words of a type like `'auto' | 'always'`; none where it is another one. */
const wordsOf = (type = ''): string[] =>
  /^('[^']*'( \| )?)+$/.test(type) ? type.split(' | ').map((word) => word.slice(1, -1)) : []

const markdown = (text: string | undefined) => ({ kind: 'markdown' as const, value: text ?? '' })

const carries = ({ fields = [] }: EventDoc): string =>
  fields.length === 0
    ? ''
    : ` (${fields.map(({ name, kind }) => `\`${name}${kind === 'method' ? '()' : ''}\``).join(', ')})`

/** What there are too many of for a word about each. */
const names = (title: string, list: readonly Named[], show = (name: string): string => name): string =>
  list.length === 0 ? '' : `${title}: ${list.map(({ name }) => `\`${show(name)}\``).join(', ')}`

/** The element's own words, and all that VS Code has no place for: what it fires, and what styles reach. */
function describe({ description, summary, events, slots, cssParts, cssStates, cssProperties }: TagDoc): string {
  const lists = [
    ...events.map((event) => `- \`${event.name}\`${carries(event)}: ${event.description}`),
    ...slots.map(({ name, description: what }) => `- slot ${name ? `\`${name}\`` : '(default)'}: ${what}`),
  ]
  const styled = [
    names('Parts', cssParts),
    names('States', cssStates, (name) => `:state(${name})`),
    names('Custom properties', cssProperties),
  ]
  return [summary, description, lists.join('\n'), ...styled].filter(Boolean).join('\n\n')
}

/** What is absent or empty by default needs no word. */
const presetOf = ({ default: preset }: Attribute): string | undefined =>
  preset === undefined || preset === 'false' || preset === "''" ? undefined : preset.replace(/^'(.*)'$/, '$1')

function describeAttribute(attribute: Attribute): string {
  const preset = presetOf(attribute)
  return [attribute.description, preset && `Default: \`${preset}\``].filter(Boolean).join('\n\n')
}

/** https://github.com/microsoft/vscode-html-languageservice, custom data 1.1. */
export const vscodeData = (elements: readonly TagDoc[]) => ({
  version: 1.1 as const,
  tags: elements.map((element) => ({
    name: element.tagName,
    description: markdown(describe(element)),
    attributes: element.attributes.map(({ type, ...attribute }) => ({
      name: attribute.name,
      description: markdown(describeAttribute(attribute)),
      ...(type?.text === 'boolean' && { valueSet: 'v' }),
      ...(wordsOf(type?.text).length > 0 && { values: wordsOf(type?.text).map((word) => ({ name: word })) }),
    })),
  })),
})

const described = <T extends { name: string; description?: string }>(list: readonly T[]) =>
  list.map(({ name, description = '' }) => ({ name, description }))

function attributeValue({ type, default: preset }: Attribute) {
  const text = type?.text ?? 'string'
  return {
    value: { type: text, required: text !== 'boolean', ...(preset !== undefined && { default: preset }) },
  }
}

const typed = ({ name, description = '', type }: Typed) => ({
  name,
  description,
  ...(type && { type: type.text }),
})

/** JetBrains' web-types, https://json.schemastore.org/web-types. */
export const webTypes = (elements: readonly TagDoc[], version: string) => ({
  $schema: 'https://json.schemastore.org/web-types',
  name: 'mcp-plug',
  version,
  'description-markup': 'markdown',
  contributions: {
    html: {
      elements: elements.map((element) => ({
        name: element.tagName,
        description: [element.summary, element.description].filter(Boolean).join('\n\n'),
        attributes: element.attributes.map((one) => ({
          name: one.name,
          description: one.description ?? '',
          ...attributeValue(one),
        })),
        slots: described(element.slots),
        js: {
          properties: element.members.filter(({ kind, readonly }) => kind === 'field' && !readonly).map(typed),
          events: element.events.map(typed),
        },
        css: {
          parts: described(element.cssParts),
          properties: described(element.cssProperties),
          'pseudo-classes': element.cssStates.map(({ name, description = '' }) => ({
            name: `state(${name})`,
            description,
          })),
        },
      })),
    },
  },
})
