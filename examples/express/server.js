import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import express from 'express'
import { createSSEHandler, sessionStore, toNodeHandler } from 'mcp-plug/server'

const app = express()

// A stand-in for your own login: whoever comes is a new user, known by a cookie until the server restarts.
// Keep what you have instead (Passport, express-session, your identity provider): all that counts is `req.user`.
const users = new Map()
app.use((req, res, next) => {
  const ticket = /(?:^|; )ticket=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1]
  req.user = ticket === undefined ? undefined : users.get(ticket)
  next()
})
app.post('/login', (req, res) => {
  const ticket = randomUUID()
  users.set(ticket, { id: `user-${users.size + 1}` })
  res.cookie('ticket', ticket, { httpOnly: true, sameSite: 'lax' }).redirect(303, '/')
})

const handler = createSSEHandler({
  authenticate: (_request, host) => host.req.user?.id ?? null,
  servers: [{ id: 'docs', name: 'MCP documentation', url: 'https://modelcontextprotocol.io/mcp' }],
  // MCP servers on this machine are refused unless you say otherwise: `MCP_LOCAL=1 npm start`.
  allowPrivateNetwork: process.env.MCP_LOCAL === '1' ? ['127.0.0.1'] : false,
})
app.all('/api/mcp{/*rest}', toNodeHandler(handler))

app.use('/mcp-plug', express.static(fileURLToPath(new URL('.', import.meta.resolve('mcp-plug/cdn')))))
app.use(express.static(fileURLToPath(new URL('./public', import.meta.url))))

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/`)
})

process.once('SIGTERM', async () => {
  await handler.close()
  server.close()
  await sessionStore.close()
})
