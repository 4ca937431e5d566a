/** Methods that no route takes, and bodies that are too large or come in disguise. */
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { type FaultyServer, startFaulty } from '../server/faulty-server.ts'
import { codeOf, createApp } from '../server/harness.ts'

let server: FaultyServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const BASE = 'http://app.test/api/mcp'
const CALL = JSON.stringify({ id: 1, method: 'getSessions', params: {} })
const KiB = 1_024

describe.each([
  ['', 'GET, POST', ['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'PROPFIND']],
  ['/oauth/start', 'GET', ['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']],
  ['/oauth/callback', 'GET', ['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']],
  ['/oauth/client-metadata', 'GET', ['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']],
])('base%s', (path, allow, methods) => {
  it.each(methods)(`does not take %s`, async (method) => {
    const response = await createApp({ publicUrl: 'https://app.test/api/mcp' }).handler.fetch(
      new Request(`${BASE}${path}`, { method, headers: { user: 'alice', 'x-mcp-plug': '1' } }),
    )
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow])
    expect((await response.json()).error.code).toBe('method_not_allowed')
  })
})

describe('a request body', () => {
  it.each(['gzip', 'br', 'deflate', 'zstd', 'x', 'GZIP', 'gzip, identity'])('in %s is refused', async (encoding) => {
    const app = createApp()
    expect(await codeOf(app.post(CALL, { 'content-encoding': encoding }))).toBe('content_type')
    expect((await app.post(CALL, { 'content-encoding': 'identity' })).status).toBe(200)
  })

  it('without a length, or with a wrong one, is counted, and is not read beyond the limit', async () => {
    const chunk = new Uint8Array(64 * KiB).fill(0x20)
    for (const length of [undefined, '10']) {
      let pulled = 0
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          pulled++
          controller.enqueue(chunk)
        },
      })
      const headers: Record<string, string> = { user: 'alice', 'x-mcp-plug': '1', 'content-type': 'application/json' }
      if (length !== undefined) headers['content-length'] = length
      const request = new Request(BASE, { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
      const response = await createApp().handler.fetch(request)
      expect([response.status, (await response.json()).error.code]).toEqual([413, 'body_too_large'])
      expect(pulled).toBeLessThan(20)
    }
  })
})

describe('an MCP server’s answer', () => {
  it.each(['gzip', 'br', 'deflate', 'x-gzip', 'zstd'])('in %s is refused, and never unpacked', async (encoding) => {
    const bomb = gzipSync(Buffer.alloc(100 * KiB * KiB))
    // Also one that only says so: it is the word that is refused, not what the bytes turn out to be.
    const bodies = [bomb, '{"jsonrpc":"2.0","id":ID,"result":{"content":[]}}']
    server = await startFaulty((response, id) => {
      const body = bodies.shift()!
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding })
      response.end(typeof body === 'string' ? body.replace('ID', String(id)) : body)
    })
    const app = createApp()
    const { sessionId } = await app.call('connect', { serverUrl: server.url })
    for (let call = 0; call < 2; call++)
      expect(await codeOf(app.rpc('callTool', { sessionId, name: 'work' }))).toBe('upstream_protocol')
    expect(bodies).toEqual([])
  })
})
