/** Somebody's site: a built app in its root and under a path of its own, with pages elsewhere, and a real handler. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { start as startWorkshop } from '../../examples/demo/servers/workshop.ts'
import { createSessionStore, createSSEHandler, toNodeHandler } from '../../server/index.ts'
import { WORKSHOP } from '../e2e/demo-page.ts'

/** Pages, and where the app lies that each of them loads. */
export const PAGES = { '/': '/', '/people/ada/tools': '/assets/app/' } as const
export type PagePath = keyof typeof PAGES

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.mjs': 'text/javascript' }
const QUIET = { debug() {}, info() {}, warn() {}, error() {} }

export interface Site {
  /** Without a slash at its end. */
  readonly url: string
  close(): Promise<void>
}

const pageOf = (folder: string, type: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>An app</title>
    <link rel="icon" href="data:,">
    <script ${type} src="${folder}main.js"></script>
  </head>
  <body>
    <mcp-connections endpoint="/api/mcp"></mcp-connections>
    <mcp-tool-runner endpoint="/api/mcp"></mcp-tool-runner>
    <mcp-schema-form lang="de"></mcp-schema-form>
  </body>
</html>`

/** Serves what is in `dist`; `type` is how a page has its script: `defer`, or `type="module"`. Cookies name the user. */
export async function startSite(dist: string, type: string): Promise<Site> {
  const workshop = await startWorkshop()
  const store = createSessionStore({ env: {}, logger: QUIET })
  const handler = toNodeHandler(
    createSSEHandler({
      authenticate: (request) => /user=([\w-]+)/.exec(request.headers.get('cookie') ?? '')?.[1] ?? null,
      store,
      allowPrivateNetwork: ['127.0.0.1'],
      servers: [{ id: 'workshop', name: WORKSHOP, url: workshop.url }],
    }),
  )
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/'
    if (path.startsWith('/api/mcp')) return void handler(request, response)
    if (path in PAGES) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(pageOf(PAGES[path as PagePath], type))
      return
    }
    const file = join(dist, normalize(path.replace(/^\/assets\/app\//, '/')))
    const content = await readFile(file).catch(() => undefined)
    response.writeHead(content ? 200 : 404, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(content)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close()
      server.closeAllConnections()
      await Promise.all([workshop.close(), store.close()])
    },
  }
}
