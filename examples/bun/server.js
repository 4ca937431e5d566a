import { createSSEHandler, sessionStore } from 'mcp-plug/server'
import page from './public/index.html' with { type: 'file' }
import { login, userOf } from './users.js'

const handler = createSSEHandler({
  authenticate: (request) => userOf(request.headers.get('cookie')),
  servers: [{ id: 'docs', name: 'MCP documentation', url: 'https://modelcontextprotocol.io/mcp' }],
  // MCP servers on this machine are refused unless you say otherwise: `MCP_LOCAL=1 bun start`.
  allowPrivateNetwork: process.env.MCP_LOCAL === '1' ? ['127.0.0.1'] : false,
})
const mcp = (request) => handler.fetch(request)

const elements = new URL('.', import.meta.resolve('mcp-plug/cdn'))

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.env.PORT ?? 3000),
  routes: {
    '/api/mcp': mcp,
    '/api/mcp/*': mcp,
    '/login': {
      POST: () => new Response(null, { status: 303, headers: { Location: '/', 'Set-Cookie': login() } }),
    },
    '/': () => new Response(Bun.file(page)),
    '/mcp-plug/:name': ({ params: { name } }) =>
      /^[\w-][\w.-]*\.js$/.test(name)
        ? new Response(Bun.file(new URL(name, elements)))
        : new Response('Not found', { status: 404 }),
  },
  fetch: () => new Response('Not found', { status: 404 }),
})
console.log(server.url.href)

process.once('SIGTERM', async () => {
  await handler.close()
  await server.stop()
  await sessionStore.close()
})
