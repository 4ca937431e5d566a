import { createServer } from 'node:http'
import { sessionStore } from 'mcp-plug/server'
import { handler, middleware } from './mcp.js'

// Astro's own server would start by itself.
process.env.ASTRO_NODE_AUTOSTART = 'disabled'
const astro = await import('./dist/server/entry.mjs')

const server = createServer((req, res) => middleware(req, res, () => astro.handler(req, res)))
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/`)
})

process.once('SIGTERM', async () => {
  await handler.close()
  server.close()
  await sessionStore.close()
})
