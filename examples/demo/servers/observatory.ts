/** An observatory: an MCP server of the modern era (2026-07-28) only, on the SDK's version 2. It keeps no sessions. */
import { toNodeHandler } from '@modelcontextprotocol/node'
import type { NodeIncomingMessageLike } from '@modelcontextprotocol/node'
import {
  completable,
  createMcpHandler,
  McpServer,
  ResourceNotFoundError,
  ResourceTemplate,
} from '@modelcontextprotocol/server'
import type { ServerContext } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { serve, Traffic } from './host.ts'
import type { HostOptions, ObservableServer } from './host.ts'
import { observatoryTools } from './observatory-tools.ts'
import { inRounds, roundState } from './rounds.ts'
import { NIGHTS, nightUri } from './sky.ts'
import type { Call, ToolDefinition } from './tool.ts'

const TARGETS = ['Andromeda Galaxy', 'Double Cluster', 'Jupiter', 'Orion Nebula', 'Ring Nebula', 'Saturn']

/** Where `visit_dome` sends people. */
const RULES = `<!doctype html>
<html lang="en">
  <meta name="viewport" content="width=device-width">
  <meta name="color-scheme" content="light dark">
  <title>Rules of the dome</title>
  <body style="max-width: 30rem; margin: 4rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif">
    <h1>Rules of the dome</h1>
    <ul><li>Red light only.</li><li>Warm coats: the dome is as cold as the night.</li><li>Nobody touches the mirror.</li></ul>
    <p>Go back to where you came from, and say that it is done.</p>
  </body>
</html>`

export async function start(options: HostOptions = {}): Promise<ObservableServer> {
  const traffic = new Traffic()
  const tools = observatoryTools(() => new URL('/rules', host.url).href)
  const handler = createMcpHandler(() => createObservatory(tools, traffic), { legacy: 'reject' })
  const listener = toNodeHandler(handler)
  const host = await serve(
    options,
    traffic,
    async (request, response, body) => listener(request as NodeIncomingMessageLike, response, body),
    async (_request, response, path) => {
      if (path !== '/rules') return false
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(RULES)
      return true
    },
  )
  return {
    ...host,
    async close() {
      await handler.close()
      await host.close()
    },
  }
}

function createObservatory(tools: readonly ToolDefinition[], traffic: Traffic): McpServer {
  const server = new McpServer(
    { name: 'hilltop-observatory', title: 'Hilltop observatory', version: '2.0.0' },
    {
      instructions: 'A small observatory: stars, satellites, pictures of the sky and the log of past nights.',
      requestState: { verify: roundState.verify },
    },
  )
  addTools(server, tools, traffic)
  addLog(server)
  addPrompts(server)
  return server
}

function addTools(server: McpServer, tools: readonly ToolDefinition[], traffic: Traffic): void {
  for (const { name, title, description, annotations, input, output, run } of tools) {
    server.registerTool(
      name,
      { title, description, annotations, inputSchema: input, ...(output && { outputSchema: output }) },
      (args, context) =>
        traffic.during(name, context.mcpReq.signal, () =>
          inRounds(name, context, (ask) => run(args, { ...toCall(context), ask })),
        ),
    )
  }
}

function toCall({ mcpReq }: ServerContext): Omit<Call, 'ask'> {
  const progressToken = mcpReq._meta?.progressToken
  return {
    signal: mcpReq.signal,
    async progress(progress, total, message) {
      if (progressToken === undefined) return
      const params = {
        progressToken,
        progress,
        ...(total !== undefined && { total }),
        ...(message !== undefined && { message }),
      }
      await mcpReq.notify({ method: 'notifications/progress', params })
    },
  }
}

function addLog(server: McpServer): void {
  const template = new ResourceTemplate('log:///{date}', {
    list: () => ({
      resources: NIGHTS.map((night) => ({
        uri: nightUri(night),
        name: night.date,
        title: `Night of ${night.date}`,
        mimeType: 'text/plain',
      })),
    }),
    complete: { date: (begin) => NIGHTS.map((night) => night.date).filter((date) => date.startsWith(begin)) },
  })
  server.registerResource(
    'night',
    template,
    { title: 'A night in the log', mimeType: 'text/plain' },
    (uri, { date }) => {
      const night = NIGHTS.find((entry) => entry.date === date)
      if (night === undefined) throw new ResourceNotFoundError(uri.href)
      return { contents: [{ uri: uri.href, mimeType: 'text/plain', text: night.entry }] }
    },
  )
  server.registerResource(
    'site',
    'observatory:///site',
    { title: 'The site', mimeType: 'application/json' },
    (uri) => ({
      contents: [
        {
          uri: uri.href,
          mimeType: 'application/json',
          text: JSON.stringify({ latitude: 47.2, longitude: 11.4, elevation: 1_120 }),
        },
      ],
    }),
  )
}

function addPrompts(server: McpServer): void {
  const ask = (value: string) => ({
    messages: [{ role: 'user' as const, content: { type: 'text' as const, text: value } }],
  })
  server.registerPrompt('tonight', { title: 'What to see tonight', description: 'Ideas for tonight.' }, () =>
    ask('Which five objects are worth observing tonight?'),
  )
  server.registerPrompt(
    'plan_observation',
    {
      title: 'Plan an observation',
      description: 'A plan for one target.',
      argsSchema: z.object({
        target: completable(z.string().describe('What to observe.'), (begin) =>
          TARGETS.filter((target) => target.toLowerCase().startsWith(begin.toLowerCase())),
        ),
        hours: z.string().optional().describe('Hours at hand.'),
      }),
    },
    ({ target, hours }) => ask(`Plan ${hours ?? '2'} hours of observing ${target}.`),
  )
}
