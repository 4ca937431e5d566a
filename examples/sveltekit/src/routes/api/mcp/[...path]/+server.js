import { handler } from '#lib/server/mcp.js'

// For every method, and for the base path too.
export const fallback = (event) => handler.fetch(event.request, event)
