import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createSSEHandler, sessionStore } from 'mcp-plug/server'
import { render } from './dist/server/entry-server.js'
import { login, userOf } from './users.js'

const CLIENT = new URL('./dist/client/', import.meta.url)
const TYPES = { js: 'text/javascript', css: 'text/css' }
const template = await readFile(new URL('index.html', CLIENT), 'utf8')

const handler = createSSEHandler({
  authenticate: (_request, { req }) => userOf(req.headers.cookie),
  // MCP servers on this machine are refused unless you say otherwise: `MCP_LOCAL=1 npm start`.
  allowPrivateNetwork: process.env.MCP_LOCAL === '1' ? ['127.0.0.1'] : false,
})

const server = createServer(async (req, res) => {
  const { pathname } = new URL(req.url, 'http://localhost')
  if (pathname === '/api/mcp' || pathname.startsWith('/api/mcp/')) return handler(req, res)
  if (pathname === '/') {
    const markup = await render()
    const page = template.replace('<!--app-->', () => markup)
    const cookie = userOf(req.headers.cookie) ? {} : { 'Set-Cookie': login() }
    return res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...cookie }).end(page)
  }
  const [, path, ending] = /^\/(assets\/[\w-][\w.-]*\.(js|css))$/.exec(pathname) ?? []
  const content = path && (await readFile(new URL(path, CLIENT)).catch(() => undefined))
  if (!content) return res.writeHead(404).end('Not found')
  return res.writeHead(200, { 'Content-Type': TYPES[ending] }).end(content)
})
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/`)
})

process.once('SIGTERM', async () => {
  await handler.close()
  server.close()
  await sessionStore.close()
})
