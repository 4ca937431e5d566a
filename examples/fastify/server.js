import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import cookie from '@fastify/cookie'
import files from '@fastify/static'
import fastify from 'fastify'
import { createSSEHandler, sessionStore, toNodeHandler } from 'mcp-plug/server'

// Fastify's own 72 s would keep a process that is told to stop waiting for idle connections.
const app = fastify({ keepAliveTimeout: 5_000 })

// A stand-in for your own login: whoever comes is a new user, known by a cookie until the server restarts.
// Keep what you have instead (@fastify/session, your identity provider): all that counts is `request.raw.user`.
const users = new Map()
app.register(cookie)
app.addHook('onRequest', async (request) => {
  request.raw.user = users.get(request.cookies.ticket)
})
// A form without fields.
app.addContentTypeParser('application/x-www-form-urlencoded', (_request, payload, done) => {
  payload.resume()
  done(null)
})
app.post('/login', (_request, reply) => {
  const ticket = randomUUID()
  users.set(ticket, { id: `user-${users.size + 1}` })
  return reply.setCookie('ticket', ticket, { httpOnly: true, sameSite: 'lax', path: '/' }).redirect('/', 303)
})

const handler = createSSEHandler({
  authenticate: (_request, host) => host.req.user?.id ?? null,
  servers: [{ id: 'docs', name: 'MCP documentation', url: 'https://modelcontextprotocol.io/mcp' }],
  // MCP servers on this machine are refused unless you say otherwise: `MCP_LOCAL=1 npm start`.
  allowPrivateNetwork: process.env.MCP_LOCAL === '1' ? ['127.0.0.1'] : false,
})
const listener = toNodeHandler(handler)
app.register(async (scope) => {
  // The handler reads its own bodies.
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
  const route = (request, reply) => {
    reply.hijack()
    return listener(request.raw, reply.raw)
  }
  scope.all('/api/mcp', route)
  scope.all('/api/mcp/*', route)
})

const folder = (url) => fileURLToPath(new URL('.', url))
app.register(files, { root: folder(new URL('public/', import.meta.url)) })
app.register(files, {
  root: folder(import.meta.resolve('mcp-plug/cdn')),
  prefix: '/mcp-plug/',
  decorateReply: false,
})

console.log(await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 3000) }))

process.once('SIGTERM', async () => {
  await handler.close()
  await app.close()
  await sessionStore.close()
})
