/** An MCP server of the legacy era that shakes hands properly and then answers as told: for faults that no real one makes on demand. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Fault = (response: ServerResponse, id: number, request: IncomingMessage) => unknown

export interface FaultyServer {
  readonly url: string
  /** Requests of `tools/call` so far. */
  calls(): number
  /** GET requests so far; they are answered with a stream that ends. */
  gets(): number
  /** Connections that are open now. */
  connections(): Promise<number>
  close(): Promise<void>
}

const TOOLS = [{ name: 'work', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } }]

/**
 * `onCall` answers `tools/call`; `onInitialize`, where given, answers `initialize`, and
 * `others` other methods by their names.
 */
export async function startFaulty(
  onCall: Fault,
  onInitialize?: Fault,
  others: Readonly<
    Record<string, (reply: (result: unknown) => unknown, params: Record<string, unknown>) => unknown>
  > = {},
): Promise<FaultyServer> {
  let calls = 0
  let gets = 0
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') {
      gets++
      return response.writeHead(200, { 'content-type': 'text/event-stream' }).end('id: 1\nretry: 0\ndata:\n\n')
    }
    if (request.method !== 'POST') return response.writeHead(405).end()
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const { id, method, params } = JSON.parse(text) as { id?: number; method: string; params?: Record<string, unknown> }
    const reply = (result: unknown) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ jsonrpc: '2.0', id, result }))
    if (id === undefined) return response.writeHead(202).end()
    if (method === 'initialize' && onInitialize) return onInitialize(response, id, request)
    if (method === 'initialize') {
      return reply({
        protocolVersion: '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'faulty', version: '1' },
      })
    }
    if (others[method]) return others[method](reply, params ?? {})
    if (method === 'tools/list') return reply({ tools: TOOLS })
    if (method === 'tools/call') {
      calls++
      return onCall(response, id, request)
    }
    const error = { code: -32601, message: 'Method not found' }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, error }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    calls: () => calls,
    gets: () => gets,
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
