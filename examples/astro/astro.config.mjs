import node from '@astrojs/node'
import { defineConfig } from 'astro/config'
import { middleware } from './mcp.js'

/** The handler in `astro dev`; in production `server.js` has it. */
const mcp = {
  name: 'mcp',
  hooks: { 'astro:server:setup': ({ server }) => void server.middlewares.use(middleware) },
}

export default defineConfig({ output: 'server', adapter: node({ mode: 'standalone' }), integrations: [mcp] })
