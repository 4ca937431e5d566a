/** Signing in to an MCP server by OAuth, through the app's own addresses. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { start as startVault } from '../../../examples/demo/servers/vault.ts'
import type { Vault } from '../../../examples/demo/servers/vault.ts'
import { signIn } from '../../servers/sign-in.ts'
import type { Stage } from '../describe-runtime.ts'

export function describeSignIn(stage: () => Stage): void {
  let vault: Vault

  beforeAll(async () => {
    vault = await startVault()
  })
  afterAll(() => vault?.close())

  it('signs in to a server, from the click to the first call', async () => {
    const ada = await stage().login()
    const stream = await ada.listen()
    const { sessionId, authUrl } = await ada.begin(vault.url)
    expect(authUrl).toBe(`${ada.base}/oauth/start?session=${sessionId}`)
    const back = await signIn(authUrl, { jar: ada.jar })
    expect(back.href.startsWith(`${ada.base}/oauth/callback?`)).toBe(true)
    const page = await ada.jar.fetch(back)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')])
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await page.text()).toContain('You are signed in')
    await stream.connection('tools_discovered', { sessionId })
    expect(JSON.stringify(await ada.call('callTool', { sessionId, name: 'whoami' }))).toContain('alice')
    await stream.close()
  })

  it('binds a sign-in to the browser that began it', async () => {
    const ada = await stage().login()
    const first = await ada.post('getSessions')
    const cookies = first.headers.getSetCookie().filter((line) => line.startsWith('mcp-plug-flow='))
    expect(cookies).toEqual([
      expect.stringMatching(/^mcp-plug-flow=[\w-]{20,}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/),
    ])
    await first.body?.cancel()
    const { authUrl } = await ada.begin(vault.url)
    const back = await signIn(authUrl, { jar: ada.jar })
    const stranger = await fetch(back, { redirect: 'manual' })
    expect(stranger.status).toBe(403)
    expect(await stranger.text()).toContain('oauth_browser_mismatch')
    expect((await ada.jar.fetch(back)).status).toBe(200)
  })

  it('sends a person back to the page that they came from', async () => {
    const ada = await stage().login()
    const { authUrl } = await ada.call('connect', { serverUrl: vault.url, returnTo: '/?tab=servers' })
    const back = await signIn(new URL(authUrl!, ada.base), { jar: ada.jar })
    const answer = await ada.jar.fetch(back)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${ada.site}/?tab=servers`])
  })
}
