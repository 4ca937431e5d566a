/**
 * What editors read. The published generators for these two were left out: they add CustomEvent around event classes of
 * one's own and a fixed set of references, and each file is a few lines over the manifest.
 */
import type { Attribute, TagDoc, Typed } from './manifest.ts'

/** The words of a type like `'auto' | 'always'`; none where it is another one. */
const wordsOf = (type = ''): string[] =>
  /^('[^']*'( \| )?)+$/.test(type) ? type.split(' | ').map((word) => word.slice(1, -1)) : []

const markdown = (text: string | undefined) => ({ kind: 'markdown', value: text ?? '' })

/** The element's own words, and what it fires: VS Code knows no events. */
function describe({ description, summary, events, slots }: TagDoc): string {
  const lists = [
    ...events.map((event) => `- \`${event.name}\`: ${event.description}`),
    ...slots.map(({ name, description: what }) => `- slot ${name ? `\`${name}\`` : '(default)'}: ${what}`),
  ]
  return [summary, description, lists.join('\n')].filter(Boolean).join('\n\n')
}

/** https://github.com/microsoft/vscode-html-languageservice, custom data 1.1. */
export const vscodeData = (elements: readonly TagDoc[]) => ({
  version: 1.1,
  tags: elements.map((element) => ({
    name: element.tagName,
    description: markdown(describe(element)),
    attributes: element.attributes.map(({ name, description, type }) => ({
      name,
      description: markdown(description),
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
