/** An MCP server that sends a payload wherever it can send a text, as the page gets it. */
import type { CatalogueServer, Connection } from '../../../shared/connection.ts'
import { errorBody } from '../../../shared/errors.ts'
import type { OpenQuestion } from '../../../shared/events.ts'
import type { CallToolResult, ContentBlock, JsonObject, Resource, ToolInfo } from '../../../shared/mcp.ts'
import { createFakeEndpoint, fakeConnection, fakeTool } from '../../../stories/fake-endpoint.ts'
import type { FakeEndpoint } from '../../../stories/fake-endpoint.ts'

const icons = (text: string) => [
  { src: text, mimeType: text, sizes: [text] },
  { src: `data:image/svg+xml,${text}`, mimeType: 'image/svg+xml' },
]

const connection = (text: string, index: number): Connection =>
  fakeConnection({
    sessionId: `session-${index}`,
    serverId: `server-${index}`,
    serverName: text,
    serverUrl: text,
    account: text,
    toolsHash: '1',
    toolCount: 1,
    protocolVersion: text,
    serverInfo: { name: text, title: text, version: text, description: text, websiteUrl: text, icons: icons(text) },
    instructions: text,
    capabilities: { [text]: { [text]: text } },
    scopes: [text],
    ...([
      {},
      { state: 'AUTHENTICATING', authUrl: text },
      {
        state: 'FAILED',
        error: errorBody('upstream_protocol', { message: text, requestId: text, data: { [text]: text } }),
      },
    ][index % 3] as Partial<Connection>),
  })

const offer = (text: string, index: number): CatalogueServer => ({
  id: `offer-${index}`,
  name: text,
  description: text,
  url: 'https://offer.example/mcp',
})

/** The operator's own pictures are not the server's to choose. */
export const connectionsOf = (payloads: readonly string[]): FakeEndpoint =>
  createFakeEndpoint({ connections: payloads.map(connection), servers: payloads.map(offer) })

function schemaOf(payloads: readonly string[]): JsonObject {
  const field = (text: string, index: number): JsonObject => {
    const words = { title: text, description: text, examples: [text], $comment: text, format: text, pattern: text }
    const kinds: JsonObject[] = [
      { ...words, type: 'string', default: text },
      { ...words, enum: [text, `${text} `], default: text },
      { ...words, const: text },
      { ...words, type: 'array', items: { ...words, type: 'string' }, default: [text] },
      { ...words, type: 'object', properties: { [text]: { ...words, type: 'string' } }, required: [text] },
      {
        ...words,
        anyOf: [
          { title: text, const: text },
          { title: `${text}!`, type: 'object', properties: {} },
        ],
      },
      { ...words, $ref: text },
      { ...words, type: text },
    ]
    return kinds[index % kinds.length]!
  }
  return {
    $schema: payloads[0],
    $id: payloads[1],
    title: payloads[2],
    description: payloads[3],
    type: 'object',
    properties: Object.fromEntries(payloads.map((text, index) => [text, field(text, index)])),
  }
}

const tool = (text: string, index: number): ToolInfo =>
  fakeTool({
    name: `${index} ${text}`,
    title: text,
    description: `${text}\n\n${text}`,
    policy: 'allow',
    annotations: { title: text, readOnlyHint: index % 2 === 0, destructiveHint: index % 3 === 0 },
    icons: icons(text),
    outputSchema: { type: 'object', title: text, properties: { [text]: { pattern: text, description: text } } },
    _meta: { [text]: text, ui: { resourceUri: text } },
    inputSchema: { type: 'object', title: text, properties: {} },
  })

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

function blocksOf(text: string): ContentBlock[] {
  const annotations = { audience: [text], lastModified: text }
  const link: Resource = { uri: text, name: text, title: text, description: text, mimeType: text, icons: icons(text) }
  const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(text)))
  return [
    { type: 'text', text, annotations, _meta: { [text]: text } },
    { type: 'image', data: base64, mimeType: 'image/svg+xml' },
    { type: 'image', data: PNG, mimeType: `image/png;${text}` },
    { type: 'image', data: text, mimeType: 'image/png' },
    { type: 'audio', data: text, mimeType: text },
    { ...link, type: 'resource_link' },
    { type: 'resource', resource: { uri: text, mimeType: text, text } },
    { type: 'resource', resource: { uri: text, mimeType: 'text/html', text } },
    { type: 'resource', resource: { uri: `ui://${text}`, mimeType: 'text/html;profile=mcp-app', text } },
    { type: 'resource', resource: { uri: text, mimeType: 'text/html', blob: base64 } },
    { type: text } as unknown as ContentBlock,
  ]
}

const resultOf = (payloads: readonly string[]): CallToolResult => ({
  content: payloads.flatMap(blocksOf),
  structuredContent: {
    ...Object.fromEntries(payloads.map((text) => [text, { [text]: [text] }])),
    table: payloads.map((text) => ({ [payloads[0]!]: text, link: text })),
  },
  _meta: Object.fromEntries(payloads.map((text) => [text, text])),
})

/** Calls of its first tool tell all payloads as they run, and return them; those of its second fail with them. */
export function toolsOf(payloads: readonly string[]): FakeEndpoint {
  const changed = (text: string, index: number): ToolInfo => ({
    ...tool(text, index),
    annotations: {},
    policy: 'ask',
    changes: [
      { field: 'description', before: text, after: `${text}!` },
      { field: text as 'title', before: { [text]: text }, after: [text] },
    ],
  })
  const [first, second, ...others] = payloads
  return createFakeEndpoint({
    connections: [
      fakeConnection({
        sessionId: 'session-1',
        serverName: first!,
        serverId: 'hostile',
        account: second!,
        toolsHash: '1',
      }),
    ],
    tools: {
      hostile: [
        { ...tool(first!, 0), inputSchema: schemaOf(payloads) },
        { ...changed(second!, 1), inputSchema: { type: 'object' } },
        ...others.map((text, index) => tool(text, index + 2)),
      ],
    },
    methods: {
      readResource: ({ uri }) => ({
        contents: payloads.map((text) => ({ uri, mimeType: text, text, _meta: { [text]: text } })),
      }),
    },
    onCall: (call) => {
      for (const [index, text] of payloads.entries()) {
        call.progress({ progress: index, total: payloads.length, message: text })
        call.log({ level: text, logger: text, data: index % 2 ? text : { [text]: text } })
      }
      return resultOf(payloads)
    },
  })
}

/** What the server asks: as a form, and as an address to open. */
export const questionsOf = (payloads: readonly string[]): Partial<OpenQuestion>[] => [
  {
    message: payloads.join('\n'),
    serverName: payloads[0]!,
    name: payloads[1]!,
    requestedSchema: schemaOf(payloads),
  },
  ...payloads.map((text) => ({ mode: 'url' as const, message: text, serverName: text, name: text, url: text })),
]
