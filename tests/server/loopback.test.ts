/** Which address a handler without `publicUrl` takes for its own. Next.js says `localhost` in the URL of any request. */
import { afterEach, expect, it } from 'vitest'
import { start as startVault, type Vault } from '../../examples/demo/servers/vault.ts'
import { createApp } from './harness.ts'

let vault: Vault | undefined
afterEach(async () => {
  await vault?.close()
  vault = undefined
})

/** A call of a browser that has asked for `host`, as the runtime hands it on. */
const post = (method: string, params: object, host: string): Promise<Response> =>
  createApp().handler.fetch(
    new Request('http://localhost:3000/api/mcp', {
      method: 'POST',
      headers: { user: 'alice', 'x-mcp-plug': '1', 'content-type': 'application/json', host },
      body: JSON.stringify({ id: 1, method, params }),
    }),
  )

it('signs in at the loopback address that the browser uses, whatever the URL says', async () => {
  vault = await startVault()
  const answer = await post('connect', { serverUrl: vault.url }, '127.0.0.1:3000')
  const { result } = (await answer.json()) as { result: { sessionId: string; authUrl: string } }
  expect(result.authUrl).toBe(`http://127.0.0.1:3000/api/mcp/oauth/start?session=${result.sessionId}`)
})

it.each(['app.example.com', 'localhost.example.com', '127.0.0.1@app.example.com', ' '])(
  'takes %j for a public address, whatever the URL says',
  async (host) => {
    const { headers } = await post('getSessions', {}, host)
    expect(headers.get('set-cookie')).toMatch(/^__Host-mcp-plug-flow=.*; Secure$/)
  },
)
