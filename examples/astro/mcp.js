import { createSSEHandler } from 'mcp-plug/server'
import { login, userOf } from './users.js'

export const handler = createSSEHandler({
  authenticate: (_request, { req }) => userOf(req.headers.cookie),
  servers: [{ id: 'docs', name: 'MCP documentation', url: 'https://modelcontextprotocol.io/mcp' }],
  // MCP servers on this machine are refused unless you say otherwise: `MCP_LOCAL=1 npm start`.
  allowPrivateNetwork: process.env.MCP_LOCAL === '1' ? ['127.0.0.1'] : false,
})

/** The handler and the login, in front of Astro. */
export function middleware(req, res, next) {
  const { pathname } = new URL(req.url, 'http://localhost')
  if (pathname === '/api/mcp' || pathname.startsWith('/api/mcp/')) return handler(req, res)
  if (pathname === '/login' && req.method === 'POST') {
    return res.writeHead(303, { Location: '/', 'Set-Cookie': login() }).end()
  }
  return next()
}
