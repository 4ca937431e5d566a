/** The host app: one page, the elements' files, and mcp-plug's handler. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { extname } from 'node:path'

/** Strict on purpose. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  // The page's own icon: the elements need none of this.
  "img-src 'self'",
  // Apps of MCP servers, in a sandbox.
  "frame-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
}

const PAGE = new URL('./page/', import.meta.url)
const ELEMENTS = new URL('../../dist/cdn/', import.meta.url)

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown

export function createApp(onMcp: Listener): Server {
  return createServer((request, response) => {
    if (!isForThisMachine(request)) return end(response, 421, 'This demo answers on 127.0.0.1 and localhost only.')
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (pathname === '/api/mcp' || pathname.startsWith('/api/mcp/')) return void onMcp(request, response)
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405, 'Method not allowed')
    const file = fileFor(pathname)
    return file === undefined ? end(response, 404, 'Not found') : void sendFile(file, response)
  })
}

/** Everybody is the same user here, so a foreign name that leads to this address (DNS rebinding) must not get in. */
function isForThisMachine({ headers }: IncomingMessage): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? '')
}

function fileFor(pathname: string): URL | undefined {
  if (pathname === '/') return new URL('index.html', PAGE)
  const [, folder, name, ...rest] = pathname.split('/')
  const base = folder === 'page' ? PAGE : folder === 'mcp-plug' ? ELEMENTS : undefined
  // One plain file name, so that nothing outside the folder can be named.
  if (base === undefined || rest.length > 0 || !/^[\w-][\w.-]*$/.test(name ?? '')) return undefined
  return new URL(name!, base)
}

async function sendFile(file: URL, response: ServerResponse): Promise<void> {
  const content = await readFile(file).catch(() => undefined)
  if (content === undefined) return end(response, 404, 'Not found')
  response
    .writeHead(200, {
      'Content-Type': TYPES[extname(file.pathname)] ?? 'application/octet-stream',
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-cache',
    })
    .end(content)
}

function end(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(message)
}
