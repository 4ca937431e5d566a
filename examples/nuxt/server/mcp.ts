import { createSSEHandler, sessionStore } from 'mcp-plug/server'

const handler = createSSEHandler({
  // Nuxt's event: `server/middleware/user.ts` has put the user there.
  authenticate: (_request, event) => event.context.user?.id ?? null,
  servers: [{ id: 'docs', name: 'MCP documentation', url: 'https://modelcontextprotocol.io/mcp' }],
  // MCP servers on this machine are refused unless you say otherwise: `MCP_LOCAL=1 npm run dev`.
  allowPrivateNetwork: process.env.MCP_LOCAL === '1' ? ['127.0.0.1'] : false,
})

process.once('SIGTERM', async () => {
  await handler.close()
  await sessionStore.close()
  // On Node, Nuxt itself waits for what is open, and ends the process.
  if ('Bun' in globalThis) setTimeout(() => process.exit(), 500)
})

export default handler
