/** One request of the modern inn. */
import { fromJsonSchema, inputRequired, McpServer } from '@modelcontextprotocol/server'
import type {
  InputRequest,
  InputRequests,
  InputRequiredResult,
  JsonSchemaType,
  Result,
  ServerContext,
  Transport,
} from '@modelcontextprotocol/server'
import type { House } from './house.ts'
import { IDENTITY, INTRODUCTION } from './identity.ts'
import type { Questions } from './questions.ts'
import { RawResults } from './raw-results.ts'
import { Rounds } from './rounds.ts'
import { InputNeeded } from './visit.ts'
import type { Visit } from './visit.ts'
import { text } from './work.ts'

const METHODS = [
  'tools/list',
  'tools/call',
  'prompts/list',
  'prompts/get',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'completion/complete',
] as const

export function createModernServer(house: House): McpServer {
  const server = new McpServer(IDENTITY, INTRODUCTION)
  const raw = new RawResults()
  // For its schema alone: the SDK checks `Mcp-Param-*` headers only of tools that were registered.
  server.registerTool('routed', { inputSchema: fromJsonSchema(house.routedSchema() as JsonSchemaType) }, () =>
    text('Never called.'),
  )
  // One signature for all methods: what the house answers is JSON that no SDK type describes.
  const on = server.server.setRequestHandler.bind(server.server) as unknown as SetHandler
  for (const method of METHODS) on(method, ({ params }, context) => answer(house, method, params, context, raw))
  const connect = server.connect.bind(server)
  server.connect = async (transport: Transport) => {
    raw.attach(transport)
    await connect(transport)
  }
  return server
}

type Params = Readonly<Record<string, unknown>>
type SetHandler = (
  method: string,
  handler: (request: { params?: Params }, context: ServerContext) => Promise<Result>,
) => void

async function answer(
  house: House,
  method: string,
  params: Params | undefined,
  context: ServerContext,
  raw: RawResults,
): Promise<Result> {
  const { mcpReq } = context
  const rounds = new Rounds(
    `${method} ${String(params?.name ?? params?.uri)}`,
    mcpReq.requestState(),
    mcpReq.inputResponses,
  )
  try {
    return await house.answer(method, params, toVisit(context, rounds, raw))
  } catch (error) {
    if (!(error instanceof InputNeeded)) throw error
    const result = toResult(error)
    if (!error.unchecked) return result
    raw.set(mcpReq.id, result)
    return text('This is replaced on its way out.')
  }
}

function toResult({ questions, requestState }: InputNeeded): InputRequiredResult {
  return inputRequired({ inputRequests: toRequests(questions), requestState })
}

/** This era knows its questions by their keys alone: no `elicitationId`. */
const toRequests = (questions: Questions): InputRequests =>
  Object.fromEntries(
    Object.entries(questions).map(
      ([
        key,
        {
          method,
          params: { elicitationId: _, ...params },
        },
      ]) => [key, { method, params } as unknown as InputRequest],
    ),
  )

function toVisit({ mcpReq, http }: ServerContext, rounds: Rounds, raw: RawResults): Visit {
  const progressToken = mcpReq._meta?.progressToken
  const legacyOnly = async (): Promise<never> => {
    throw new Error('Only the legacy era asks like this.')
  }
  return {
    era: 'modern',
    signal: mcpReq.signal,
    isRetry: rounds.isRetry,
    ask: async (questions, options) => rounds.ask(questions, options),
    askLater: legacyOnly,
    askBriefly: legacyOnly,
    async progress(progress, total, message) {
      if (progressToken === undefined) return
      await mcpReq.notify({
        method: 'notifications/progress',
        params: { progressToken, progress, total, message },
      })
    },
    // Sent only to a client whose request names a log level.
    log: (data) => mcpReq.log('info', data, 'inn'),
    header: (name) => http?.req?.headers.get(name) ?? undefined,
    sendRaw: (result) => raw.set(mcpReq.id, result),
  }
}
