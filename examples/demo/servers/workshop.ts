/** A pottery workshop: an MCP server of the legacy era (2025-11-25), on the SDK's version 1, with sessions. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { completable } from '@modelcontextprotocol/sdk/server/completable.js'
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import {
  CallToolRequestSchema,
  ErrorCode,
  isInitializeRequest,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js'
import type {
  ElicitRequestFormParams,
  ElicitRequestURLParams,
  ServerNotification,
  ServerRequest,
  Tool,
} from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import { sendJson, serve, Traffic } from './host.ts'
import type { HostOptions, ObservableServer } from './host.ts'
import { Courses, courseTools } from './courses.ts'
import { Notebook, noteUri } from './notes.ts'
import { formSchema, text } from './tool.ts'
import type { Call, Question, ToolDefinition } from './tool.ts'
import { workshopTools } from './workshop-tools.ts'

const TOOLS_PER_PAGE = 5
/** Milliseconds that a person has for an answer. */
const PATIENCE = 600_000
const AUDIENCES = ['beginners', 'members', 'neighbours', 'schools']

export interface WorkshopOptions extends HostOptions {
  /** Keeps no sessions: every request stands alone. */
  readonly stateless?: boolean
}

type ListTools = () => readonly ToolDefinition[]

interface Session {
  readonly transport: StreamableHTTPServerTransport
  readonly server: McpServer
}

export async function start(options: WorkshopOptions = {}): Promise<ObservableServer> {
  const sessions = new Map<string, Session>()
  const traffic = new Traffic(() => sessions.size)
  const notebook = new Notebook()
  const courses = new Courses(() => {
    for (const { server } of sessions.values()) server.sendToolListChanged()
  })
  const lasting = workshopTools(notebook, () => {
    for (const { server } of sessions.values()) server.sendResourceListChanged()
  })
  const tools: ListTools = () => [...lasting, ...courseTools(courses)]

  async function answerAlone(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
    if (request.method !== 'POST') return sendJson(response, 405, rpcError(-32000, 'Method not allowed.'))
    const server = createWorkshop(tools, notebook, traffic)
    const transport = new StreamableHTTPServerTransport()
    response.on('close', () => void server.close())
    await server.connect(transport as Transport)
    await transport.handleRequest(request, response, body)
  }

  async function answerInSession(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
    const id = request.headers['mcp-session-id']
    const known = typeof id === 'string' ? sessions.get(id) : undefined
    if (known !== undefined) return known.transport.handleRequest(request, response, body)
    if (id !== undefined) return sendJson(response, 404, rpcError(-32001, 'Session not found'))
    if (!isInitializeRequest(body))
      return sendJson(response, 400, rpcError(-32000, 'Bad Request: Mcp-Session-Id is required'))
    const server = createWorkshop(tools, notebook, traffic)
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (sessionId) => {
        sessions.set(sessionId, { transport, server })
      },
      onsessionclosed: (sessionId) => {
        sessions.delete(sessionId)
      },
    })
    await server.connect(transport as Transport)
    await transport.handleRequest(request, response, body)
  }

  const host = await serve(options, traffic, options.stateless ? answerAlone : answerInSession)
  return {
    ...host,
    async close() {
      await Promise.all([...sessions.values()].map(({ server }) => server.close()))
      await host.close()
    },
  }
}

const rpcError = (code: number, message: string): unknown => ({ jsonrpc: '2.0', error: { code, message }, id: null })

function createWorkshop(tools: ListTools, notebook: Notebook, traffic: Traffic): McpServer {
  const server = new McpServer(
    { name: 'pottery-workshop', title: 'Pottery workshop', version: '1.0.0' },
    {
      capabilities: { tools: { listChanged: true } },
      instructions: 'Reports, charts, tones and notes of a small pottery workshop. Deleting a note cannot be undone.',
    },
  )
  addTools(server, tools, traffic)
  addNotes(server, notebook)
  addPrompts(server)
  return server
}

/** By the low-level handlers, since `registerTool` lists all tools on one page. */
function addTools(server: McpServer, listTools: ListTools, traffic: Traffic): void {
  server.server.setRequestHandler(ListToolsRequestSchema, ({ params }) => {
    const tools = listTools()
    const from = params?.cursor === undefined ? 0 : Number(params.cursor)
    if (!(from >= 0 && from < tools.length)) throw new McpError(ErrorCode.InvalidParams, 'Unknown cursor')
    const next = from + TOOLS_PER_PAGE
    return {
      tools: tools.slice(from, next).map(describeTool),
      ...(next < tools.length && { nextCursor: String(next) }),
    }
  })
  server.server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const tool = listTools().find(({ name }) => name === params.name)
    if (tool === undefined) throw new McpError(ErrorCode.InvalidParams, `Tool ${params.name} not found`)
    const args = tool.input.safeParse(params.arguments ?? {})
    if (!args.success) return { content: [text(`Invalid arguments: ${z.prettifyError(args.error)}`)], isError: true }
    return traffic.during(tool.name, extra.signal, () => tool.run(args.data, toCall(server, extra)))
  })
}

const describeTool = (tool: ToolDefinition): Tool => ({
  name: tool.name,
  title: tool.title,
  description: tool.description,
  annotations: tool.annotations,
  inputSchema: z.toJSONSchema(tool.input, { io: 'input' }) as Tool['inputSchema'],
  ...(tool.output && { outputSchema: z.toJSONSchema(tool.output) as NonNullable<Tool['outputSchema']> }),
})

function toCall({ server }: McpServer, extra: RequestHandlerExtra<ServerRequest, ServerNotification>): Call {
  const progressToken = extra._meta?.progressToken
  return {
    signal: extra.signal,
    async progress(progress, total, message) {
      if (progressToken === undefined) return
      const params = {
        progressToken,
        progress,
        ...(total !== undefined && { total }),
        ...(message !== undefined && { message }),
      }
      await extra.sendNotification({ method: 'notifications/progress', params })
    },
    // On the call's own stream.
    ask: (question) =>
      server.elicitInput(toElicitation(question), {
        relatedRequestId: extra.requestId,
        signal: extra.signal,
        timeout: PATIENCE,
      }),
  }
}

const toElicitation = ({ message, ...question }: Question): ElicitRequestFormParams | ElicitRequestURLParams =>
  'url' in question
    ? { mode: 'url', message, url: question.url, elicitationId: randomUUID() }
    : {
        mode: 'form',
        message,
        requestedSchema: formSchema(question.form) as ElicitRequestFormParams['requestedSchema'],
      }

function addNotes(server: McpServer, notebook: Notebook): void {
  const template = new ResourceTemplate('note:///{id}', {
    list: () => ({
      resources: notebook
        .all()
        .map((note) => ({ uri: noteUri(note), name: note.id, title: note.title, mimeType: 'text/markdown' })),
    }),
    complete: {
      id: (begin) =>
        notebook
          .all()
          .map((note) => note.id)
          .filter((id) => id.startsWith(begin)),
    },
  })
  server.registerResource('note', template, { title: 'A note', mimeType: 'text/markdown' }, (uri, { id }) => {
    const note = notebook.get(String(id))
    if (note === undefined) throw new McpError(-32002, 'Resource not found', { uri: uri.href })
    return { contents: [{ uri: uri.href, mimeType: 'text/markdown', text: note.body }] }
  })
  const about = 'A pottery workshop with two kilns and six wheels.'
  server.registerResource(
    'about',
    'workshop:///about',
    { title: 'About the workshop', mimeType: 'text/plain' },
    (uri) => ({
      contents: [{ uri: uri.href, mimeType: 'text/plain', text: about }],
    }),
  )
}

function addPrompts(server: McpServer): void {
  const ask = (value: string) => ({
    messages: [{ role: 'user' as const, content: { type: 'text' as const, text: value } }],
  })
  server.registerPrompt(
    'summarise_notes',
    { title: 'Summarise the notes', description: 'A summary of all notes.' },
    () => ask('Summarise the notes of the workshop in five lines.'),
  )
  server.registerPrompt(
    'plan_course',
    {
      title: 'Plan a course',
      description: 'A plan for a course in the workshop.',
      argsSchema: {
        topic: z.string().describe('What the course is about.'),
        audience: completable(z.string().describe('Who comes.'), (begin) =>
          AUDIENCES.filter((audience) => audience.startsWith(begin)),
        ),
      },
    },
    ({ topic, audience }) => ask(`Plan a two-hour course on ${topic} for ${audience}.`),
  )
}
