/** What MCP servers of both eras are told of apps, and that tools keep what they say of theirs. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { createApp } from './harness.ts'

const APPS = { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html;profile=mcp-app'] } }
const META = { ui: { resourceUri: 'ui://x/app', visibility: ['app'] }, 'ui/resourceUri': 'ui://x/app', other: [1] }

it('tells of apps in both eras, and gives tools with their _meta', async () => {
  const heard: { method: string; params?: { _meta?: Record<string, unknown>; capabilities?: unknown } }[] = []
  const results: Record<string, object> = {
    initialize: {
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 'x', version: '1' },
    },
    'tools/list': { tools: [{ name: 'draw', inputSchema: { type: 'object' }, _meta: META }] },
  }
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    if (request.method !== 'POST') return void response.writeHead(405).end()
    const { id, method, params } = JSON.parse(body)
    heard.push({ method, params })
    if (id === undefined) return void response.writeHead(202).end()
    const answer = results[method] ? { result: results[method] } : { error: { code: -32601, message: 'no' } }
    response.writeHead(results[method] ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const app = createApp()
    const serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`
    const { sessionId } = await app.call('connect', { serverUrl })
    const { tools } = await app.call('listTools', { sessionId })
    expect(tools).toMatchObject([{ name: 'draw', _meta: META }])
    const [discover] = heard.filter(({ method }) => method === 'server/discover')
    const [initialize] = heard.filter(({ method }) => method === 'initialize')
    expect(discover!.params!._meta!['io.modelcontextprotocol/clientCapabilities']).toMatchObject({ extensions: APPS })
    expect(initialize!.params!.capabilities).toMatchObject({ extensions: APPS })
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
