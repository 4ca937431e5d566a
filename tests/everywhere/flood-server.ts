/** An MCP server whose tools answer with a lot: of progress, as fast as it is taken, or in one result. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const KiB = 1_024
const PIECE = 'x'.repeat(16 * KiB)
const PIECES = 4_000
/** Bytes of progress in one call of `flood`, at least. */
export const FLOOD = PIECE.length * PIECES
/** Bytes of text in the result of `heap`. */
export const HEAP = 8 * KiB * KiB

export interface FloodServer {
  readonly url: string
  /** Calls of `flood` that were told all. */
  readonly told: () => number
  close(): Promise<void>
}

const TOOLS = ['flood', 'heap'].map((name) => ({
  name,
  inputSchema: { type: 'object' },
  annotations: { readOnlyHint: true },
}))

interface Message {
  readonly id?: number
  readonly method: string
  readonly params?: { readonly name?: string; readonly _meta?: { readonly progressToken?: number } }
}

export async function startFlood(): Promise<FloodServer> {
  let told = 0
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST') return response.writeHead(405).end()
    const { id, method, params } = await readMessage(request)
    if (id === undefined) return response.writeHead(202).end()
    const answer = (result: object) => JSON.stringify({ jsonrpc: '2.0', id, result })
    if (method === 'tools/call' && params?.name === 'flood') {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      await tellProgress(response, params._meta?.progressToken)
      told += 1
      return response.end(`data: ${answer({ content: [{ type: 'text', text: 'That was all.' }] })}\n\n`)
    }
    const text = 'y'.repeat(HEAP)
    const result = RESULTS[method] ?? { content: [{ type: 'text', text }] }
    return response.writeHead(200, { 'content-type': 'application/json' }).end(answer(result))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    told: () => told,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readMessage(request: IncomingMessage): Promise<Message> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return JSON.parse(text) as Message
}

async function tellProgress(response: ServerResponse, progressToken: number | undefined): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  for (let progress = 1; progress <= PIECES && !gone.signal.aborted; progress += 1) {
    const params = { progressToken, progress, total: PIECES, message: PIECE }
    const text = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params })
    if (!response.write(`data: ${text}\n\n`)) await once(response, 'drain', { signal: gone.signal }).catch(() => {})
  }
}

const RESULTS: Readonly<Record<string, object>> = {
  initialize: {
    protocolVersion: '2025-06-18',
    capabilities: { tools: {} },
    serverInfo: { name: 'flood', version: '1' },
  },
  'tools/list': { tools: TOOLS },
}
