import { createSSEHandler } from 'mcp-plug/server'

export default createSSEHandler({
  // Nuxt's event: `server/middleware/user.ts` has put the user there.
  authenticate: (_request, event) => event.context.user?.id ?? null,
  servers: [{ id: 'docs', name: 'MCP documentation', url: 'https://modelcontextprotocol.io/mcp' }],
  // MCP servers on this machine are refused unless you say otherwise: `MCP_LOCAL=1 npm run dev`.
  allowPrivateNetwork: process.env.MCP_LOCAL === '1' ? ['127.0.0.1'] : false,
})
