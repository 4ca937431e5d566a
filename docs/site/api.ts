/**
 * Writes `docs/api.md` from the source and its doc comments: `npm run docs:api`. A test fails where the page is out of
 * date, so nothing public can come or go without it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Source } from './source.ts'
import type { Member, Node } from './source.ts'

const ROOT = new URL('../../', import.meta.url)
export const API_PAGE: string = fileURLToPath(new URL('docs/api.md', ROOT))

const read = (file: string): Source => new Source(new URL(file, ROOT))
const cell = (text: string): string => text.replaceAll('|', '\\|')
const code = (text: string): string => `\`${cell(text.replace(/;? \}/g, ' }'))}\``
const plain = (type: string): string =>
  type
    .replace(/\breadonly /g, '')
    .replace(/^: /, '')
    .replace(/\( (.*?), \)/g, '($1)')

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

const row = ({ name, text, optional, doc }: Member): string[] => [
  `${code(name)}${optional ? '' : ' \\*'}`,
  code(plain(text)),
  cell(doc),
]

/** The fields of an interface; what has a star is required. */
const fields = (source: Source, name: string): string => table(['name', 'type', 'what'], source.members(name).map(row))

/** Methods and readable properties of a class that others may call. */
function methods(source: Source, name: string): string {
  const all = source.members(name).filter(({ node }) => !['protected', 'private'].includes(node['accessibility']))
  const shown = all.filter(({ node }) => node['kind'] !== 'constructor' && !node['override'] && !node['static'])
  return table(
    ['name', 'takes and gives', 'what'],
    shown.map(({ name, text, doc, node }) => [
      code(name),
      code(plain(node['kind'] === 'get' ? text.replace(/^\(\): /, '') : text)),
      cell(doc),
    ]),
  )
}

const handler = (): string => {
  const options = read('server/options.ts')
  const limits = read('shared/limits.ts').entries('LIMITS')
  return `## createSSEHandler(options)

From \`mcp-plug/server\`. One of \`authenticate\` and \`userId\` is required, and nothing else. What is **bold** opens something: read it before you set it.

${fields(options, 'HandlerOptions')}

What it gives is a function for Node (\`(req, res)\`) and for h3 (\`(event)\`), with two methods:

${table(
  ['name', 'takes and gives', 'what'],
  read('server/handler.ts')
    .members('SSEHandler')
    .map(({ name, text, doc }) => [code(name), code(plain(text)), cell(doc)]),
)}

### An entry of servers

${table(
  ['name', 'type', 'what'],
  [...read('shared/connection.ts').members('CatalogueServer'), ...options.members('CatalogueEntry')].map(row),
)}

### oauth

${fields(read('server/oauth/options.ts'), 'OAuthOptions')}

\`providerFor\` is told of the server as:

${fields(read('server/oauth/options.ts'), 'AuthorizedServer')}

### limits

Sizes in bytes; times in milliseconds, unless the name says seconds.

${table(
  ['name', 'default', 'what'],
  limits.map(({ name, text, doc }) => [code(name), code(text.replaceAll('_', ',')), cell(doc)]),
)}`
}

const rest = (): string => {
  const client = read('server/client.ts')
  return `## MCPClient

From \`mcp-plug/server\`. ${client.doc(client.declared('MCPClient'))} It takes the handler's options \`store\`, \`keys\`, \`allowPrivateNetwork\`, \`limits\`, \`listen\`, \`logger\`, \`sessionTtl\` and \`oauth\` too.

${fields(client, 'MCPClientOptions')}

${methods(client, 'MCPClient')}

The options of one call:

${table(['name', 'type', 'what'], [...client.members('CallOptions'), ...read('server/mcp/call.ts').members('CallListener'), ...client.members('CallToolOptions')].map(row))}

## Everything else in mcp-plug/server

${table(
  ['export', 'from'],
  exportsOf('server/index.ts').map(([names, file]) => [names.map((name) => code(name)).join(', '), code(file)]),
)}

## The wire

\`POST base\` with \`{ id, method, params }\` answers \`{ id, result }\` or \`{ id, error }\`; with \`Accept: text/event-stream\` the answer is streamed: \`progress\`, \`log\` and \`input_required\`, then \`rpc-response\`. Send \`x-mcp-plug: 1\` along: it proves that the request is not from another site's page. \`SSEClient\` does all this.

### Methods

${table(['method', 'params', 'result', 'what'], read('shared/rpc.ts').members('RpcMethods').map(method))}

\`connect\` takes:

${fields(read('shared/rpc.ts'), 'ConnectParams')}

\`callTool\` takes, with \`sessionId\`:

${fields(read('shared/rpc.ts'), 'CallToolParams')}

\`diagnose\` gives steps:

${fields(read('shared/rpc.ts'), 'DiagnoseStep')}

\`getCall\` gives:

${fields(read('shared/rpc.ts'), 'CallState')}

### A connection

${fields(read('shared/connection.ts'), 'Connection')}

### Events

\`GET base\` with \`Accept: text/event-stream\`: first \`connected\`, with a snapshot of all connections and open questions; then \`connection\` and \`observability\`; \`reset\`, with a new snapshot, where a gap is too old to be replayed.

Every \`connection\` event has \`sessionId\`, \`serverId\` and \`timestamp\`, and by its \`type\`:

${variants('ConnectionEvent')}

Every \`observability\` event has \`sessionId\`, \`callId\`, \`name\` and \`timestamp\`, and by its \`type\`:

${variants('ObservabilityEvent')}

A question of an MCP server:

${fields(read('shared/events.ts'), 'OpenQuestion')}

Errors have a \`code\`: see [troubleshooting](troubleshooting.md).`
}

const method = ({ name, node, doc }: Member): string[] => {
  const source = read('shared/rpc.ts')
  const part = (key: string): string => {
    const found = node['typeAnnotation'].typeAnnotation.members.find((one: Node) => one['key'].name === key)
    return plain(source.text(found.typeAnnotation.typeAnnotation))
      .replace('Empty', '{}')
      .replace('OfSession', '{ sessionId: string }')
  }
  return [code(name), code(part('params')), code(part('result')), cell(doc)]
}

/** The kinds of an event: a union of \`Of<'type'> & { … }\`. */
function variants(name: string): string {
  const source = read('shared/events.ts')
  const union: readonly Node[] = source.declared(name)['typeAnnotation'].types
  return table(
    ['type', 'with'],
    union.map((one) => {
      const text = plain(source.text(one))
      const [, type = '', more = ''] = /Of(?:Call)?<'(\w+)'>(?: & (.*?))?\)?$/.exec(text) ?? []
      return [code(type), more && code(more)]
    }),
  )
}

/** Names that a file gives on, by the file that they are from. */
function exportsOf(file: string): [names: string[], file: string][] {
  const text = readFileSync(new URL(file, ROOT), 'utf8')
  return [...text.matchAll(/export (?:type )?\{([^}]*)\} from '\.\/([^']+)'/g)].map(([, names, from]) => [
    names!
      .split(',')
      .map((name) => name.replace(/\btype\b/, '').trim())
      .filter((name) => name !== ''),
    `server/${from}`,
  ])
}

/** Every public element, and where its class is. */
export const ELEMENTS = {
  'mcp-connections': 'elements/connections/connections.ts',
  'mcp-tool-runner': 'elements/tool-runner/tool-runner.ts',
  'mcp-schema-form': 'elements/schema-form/schema-form.ts',
  'mcp-app-frame': 'elements/app-frame/app-frame.ts',
  'mcp-provider': 'elements/core/provider.ts',
} as const

const BASE = ['elements/core/element.ts', 'McpElement'] as const

const classOf = (tag: string): string => tag.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())

/** Attributes and properties of an element, each once: accessors have theirs at the getter. */
export function elementMembers(tag: keyof typeof ELEMENTS): (Member & { readonly attribute: string | undefined })[] {
  const own = read(ELEMENTS[tag]).members(classOf(tag))
  const base = STANDALONE.includes(tag) ? [] : read(BASE[0]).members(BASE[1])
  return [...base, ...own].flatMap((member) => {
    const decorator = member.node['decorators']?.find((one: Node) => one['expression'].callee?.name === 'property')
    if (!decorator) return []
    const options: readonly Node[] = decorator.expression.arguments[0]?.properties ?? []
    const attribute = options.find((one) => one['key'].name === 'attribute')?.['value'].value as
      | string
      | false
      | undefined
    return [{ ...member, attribute: attribute === false ? undefined : (attribute ?? member.name.toLowerCase()) }]
  })
}

/** Elements that are no `McpElement`. */
const STANDALONE: readonly string[] = ['mcp-schema-form', 'mcp-provider']

/** What its doc comment, and that of its base, say after one of their tags: one text for each name. */
export const elementTags = (tag: keyof typeof ELEMENTS, kind: string): string[] => {
  const texts = [[ELEMENTS[tag], classOf(tag)], ...(STANDALONE.includes(tag) ? [] : [BASE])].flatMap(([file, name]) => {
    const source = read(file!)
    return [...source.rawDoc(source.declared(name!)).matchAll(/^@(\w+) ([^@]*)/gm)]
      .filter(([, found]) => found === kind)
      .map(([, , text]) => text!.replace(/\s+/g, ' ').trim())
  })
  return [...new Map(texts.toReversed().map((text) => [text.split(' - ')[0], text])).values()].toReversed()
}

function element(tag: keyof typeof ELEMENTS): string {
  const source = read(ELEMENTS[tag])
  const declared = source.declared(classOf(tag))
  const of = (kind: string): string[] => elementTags(tag, kind)
  const events = of('fires').map((text) => /^\{(\w+)\} (\S+) - (.*)$/.exec(text)?.slice(1) ?? ['', text, ''])
  const named = (kind: string): string[][] =>
    of(kind).map((text) => {
      const [, name = '', what = text] = /^(?:(\S+) )?- (.*)$/.exec(text) ?? []
      return [name === '' ? 'without a name' : code(name), cell(what)]
    })
  const calls = source
    .members(classOf(tag))
    .filter(
      ({ node, name, doc }) =>
        node.type === 'MethodDefinition' &&
        node['kind'] === 'method' &&
        doc !== '' &&
        !node['override'] &&
        !node['static'] &&
        !node['accessibility'] &&
        !name.startsWith('form'),
    )
  return [
    `### \`<${tag}>\``,
    source.doc(declared),
    table(
      ['attribute', 'property', 'what'],
      elementMembers(tag).map(({ name, attribute, doc }) => [
        attribute === undefined ? '' : code(attribute),
        code(`.${name}`),
        cell(doc),
      ]),
    ),
    calls.length > 0 &&
      table(
        ['method', 'what'],
        calls.map(({ name, doc }) => [code(`${name}()`), cell(doc)]),
      ),
    events.length > 0 &&
      table(
        ['event', 'class', 'when'],
        events.map(([type, name, when]) => [code(name!), code(type!), cell(when!)]),
      ),
    named('slot').length > 0 && table(['slot', 'what'], named('slot')),
    named('cssstate').length > 0 && table(['state', 'while'], named('cssstate')),
  ]
    .filter(Boolean)
    .join('\n\n')
}

const page = (): string => {
  const sse = read('elements/core/sse-client.ts')
  return `## Elements

From \`mcp-plug/elements\`, or one at a time: \`mcp-plug/elements/mcp-connections.js\`. Tokens and parts are in [theming](theming.md); ${Object.keys(
    ELEMENTS,
  )
    .map((tag) => `[${tag}](elements/${tag}.md)`)
    .join(', ')} have a page each.

${Object.keys(ELEMENTS)
  .map((tag) => element(tag as keyof typeof ELEMENTS))
  .join('\n\n')}

## SSEClient

From \`mcp-plug/client\`. ${sse.doc(sse.declared('SSEClient'))}

${table(['name', 'type', 'what'], [...read('elements/core/http.ts').members('HttpOptions'), ...sse.members('SSEClientOptions')].map(row))}

${methods(sse, 'SSEClient')}

${fields(sse, 'SSEClientEventMap').replace('| name | type | what |', '| event | class | what |').replaceAll(' \\* |', ' |')}

The options of one call:

${table(['name', 'type', 'what'], ['CallOptions', 'StreamedCallOptions', 'CallToolOptions'].flatMap((name) => read('elements/core/streamed-call.ts').members(name)).map(row))}

## McpStore

From \`mcp-plug/client\`. ${read('elements/core/store.ts').doc(read('elements/core/store.ts').declared('McpStore'))}

${methods(read('elements/core/store.ts'), 'McpStore')}

Its \`state\`:

${fields(read('elements/core/store.ts'), 'McpState')}

## useMcp

From \`mcp-plug/react\`, for React 19. ${read('elements/react.ts').doc(read('elements/react.ts').declared('useMcp'))}

${fields(read('elements/react.ts'), 'UseMcpOptions')}

What it gives:

${fields(read('elements/react.ts'), 'UseMcpResult').replaceAll(' \\* |', ' |')}

### listeners(handlers)

${read('elements/react/listeners.ts').doc(read('elements/react/listeners.ts').declared('listeners'))}`
}

/** The page as it should be. */
export const apiPage = (): string =>
  `<!-- Written from the source by \`npm run docs:api\`. Change the doc comments there. -->

# API

Every option, method, event, attribute and error that is public, from the doc comments of the source. A star after a name: it must be given, or is always there.

${[handler(), rest(), page()].join('\n\n')}
`

if (import.meta.main) writeFileSync(API_PAGE, apiPage())
