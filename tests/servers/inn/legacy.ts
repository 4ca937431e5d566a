/** The inn in the legacy era (2025-11-25), on the SDK's version 1. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { isInitializeRequest } from '@modelcontextprotocol/sdk/types.js'
import { sendJson, serve, Traffic } from '../../../examples/demo/servers/host.ts'
import { isOfSession, MemoryEventStore } from './event-store.ts'
import { House } from './house.ts'
import { innOf } from './inn.ts'
import type { Inn, InnOptions, Messenger } from './inn.ts'
import { createLegacyServer } from './legacy-server.ts'
import type { LegacyServer } from './legacy-server.ts'
import { PAYMENT } from './questions.ts'
import { OpenStreams } from './streams.ts'

export interface LegacyInnOptions extends InnOptions {
  /** Keeps no sessions: every request stands alone, and nobody can be asked. */
  readonly stateless?: boolean
  /** The answer for a session that is not known: HTTP 404, or HTTP 400 with -32000. Default '404'. */
  readonly lost?: '404' | '400'
  /** Streams can be resumed by `Last-Event-ID`. Default false. */
  readonly resumable?: boolean
}

interface Session extends LegacyServer {
  readonly transport: StreamableHTTPServerTransport
}

/** How soon a client should come back to a stream that broke, in milliseconds. */
const RETRY_INTERVAL = 50

export async function startLegacyInn(options: LegacyInnOptions = {}): Promise<Inn> {
  const sessions = new Map<string, Session>()
  const streams = new OpenStreams()
  const traffic = new Traffic(() => sessions.size)
  const house = new House('legacy', options, traffic)

  async function answerAlone(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
    if (request.method !== 'POST') return sendJson(response, 405, rpcError(-32000, 'Method not allowed.'))
    const { server, connect } = createLegacyServer(house, { canAsk: false })
    const transport = new StreamableHTTPServerTransport()
    response.on('close', () => void server.close())
    await connect(transport as Transport)
    await transport.handleRequest(request, response, body)
  }

  async function answerInSession(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
    const id = request.headers['mcp-session-id']
    const known = typeof id === 'string' ? sessions.get(id) : undefined
    if (known !== undefined) return known.transport.handleRequest(request, response, body)
    if (id !== undefined && options.lost !== '400')
      return sendJson(response, 404, rpcError(-32001, 'Session not found'))
    if (id !== undefined || !isInitializeRequest(body))
      return sendJson(response, 400, rpcError(-32000, 'Bad Request: No valid session ID provided'))
    await (await open()).transport.handleRequest(request, response, body)
  }

  async function open(): Promise<Session> {
    const legacy = createLegacyServer(house, { canAsk: true })
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      ...(options.resumable && { eventStore: new MemoryEventStore(), retryInterval: RETRY_INTERVAL }),
      onsessioninitialized: (id) => {
        sessions.set(id, session)
      },
      onsessionclosed: (id) => {
        sessions.delete(id)
      },
    })
    const session = { ...legacy, transport }
    await legacy.connect(transport as Transport)
    return session
  }

  const answer = options.stateless ? answerAlone : answerInSession
  const host = await serve(options, traffic, async (request, response, body) => {
    if (request.method === 'GET' && options.listenable === false)
      return sendJson(response, 405, rpcError(-32000, 'Method not allowed.'))
    streams.add(isListening(request) ? 'listeners' : 'calls', response)
    await answer(request, response, body)
  })
  return innOf(host, house, traffic, streams, messengerTo(sessions))
}

/** A GET may also resume the stream of a call. */
function isListening({ method, headers }: IncomingMessage): boolean {
  const last = headers['last-event-id']
  return method === 'GET' && (typeof last !== 'string' || isOfSession(last))
}

function messengerTo(sessions: Map<string, Session>): Messenger {
  async function tell(which: (session: Session) => boolean, method: string, params?: object): Promise<void> {
    const told = [...sessions.values()].filter(which)
    await Promise.all(told.map(({ notify }) => notify(method, params)))
  }
  return {
    listChanged: (kind) => tell(() => true, `notifications/${kind}/list_changed`),
    resourceUpdated: (uri) =>
      tell(({ subscriptions }) => subscriptions.has(uri), 'notifications/resources/updated', { uri }),
    paymentsComplete: () =>
      tell(({ opensUrls }) => opensUrls(), 'notifications/elicitation/complete', {
        elicitationId: PAYMENT.elicitationId,
      }),
    async forgetSessions() {
      const gone = [...sessions.values()]
      sessions.clear()
      await Promise.all(gone.map(({ server }) => server.close()))
    },
  }
}

const rpcError = (code: number, message: string): unknown => ({ jsonrpc: '2.0', error: { code, message }, id: null })
