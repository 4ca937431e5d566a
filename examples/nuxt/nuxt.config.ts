export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  modules: ['mcp-plug/nuxt'],
  mcpPlug: { handler: './server/mcp.ts' },
  app: {
    head: {
      title: 'Integrations · Fjord Planner',
      htmlAttrs: { lang: 'en' },
      link: [{ rel: 'icon', href: 'data:,' }],
    },
  },
})
