/**
 * An MCP server and its authorization server that repeat whatever they were told, secrets too, in every part of an answer
 * that a client could show, log or keep.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How requests to a tool end, or all requests to the MCP server (`401` and so on). */
export type McpMode =
  | 'ok'
  | 'tool-error'
  | 'rpc-error'
  | 'garbage'
  | 'no-json'
  | 'cut'
  | 400
  | 401
  | 403
  | 404
  | 429
  | 500
/** How token requests end: an error code of OAuth, a status without one, or words that are not JSON. */
export type TokenMode = 'ok' | 'garbage' | 'error-in-200' | 500 | `invalid_${'client' | 'grant' | 'request'}`

export interface EchoSecrets {
  readonly accessToken: string
  readonly refreshToken: string
  readonly clientSecret: string
}

export class EchoServer {
  mcp: McpMode = 'ok'
  token: TokenMode = 'ok'
  /** All that came in: addresses, headers and bodies. */
  heard = ''
  readonly origin: string
  readonly #close: () => Promise<void>
  readonly #secrets: EchoSecrets
  #tokens = 0
  #accepted = ''

  private constructor(origin: string, secrets: EchoSecrets, close: () => Promise<void>) {
    this.origin = origin
    this.#secrets = secrets
    this.#close = close
  }

  static async start(secrets: EchoSecrets): Promise<EchoServer> {
    let echo: EchoServer | undefined
    const server = createServer((request, response) => void echo?.answer(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const close = () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    return (echo = new EchoServer(origin, secrets, close))
  }

  /** Named by the MCP server's refusals only: guessing does not find it. */
  get issuer(): string {
    return `${this.origin}/issuer`
  }

  close(): Promise<void> {
    return this.#close()
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const told = JSON.stringify([request.url, request.headers, body])
    this.heard += `${told}\n`
    const echo = `${told} ${JSON.stringify(this.#secrets)}`.replaceAll('"', "'")
    const json = (status: number, content: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
    const path = request.url!.split('?')[0]!
    if (path === '/where/to/sign/in') {
      return void json(200, { resource: `${this.origin}/guarded`, authorization_servers: [this.issuer] })
    }
    if (path === '/.well-known/oauth-authorization-server/issuer') return void json(200, this.#metadata())
    if (path === '/register') {
      const { redirect_uris: uris } = JSON.parse(body) as { redirect_uris: string[] }
      return void json(201, { client_id: 'desk', client_secret: this.#secrets.clientSecret, redirect_uris: uris })
    }
    if (path === '/token') return this.#token(response, json, echo)
    if (path === '/open' || path === '/guarded') return this.#mcp(request, response, json, body, echo)
    json(404, { error: echo })
  }

  #metadata() {
    const { origin } = this
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${origin}/token`,
      registration_endpoint: `${origin}/register`,
      revocation_endpoint: `${origin}/revoke`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    }
  }

  #token(response: ServerResponse, json: (status: number, content: unknown) => unknown, echo: string): void {
    const error = {
      error: 'invalid_grant',
      error_description: echo,
      error_uri: `${this.origin}/?${encodeURIComponent(echo)}`,
    }
    if (this.token === 'ok') {
      this.#accepted = `${this.#secrets.accessToken}-${++this.#tokens}`
      const refreshToken = `${this.#secrets.refreshToken}-${this.#tokens}`
      json(200, { access_token: this.#accepted, token_type: 'Bearer', expires_in: 3_600, refresh_token: refreshToken })
    } else if (this.token === 'garbage') response.writeHead(200, { 'content-type': 'application/json' }).end(echo)
    else if (this.token === 'error-in-200') json(200, error)
    else if (this.token === 500) response.writeHead(500, echo.slice(0, 2_000)).end(echo)
    else json(400, { ...error, error: this.token })
  }

  #mcp(
    request: IncomingMessage,
    response: ServerResponse,
    json: (status: number, content: unknown) => unknown,
    body: string,
    echo: string,
  ): void {
    const isGuarded = request.url === '/guarded'
    if (request.method !== 'POST') return void response.writeHead(405).end()
    const { id, method } = JSON.parse(body) as { id?: number; method: string }
    const refused = isGuarded && request.headers.authorization !== `Bearer ${this.#accepted}`
    const status = refused ? 401 : this.mcp
    if (typeof status === 'number') {
      const challenge = `Bearer error="invalid_token", error_description="${echo.slice(0, 4_000)}"`
      const where = isGuarded ? `, resource_metadata="${this.origin}/where/to/sign/in"` : ''
      return void response
        .writeHead(status, echo.slice(0, 2_000), {
          'www-authenticate': challenge + where,
          'content-type': 'text/plain',
        })
        .end(echo)
    }
    if (id === undefined) return void response.writeHead(202).end()
    const answer = (content: object) => void json(200, { jsonrpc: '2.0', id, ...content })
    const result = RESULTS[method]
    if (method !== 'tools/call' || this.mcp === 'ok') {
      return answer(result ? { result } : { error: { code: -32601, message: 'Method not found' } })
    }
    if (this.mcp === 'tool-error') return answer({ result: { content: [{ type: 'text', text: echo }], isError: true } })
    if (this.mcp === 'rpc-error') return answer({ error: { code: -32602, message: echo, data: { echo } } })
    if (this.mcp === 'cut') return void response.destroy()
    if (this.mcp === 'no-json') return void response.writeHead(200, { 'content-type': 'application/json' }).end(echo)
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${echo}\n\n`)
  }
}

const RESULTS: Readonly<Record<string, object>> = {
  initialize: {
    protocolVersion: '2025-06-18',
    capabilities: { tools: {} },
    serverInfo: { name: 'echo-of-everything', version: '1' },
  },
  'tools/list': {
    tools: [
      {
        name: 'unlock',
        annotations: { readOnlyHint: true },
        inputSchema: { type: 'object', properties: { pin: { type: 'string', writeOnly: true } }, required: ['pin'] },
      },
    ],
  },
  'tools/call': { content: [{ type: 'text', text: 'Unlocked.' }] },
}
