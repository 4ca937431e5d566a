/**
 * Writes `docs/api.md` from the source and its doc comments: `npm run docs:api`. A test fails where the page is out of
 * date, so nothing public can come or go without it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { analyse, elementsOf } from '../../scripts/manifest/manifest.ts'
import { cell, code as inCode, table } from '../../scripts/markdown.ts'
import { Source } from './source.ts'
import type { Member, Node } from './source.ts'

const ROOT = new URL('../../', import.meta.url)
export const API_PAGE: string = fileURLToPath(new URL('docs/api.md', ROOT))

const read = (file: string): Source => new Source(new URL(file, ROOT))
/** What ends an object in the source ends it without a semicolon here. */
const code = (text: string): string => inCode(text.replace(/;? \}/g, ' }'))
const plain = (type: string): string =>
  type
    .replace(/\breadonly /g, '')
    .replace(/^: /, '')
    .replace(/\( (.*?), \)/g, '($1)')

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

const page = (): string => {
  const sse = read('elements/core/sse-client.ts')
  return `## Elements

From \`mcp-plug/elements\`, or one at a time: \`mcp-plug/elements/mcp-connections.js\`. Each has a page with its attributes, properties, methods, events, slots, parts and states; tokens and parts are shown in [theming](theming.md).

${table(
  ['element', 'what'],
  elementsOf(analyse()).map(({ tagName, summary = '' }) => [
    `[\`<${tagName}>\`](elements/${tagName}.md)`,
    cell(summary),
  ]),
)}

The \`call\` of their events, a \`CallRequest\`:

${fields(read('elements/core/events.ts'), 'CallRequest')}

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
