import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { createSSEHandler, sessionStore } from 'mcp-plug/server'

const app = new Hono()

// A stand-in for your own login: whoever comes is a new user, known by a cookie until the server restarts.
// Keep what you have instead (a session, your identity provider): all that counts is `c.get('user')`.
const users = new Map()
app.use(async (c, next) => {
  c.set('user', users.get(getCookie(c, 'ticket')))
  await next()
})
app.post('/login', (c) => {
  const ticket = randomUUID()
  users.set(ticket, { id: `user-${users.size + 1}` })
  setCookie(c, 'ticket', ticket, { httpOnly: true, sameSite: 'Lax', path: '/' })
  return c.redirect('/', 303)
})

const handler = createSSEHandler({
  authenticate: (_request, c) => c.get('user')?.id ?? null,
  servers: [{ id: 'docs', name: 'MCP documentation', url: 'https://modelcontextprotocol.io/mcp' }],
  // MCP servers on this machine are refused unless you say otherwise: `MCP_LOCAL=1 npm start`.
  allowPrivateNetwork: process.env.MCP_LOCAL === '1' ? ['127.0.0.1'] : false,
})
app.all('/api/mcp/*', (c) => handler.fetch(c.req.raw, c))

const folder = (url) => fileURLToPath(new URL('.', url))
const elements = folder(import.meta.resolve('mcp-plug/cdn'))
app.use('/mcp-plug/*', serveStatic({ root: elements, rewriteRequestPath: (path) => path.slice('/mcp-plug'.length) }))
app.use(serveStatic({ root: folder(new URL('public/', import.meta.url)) }))

const server = serve(
  { fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env.PORT ?? 3000) },
  ({ port }) => {
    console.log(`http://127.0.0.1:${port}/`)
  },
)

process.once('SIGTERM', async () => {
  await handler.close()
  server.close()
  await sessionStore.close()
})
