/** The vault itself: an MCP server of both eras behind OAuth, on the SDK's version 2. It keeps no sessions. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { toNodeHandler } from '@modelcontextprotocol/node'
import type { NodeIncomingMessageLike } from '@modelcontextprotocol/node'
import {
  bearerAuthChallengeResponse,
  createMcpHandler,
  getOAuthProtectedResourceMetadataUrl,
  McpServer,
  requireScopes,
  verifyBearerToken,
} from '@modelcontextprotocol/server'
import type { AuthInfo, ServerContext } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { sendJson, serve, Traffic } from './host.ts'
import type { ObservableServer } from './host.ts'
import { text } from './tool.ts'
import { READ, WRITE } from './vault-provider.ts'

const BOXES: Readonly<Record<string, string>> = {
  deeds: 'The deeds of the house on the hill',
  letters: 'Eleven letters, tied with a ribbon',
  ring: "Grandmother's ring",
}

export interface VaultMcpOptions {
  readonly port?: number
  readonly issuer: string
  /** What a token says. Rejects with an `OAuthError` (`invalid_token`) where it is not, or no longer, good. */
  verifyAccessToken(token: string): Promise<AuthInfo>
}

export interface VaultMcp extends ObservableServer {
  /** Requests that were answered 401. */
  unauthorized(): number
}

export async function startVaultMcp(options: VaultMcpOptions): Promise<VaultMcp> {
  const traffic = new Traffic()
  const handler = createMcpHandler(() => createVault(traffic))
  const listener = toNodeHandler(handler)
  let resource = ''
  let unauthorized = 0

  async function gate(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
    const resourceMetadataUrl = getOAuthProtectedResourceMetadataUrl(new URL(resource))
    if (path === new URL(resourceMetadataUrl).pathname) {
      sendJson(response, 200, {
        resource,
        resource_name: 'Vault',
        authorization_servers: [options.issuer],
        scopes_supported: [READ, WRITE],
        bearer_methods_supported: ['header'],
      })
      return true
    }
    if (path !== '/mcp') return false
    const auth = { resourceMetadataUrl, requiredScopes: [READ] }
    try {
      const info = await verifyBearerToken(request.headers.authorization, {
        ...auth,
        verifier: options,
        expectedResource: new URL(resource),
      })
      Object.assign(request, { auth: info })
      return false
    } catch (error) {
      const challenge = bearerAuthChallengeResponse(error, auth)
      if (challenge.status === 401) unauthorized++
      response.writeHead(challenge.status, Object.fromEntries(challenge.headers)).end(await challenge.text())
      return true
    }
  }

  const host = await serve(
    options,
    traffic,
    async (request, response, body) => listener(request as NodeIncomingMessageLike, response, body),
    gate,
  )
  resource = host.url
  return {
    ...host,
    unauthorized: () => unauthorized,
    async close() {
      await handler.close()
      await host.close()
    },
  }
}

function createVault(traffic: Traffic): McpServer {
  const server = new McpServer(
    { name: 'vault', title: 'Vault', version: '1.0.0' },
    {
      instructions:
        'The boxes of the person who is signed in. To open one needs one more permission than to list them.',
    },
  )
  server.registerTool(
    'whoami',
    {
      title: 'Who am I',
      description: 'Tells who is signed in, by which app, and what it may do.',
      annotations: { readOnlyHint: true },
      outputSchema: z.object({ user: z.string(), client: z.string(), scopes: z.array(z.string()) }),
    },
    (context) =>
      traffic.during('whoami', context.mcpReq.signal, async () => {
        const { clientId, scopes } = authOf(context)
        const user = userOf(context)
        return {
          content: [text(`You are ${user}. The app may: ${scopes.join(', ')}.`)],
          structuredContent: { user, client: clientId, scopes },
        }
      }),
  )
  server.registerTool(
    'read_vault',
    {
      title: 'Read the vault',
      description: 'Lists the boxes in your vault.',
      annotations: { readOnlyHint: true },
    },
    (context) =>
      traffic.during('read_vault', context.mcpReq.signal, async () => ({
        content: [text(`${userOf(context)} has these boxes: ${Object.keys(BOXES).join(', ')}.`)],
      })),
  )
  server.registerTool(
    'open_vault',
    {
      title: 'Open a box',
      description: 'Opens a box in your vault. Needs a permission that listing them does not.',
      annotations: { readOnlyHint: false, destructiveHint: false },
      inputSchema: z.object({ box: z.enum(Object.keys(BOXES)).describe('Which box.') }),
      scopeChallenge: requireScopes(READ, WRITE),
    },
    ({ box }, context) =>
      traffic.during('open_vault', context.mcpReq.signal, async () => ({
        content: [text(`In the box of ${userOf(context)}: ${BOXES[box]}.`)],
      })),
  )
  return server
}

function authOf({ http }: ServerContext): AuthInfo {
  if (http?.authInfo === undefined) throw new Error('The gate let somebody in without a token.')
  return http.authInfo
}

const userOf = (context: ServerContext): string => String(authOf(context).extra?.['user'])
