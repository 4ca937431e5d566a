import { createSSEHandler, sessionStore } from 'mcp-plug/server'
import { login, userOf } from './users.js'

const handler = createSSEHandler({
  authenticate: (request) => userOf(request.headers.get('cookie')),
  servers: [{ id: 'docs', name: 'MCP documentation', url: 'https://modelcontextprotocol.io/mcp' }],
  // MCP servers on this machine are refused unless you say otherwise: `MCP_LOCAL=1 npm start`.
  allowPrivateNetwork: Deno.env.get('MCP_LOCAL') === '1' ? ['127.0.0.1'] : false,
})

const page = new URL('./public/index.html', import.meta.url)
const elements = new URL('.', import.meta.resolve('mcp-plug/cdn'))

async function answer(request) {
  const { pathname } = new URL(request.url)
  if (pathname === '/api/mcp' || pathname.startsWith('/api/mcp/')) return handler.fetch(request)
  if (pathname === '/login' && request.method === 'POST') {
    return new Response(null, { status: 303, headers: { Location: '/', 'Set-Cookie': login() } })
  }
  const name = /^\/mcp-plug\/([\w-][\w.-]*\.js)$/.exec(pathname)?.[1]
  const file = pathname === '/' ? page : name && new URL(name, elements)
  const content = file && (await Deno.readFile(file).catch(() => undefined))
  if (!content) return new Response('Not found', { status: 404 })
  return new Response(content, { headers: { 'Content-Type': name ? 'text/javascript' : 'text/html; charset=utf-8' } })
}

const server = Deno.serve({ hostname: '127.0.0.1', port: Number(Deno.env.get('PORT') ?? 3000) }, answer)

Deno.addSignalListener('SIGTERM', async () => {
  await handler.close()
  await server.shutdown()
  await sessionStore.close()
  Deno.exit()
})
