import { createSSEHandler, sessionStore } from 'mcp-plug/server'
import { userOf } from './users.js'

export const handler = createSSEHandler({
  authenticate: (request) => userOf(request.cookies.get('ticket')?.value),
  servers: [{ id: 'docs', name: 'MCP documentation', url: 'https://modelcontextprotocol.io/mcp' }],
  // MCP servers on this machine are refused unless you say otherwise: `MCP_LOCAL=1 npm start`.
  allowPrivateNetwork: process.env.MCP_LOCAL === '1' ? ['127.0.0.1'] : false,
})

// Next itself waits for what is open, and ends the process.
process.once('SIGTERM', async () => {
  await handler.close()
  await sessionStore.close()
})
