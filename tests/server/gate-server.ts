/**
 * An MCP server of the legacy era with an authorization server at the same address, which lets everybody in and asks for
 * more as told: for refusals that no well-behaved one makes.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a request is for, and what its token may do; `scopes` is absent without a token. */
export interface Asked {
  readonly method: string
  readonly tool: string | undefined
  readonly scopes: readonly string[] | undefined
}

export interface GateOptions {
  /** The scope that is wanted for this; undefined lets it pass. */
  wants?(asked: Asked): string | undefined
  /** `resource` of the metadata. Default: the server's own address. */
  readonly resource?: string
  /** The authorization server. Default: at the same origin. */
  readonly authorizationServer?: string
}

export interface Gate {
  readonly url: string
  readonly issuer: string
  /** The scopes of all authorization requests, in order. */
  readonly authorizations: string[]
  /** Bodies of all token requests, with the `Authorization` header under `header`. */
  readonly tokenRequests: Record<string, string>[]
  close(): Promise<void>
}

const TOOLS = ['first', 'second'].map((name) => ({ name, inputSchema: { type: 'object' } }))

export async function startGate({
  wants = () => undefined,
  resource,
  authorizationServer,
}: GateOptions): Promise<Gate> {
  const authorizations: string[] = []
  const tokenRequests: Record<string, string>[] = []
  const server = createServer(async (request, response) => {
    const at = new URL(request.url!, origin)
    let text = ''
    for await (const chunk of request) text += String(chunk)
    switch (at.pathname) {
      case '/.well-known/oauth-protected-resource/mcp':
        return json(response, 200, {
          resource: resource ?? `${origin}/mcp`,
          authorization_servers: [authorizationServer ?? origin],
        })
      case '/.well-known/oauth-authorization-server':
        return json(response, 200, {
          issuer: origin,
          authorization_endpoint: `${origin}/authorize`,
          token_endpoint: `${origin}/token`,
          registration_endpoint: `${origin}/register`,
          response_types_supported: ['code'],
          code_challenge_methods_supported: ['S256'],
        })
      case '/register':
        return json(response, 201, { ...(JSON.parse(text) as object), client_id: 'registered' })
      case '/authorize': {
        const scope = at.searchParams.get('scope') ?? ''
        const back = new URL(at.searchParams.get('redirect_uri')!)
        back.searchParams.set('state', at.searchParams.get('state')!)
        back.searchParams.set('code', `code ${authorizations.push(scope) - 1}`)
        return response.writeHead(302, { location: back.href }).end()
      }
      case '/token': {
        const body = Object.fromEntries(new URLSearchParams(text))
        tokenRequests.push({ ...body, header: request.headers.authorization ?? '' })
        const scope = authorizations[Number(body.code?.split(' ')[1])] ?? body.scope ?? ''
        const token = `token-${tokenRequests.length} ${scope}`.replaceAll(' ', '/')
        return json(response, 200, { access_token: token, token_type: 'Bearer', expires_in: 3600, scope })
      }
    }
    if (request.method !== 'POST') return response.writeHead(405).end()
    const { id, method, params } = JSON.parse(text) as { id?: number; method: string; params?: { name?: string } }
    const [, ...scopes] = request.headers.authorization?.split('/').filter(Boolean) ?? []
    const wanted = wants({ method, tool: params?.name, scopes: request.headers.authorization ? scopes : undefined })
    if (wanted !== undefined) {
      const error = request.headers.authorization ? ', error="insufficient_scope"' : ''
      const challenge = `Bearer scope="${wanted}", resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`
      response.setHeader('www-authenticate', challenge + error)
      return json(response, request.headers.authorization ? 403 : 401, { error: 'refused' })
    }
    if (id === undefined) return response.writeHead(202).end()
    const result = RESULTS[method]
    const answer = result ? { result } : { error: { code: -32601, message: 'no such method' } }
    return json(response, 200, { jsonrpc: '2.0', id, ...answer })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `${origin}/mcp`,
    issuer: origin,
    authorizations,
    tokenRequests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const RESULTS: Readonly<Record<string, object>> = {
  initialize: {
    protocolVersion: '2025-06-18',
    capabilities: { tools: {} },
    serverInfo: { name: 'gate', version: '1' },
  },
  'tools/list': { tools: TOOLS },
  'tools/call': { content: [{ type: 'text', text: 'done' }] },
}

const json = (response: ServerResponse, status: number, body: object): unknown =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
