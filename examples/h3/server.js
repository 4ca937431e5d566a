import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { getCookie, H3, redirect, serve, serveStatic, setCookie } from 'h3/node'
import { createSSEHandler, sessionStore } from 'mcp-plug/server'

const app = new H3()

// A stand-in for your own login: whoever comes is a new user, known by a cookie until the server restarts.
// Keep what you have instead (a session, your identity provider): all that counts is `event.context.user`.
const users = new Map()
app.use((event) => {
  event.context.user = users.get(getCookie(event, 'ticket'))
})
app.post('/login', (event) => {
  const ticket = randomUUID()
  users.set(ticket, { id: `user-${users.size + 1}` })
  setCookie(event, 'ticket', ticket, { httpOnly: true, sameSite: 'lax', path: '/' })
  return redirect('/', 303)
})

const handler = createSSEHandler({
  authenticate: (_request, event) => event.context.user?.id ?? null,
  servers: [{ id: 'docs', name: 'MCP documentation', url: 'https://modelcontextprotocol.io/mcp' }],
  // MCP servers on this machine are refused unless you say otherwise: `MCP_LOCAL=1 npm start`.
  allowPrivateNetwork: process.env.MCP_LOCAL === '1' ? ['127.0.0.1'] : false,
})
app.all('/api/mcp/**', handler)

const elements = new URL('.', import.meta.resolve('mcp-plug/cdn'))
const fileOf = (id) => new URL(id.replace('/mcp-plug/', './'), elements)
app.get('/mcp-plug/**', (event) =>
  serveStatic(event, {
    getMeta: (id) => (/^\/mcp-plug\/[\w-][\w.-]*\.js$/.test(id) ? { type: 'text/javascript' } : undefined),
    getContents: (id) => readFile(fileOf(id)),
  }),
)
const page = await readFile(new URL('./public/index.html', import.meta.url), 'utf8')
app.get('/', () => new Response(page, { headers: { 'Content-Type': 'text/html; charset=utf-8' } }))

const server = serve(app, {
  hostname: '127.0.0.1',
  port: Number(process.env.PORT ?? 3000),
  // What follows is gentler: it sends the event streams elsewhere first.
  gracefulShutdown: false,
})

process.once('SIGTERM', async () => {
  await handler.close()
  await server.close()
  await sessionStore.close()
})
