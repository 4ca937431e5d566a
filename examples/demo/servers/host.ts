/** What the demo's own MCP servers share: HTTP on loopback, a count of what they were asked, and `/debug/state`. */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { localhostHostValidation, localhostOriginValidation } from '@modelcontextprotocol/node'

const MAX_BODY = 4 * 1024 * 1024

/** A running MCP server. */
export interface DemoServer {
  /** The MCP endpoint. */
  readonly url: string
  close(): Promise<void>
}

/** A running MCP server of our own, which tells what it was asked. */
export interface ObservableServer extends DemoServer {
  /** What `GET /debug/state` answers. */
  state(): TrafficState
}

export interface HostOptions {
  /** Default 0: any free port. */
  readonly port?: number
  /** Requests without this bearer token are answered 401. */
  readonly requireBearer?: string
}

export interface TrafficState {
  /** HTTP requests to the MCP endpoint, by HTTP method. */
  readonly http: Readonly<Record<string, number>>
  /** JSON-RPC requests and notifications, by method. */
  readonly requests: Readonly<Record<string, number>>
  /** Calls of each tool that run now. */
  readonly running: Readonly<Record<string, number>>
  /** Calls of each tool that were cancelled while they ran. */
  readonly cancelled: Readonly<Record<string, number>>
  /** Live MCP sessions; 0 for a server that keeps none. */
  readonly sessions: number
}

/** Counts what a server is asked. */
export class Traffic {
  readonly #http = new Map<string, number>()
  readonly #requests = new Map<string, number>()
  readonly #running = new Map<string, number>()
  readonly #cancelled = new Map<string, number>()
  readonly #countSessions: () => number

  constructor(countSessions: () => number = () => 0) {
    this.#countSessions = countSessions
  }

  received(httpMethod: string, body: unknown): void {
    add(this.#http, httpMethod, 1)
    for (const message of Array.isArray(body) ? body : [body]) {
      if (typeof message?.method === 'string') add(this.#requests, message.method, 1)
    }
  }

  /** Runs a tool's work and notes whether it was cancelled meanwhile. */
  async during<T>(tool: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const onAbort = (): void => add(this.#cancelled, tool, 1)
    signal.addEventListener('abort', onAbort, { once: true })
    add(this.#running, tool, 1)
    try {
      return await work()
    } finally {
      add(this.#running, tool, -1)
      signal.removeEventListener('abort', onAbort)
    }
  }

  state(): TrafficState {
    return {
      http: Object.fromEntries(this.#http),
      requests: Object.fromEntries(this.#requests),
      running: Object.fromEntries(this.#running),
      cancelled: Object.fromEntries(this.#cancelled),
      sessions: this.#countSessions(),
    }
  }
}

function add(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}

/** Answers one request to the MCP endpoint; `body` is its JSON, if it has any. */
export type McpListener = (request: IncomingMessage, response: ServerResponse, body: unknown) => Promise<void>

/** Sees every request first; true where it has answered. */
export type Gate = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<boolean>

/** Serves an MCP endpoint at `/mcp` on 127.0.0.1. */
export async function serve(
  options: HostOptions,
  traffic: Traffic,
  onMcp: McpListener,
  gate?: Gate,
): Promise<ObservableServer> {
  const hostAllowed = localhostHostValidation()
  const originAllowed = localhostOriginValidation()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!hostAllowed(request, response) || !originAllowed(request, response)) return
    const path = request.url?.split('?')[0] ?? ''
    if (await gate?.(request, response, path)) return
    if (path === '/debug/state' && request.method === 'GET') return sendJson(response, 200, traffic.state())
    if (path !== '/mcp') return sendJson(response, 404, { error: 'The MCP endpoint is /mcp.' })
    if (options.requireBearer !== undefined && request.headers.authorization !== `Bearer ${options.requireBearer}`) {
      response.setHeader('WWW-Authenticate', 'Bearer')
      return sendJson(response, 401, { error: 'invalid_token' })
    }
    const body = request.method === 'POST' ? await readJson(request) : undefined
    traffic.received(request.method ?? '', body)
    await onMcp(request, response, body)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else
        sendJson(response, error instanceof SyntaxError || error instanceof RangeError ? 400 : 500, {
          error: String(error),
        })
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    state: () => traffic.state(),
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY) throw new RangeError('The body is too large.')
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
