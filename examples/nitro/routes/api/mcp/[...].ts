import { defineHandler } from 'nitro/h3'
import { handler } from '../../../mcp.ts'

export default defineHandler((event) => handler.fetch(event.req, event))
