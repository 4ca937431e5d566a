import { defineNitroConfig } from 'nitro/config'

export default defineNitroConfig({
  compatibilityDate: '2026-11-01',
  publicAssets: [{ baseURL: '/mcp-plug', dir: 'node_modules/mcp-plug/dist/cdn' }],
})
