import { createSSEHandler, sessionStore } from 'mcp-plug/server'

export const handler = createSSEHandler({
  // SvelteKit's event: `hooks.server.js` has put the user there.
  authenticate: (_request, event) => event.locals.user?.id ?? null,
  servers: [{ id: 'docs', name: 'MCP documentation', url: 'https://modelcontextprotocol.io/mcp' }],
  // MCP servers on this machine are refused unless you say otherwise: `MCP_LOCAL=1 npm start`.
  allowPrivateNetwork: process.env.MCP_LOCAL === '1' ? ['127.0.0.1'] : false,
})

// SvelteKit itself waits for what is open, and ends the process.
process.once('SIGTERM', async () => {
  await handler.close()
  await sessionStore.close()
})
