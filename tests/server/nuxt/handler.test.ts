/** What a Nuxt server may have done to a request before it comes to the route, without a Nuxt server. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterEach, expect, it } from 'vitest'
import { createSSEHandler, MemorySessionStore } from '../../../server/index.ts'
import { nuxtHandler } from '../../../server/nuxt/handler.ts'
import type { NuxtEvent } from '../../../server/nuxt/handler.ts'

let server: Server

/** A site whose only route is the handler; `before` is a middleware of h3 1.x. */
async function startSite(before: (event: NuxtEvent) => void | Promise<void>): Promise<string> {
  const route = nuxtHandler(
    createSSEHandler({
      authenticate: (_request, event) => event.context.user,
      store: new MemorySessionStore(),
    }),
  )
  server = createServer(async (req, res) => {
    const event = { node: { req, res }, context: { user: 'ada' }, _handled: false }
    await before(event)
    await route(event)
    if (!event._handled) res.writeHead(404).end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/mcp`
}

afterEach(() => {
  server.close()
  server.closeAllConnections()
})

const ask = (url: string): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'x-mcp-plug': '1' },
    body: JSON.stringify({ id: 7, method: 'getSessions', params: {} }),
  })

it('answers a call whose body a middleware has read', async () => {
  const url = await startSite(async ({ node }) => {
    const body = buffer(node.req)
    // As `readBody` of h3 1.x leaves it.
    Object.assign<IncomingMessage, object>(node.req, { [Symbol.for('h3RawBody')]: body })
    await body
  })
  expect(await (await ask(url)).json()).toEqual({ id: 7, result: { sessions: [] } })
})

it('keeps the cookies and headers that the app has set', async () => {
  const url = await startSite(({ node }) => {
    node.res.setHeader('Set-Cookie', ['ticket=renewed; HttpOnly', 'theme=dark'])
    node.res.setHeader('X-Frame-Options', 'DENY')
  })
  const { headers } = await ask(url)
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.getSetCookie().map((line) => line.split('=')[0])).toEqual(['mcp-plug-flow', 'ticket', 'theme'])
})
