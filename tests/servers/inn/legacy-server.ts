/** One session of the legacy inn, or one request of the stateless one. */
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import type { ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import type { House } from './house.ts'
import { IDENTITY, INTRODUCTION } from './identity.ts'
import type { Answer, Question } from './questions.ts'
import { RawResults } from './raw-results.ts'
import type { Visit } from './visit.ts'

export interface LegacyServer {
  readonly server: Server
  /** URIs that the client subscribed to. */
  readonly subscriptions: ReadonlySet<string>
  connect(transport: Transport): Promise<void>
  /** Tells the client on the session's own stream. */
  notify(method: string, params?: object): Promise<void>
  /** Whether the client said that it opens URLs. */
  opensUrls(): boolean
}

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>

/** Looser than the SDK's own schemas, so that an answer is seen as it arrived. */
const ANSWER = z.looseObject({})

const SCHEMAS = [
  CallToolRequestSchema,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
]

export function createLegacyServer(house: House, { canAsk }: { canAsk: boolean }): LegacyServer {
  const server = new Server(IDENTITY, INTRODUCTION)
  const raw = new RawResults()
  const subscriptions = new Set<string>()
  for (const schema of SCHEMAS)
    server.setRequestHandler(schema, async ({ method, params }, extra) =>
      house.answer(method, params, toVisit(server, extra, raw, canAsk)),
    )
  server.setRequestHandler(SubscribeRequestSchema, ({ params }) => {
    subscriptions.add(params.uri)
    return {}
  })
  server.setRequestHandler(UnsubscribeRequestSchema, ({ params }) => {
    subscriptions.delete(params.uri)
    return {}
  })
  return {
    server,
    subscriptions,
    async connect(transport) {
      raw.attach(transport)
      await server.connect(transport)
    },
    notify: (method, params) => server.notification({ method, ...(params && { params }) } as ServerNotification),
    opensUrls: () => server.getClientCapabilities()?.elicitation?.url !== undefined,
  }
}

function toVisit(server: Server, extra: Extra, raw: RawResults, canAsk: boolean): Visit {
  const { signal } = extra
  const progressToken = extra._meta?.progressToken

  function check({ method, params }: Question, unchecked: boolean): void {
    if (!canAsk) throw new Error('Without a session nobody can be asked.')
    if (unchecked || method !== 'elicitation/create') return
    const elicitation = server.getClientCapabilities()?.elicitation
    if (elicitation === undefined || (params.mode === 'url' && elicitation.url === undefined))
      throw new Error(`The client does not support elicitation by ${String(params.mode)}.`)
  }

  async function ask(question: Question, unchecked: boolean, timeout?: number): Promise<Answer> {
    check(question, unchecked)
    return extra.sendRequest(question as ServerRequest, ANSWER, { signal, ...(timeout !== undefined && { timeout }) })
  }

  return {
    era: 'legacy',
    signal,
    isRetry: false,
    async ask(questions, { unchecked = false } = {}) {
      const asked = Object.entries(questions).map(async ([key, question]) => [key, await ask(question, unchecked)])
      return Object.fromEntries(await Promise.all(asked))
    },
    async askLater(question) {
      check(question, false)
      // Without a related request: it goes to the session's own stream.
      return server.request(question as ServerRequest, ANSWER, { signal })
    },
    askBriefly: (question, timeoutMs) => ask(question, false, timeoutMs),
    async progress(progress, total, message) {
      if (progressToken === undefined) return
      await extra.sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress, total, message },
      })
    },
    log: (data) =>
      extra.sendNotification({ method: 'notifications/message', params: { level: 'info', logger: 'inn', data } }),
    header(name) {
      const value = extra.requestInfo?.headers[name.toLowerCase()]
      return typeof value === 'string' ? value : undefined
    },
    sendRaw: (result) => raw.set(extra.requestId, result),
  }
}
