/** A page of documentation for an element, in Markdown. */
import { cell, code, table } from '../markdown.ts'
import type { EventDoc, Member, Named, TagDoc, Typed } from './manifest.ts'

/** With a heading; nothing where there is nothing. */
const section = <T>(title: string, heads: readonly string[], rows: readonly T[], cells: (row: T) => string[]): string =>
  rows.length === 0 ? '' : `\n## ${title}\n\n${table(heads, rows.map(cells))}\n`

/** What an event carries, as one would read it: `result: CallToolResult`. */
const carried = ({ fields = [] }: EventDoc): string =>
  fields
    .map((one) => (one.kind === 'method' ? signature(one) : `${one.name}: ${one.type?.text ?? 'unknown'}`))
    .map(code)
    .join(', ')

const signature = ({ name, parameters = [], return: result }: Member): string => {
  const list = parameters.map((one) => `${one.name}${one.optional ? '?' : ''}: ${one.type?.text ?? 'unknown'}`)
  return `${name}(${list.join(', ')}): ${result?.type.text ?? 'void'}`
}

const nameAndText = ({ name, description }: Named): string[] => [code(name), cell(description)]

function presetOf({ name, default: preset }: Typed): string[] {
  return [code(name), preset === undefined ? '' : code(preset)]
}

export function page(element: TagDoc): string {
  const { tagName, summary, description, attributes, members, events, slots } = element
  const fields = members.filter(({ kind }) => kind === 'field')
  const methods = members.filter(({ kind }) => kind === 'method')
  return `<!-- Made from the element's doc comments by \`npm run manifest\`. Do not edit. -->

# \`<${tagName}>\`

${summary}

${description}

\`\`\`js
import 'mcp-plug/elements/${tagName}.js'
\`\`\`
${section(
  'Properties and attributes',
  ['property', 'attribute', 'type', 'default', 'what'],
  fields,
  ({ name, attribute, type, default: preset, description: what, readonly }) => [
    code(name),
    code(attributes.find((one) => one.fieldName === name)?.name ?? attribute),
    code(type?.text),
    code(preset),
    `${readonly ? 'Read only. ' : ''}${cell(what)}`,
  ],
)}${section('Methods', ['method', 'what'], methods, (one) => [code(signature(one)), cell(one.description)])}${section(
    'Events',
    ['event', 'class', 'carries', 'what'],
    events,
    (event) => [code(event.name), code(event.type?.text), carried(event), cell(event.description)],
  )}${section('Slots', ['slot', 'what'], slots, ({ name, description: what }) => [
    name ? code(name) : '(default)',
    cell(what),
  ])}${section('Parts', ['part', 'what'], element.cssParts, nameAndText)}${section(
    'States',
    ['state', 'what'],
    element.cssStates,
    ({ name, description: what }) => [code(`:state(${name})`), cell(what)],
  )}${section('Custom properties', ['property', 'default', 'what'], element.cssProperties, (one) => [
    ...presetOf(one),
    cell(one.description),
  ])}`
}
