import { createServer } from 'node:http'
import { createSSEHandler, sessionStore } from 'mcp-plug/server'
import { sendFile } from './files.js'
import { login, userOf } from './users.js'

const handler = createSSEHandler({
  authenticate: (_request, { req }) => userOf(req.headers.cookie),
  // MCP servers on this machine are refused unless you say otherwise: `MCP_LOCAL=1 npm start`.
  allowPrivateNetwork: process.env.MCP_LOCAL === '1' ? ['127.0.0.1'] : false,
})

const server = createServer((req, res) => {
  const { pathname } = new URL(req.url, 'http://localhost')
  if (pathname === '/api/mcp' || pathname.startsWith('/api/mcp/')) return handler(req, res)
  if (pathname === '/' && !userOf(req.headers.cookie)) res.setHeader('Set-Cookie', login())
  return sendFile(pathname, res)
})
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/`)
})

process.once('SIGTERM', async () => {
  await handler.close()
  server.close()
  await sessionStore.close()
})
