/** What goes along when a server sends us elsewhere: nothing, beyond its own origin. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { createAddressRules } from '../../server/net/address.ts'
import { createGuardedFetch } from '../../server/net/guarded-fetch.ts'
import { start as startVault } from '../../examples/demo/servers/vault.ts'
import { signIn } from '../servers/sign-in.ts'
import { MemorySessionStore } from '../../server/index.ts'
import { createApp } from '../server/harness.ts'
import { Browser, startSite } from '../server/site.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

interface Seen {
  readonly path: string
  readonly method: string
  readonly headers: IncomingHttpHeaders
}

/** A server that answers with the redirect that `where` gives, or 200. */
async function start(where: (path: string) => [status: number, location: string] | undefined = () => undefined) {
  const seen: Seen[] = []
  const server: Server = createServer((request, response) => {
    request.resume()
    seen.push({ path: request.url!, method: request.method!, headers: request.headers })
    const [status, location] = where(request.url!) ?? [200]
    response.writeHead(status, location === undefined ? {} : { location }).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

const guarded = () => createGuardedFetch(createAddressRules(['127.0.0.1']))

it.each([301, 302, 303, 307, 308])('%i to another origin is not followed: no header arrives there', async (status) => {
  const other = await start()
  const first = await start(() => [status, `${other.origin}/mcp`])
  const app = createApp()
  const headers = { authorization: 'Bearer canary', 'x-key': 'canary' }
  expect(await app.rpc('connect', { serverUrl: `${first.origin}/mcp`, headers })).toHaveProperty('error')
  const response = await guarded()(`${first.origin}/mcp`, { headers })
  await response.body?.cancel()
  expect(response.status).toBe(status)
  expect(first.seen.length).toBeGreaterThan(1)
  expect(first.seen[0]!.headers.authorization).toBe('Bearer canary')
  expect(other.seen).toEqual([])
})

it.each([302, 307])('%i takes no token of a sign-in to another origin', async (status) => {
  const other = await start()
  const vault = await startVault()
  closers.push(() => vault.close())
  // In front of the vault, and one day it sends its callers away.
  let away = false
  const store = new MemorySessionStore()
  const site = await startSite({ store })
  closers.push(() => site.close())
  const alice = new Browser(site.base, 'alice')
  const { sessionId, authUrl } = await alice.call('connect', { serverUrl: vault.url })
  await (await alice.jar.fetch(await signIn(authUrl!, { jar: alice.jar }))).body?.cancel()
  const record = (await store.get('alice', sessionId))!
  const tokens = record.secrets.tokens!
  const front = await start(() => (away ? [status, `${other.origin}/mcp`] : undefined))
  const moved = await store.create({ ...record, sessionId: 'moved', serverUrl: `${front.origin}/mcp` })
  expect(moved.secrets.tokens).toEqual(tokens)
  away = true
  expect(await alice.rpc('restoreSession', { sessionId: 'moved' })).toHaveProperty('error')
  expect(front.seen.map(({ headers }) => headers.authorization)).toContain(`Bearer ${tokens.access_token}`)
  expect(other.seen).toEqual([])
})

it('on the same origin three redirects are followed, and not a fourth', async () => {
  const server = await start((path) => {
    const left = Number(path.slice(1))
    return left > 0 ? [307, `/${left - 1}`] : undefined
  })
  const response = await guarded()(`${server.origin}/3`, {
    method: 'POST',
    body: 'x',
    headers: { authorization: 'Bearer own' },
  })
  expect([response.status, await response.text()]).toEqual([200, '{}'])
  expect(server.seen.map(({ path, method, headers }) => [path, method, headers.authorization])).toEqual(
    ['/3', '/2', '/1', '/0'].map((path) => [path, 'POST', 'Bearer own']),
  )
  server.seen.length = 0
  await expect(guarded()(`${server.origin}/4`)).rejects.toMatchObject({ code: 'upstream_protocol' })
  expect(server.seen).toHaveLength(4)
  server.seen.length = 0
  // Neither does the protocol's client go on where the guard has stopped: not more than four for each of its tries.
  await createApp().rpc('connect', { serverUrl: `${server.origin}/9` })
  expect(server.seen.map(({ path }) => path)).not.toContain('/5')
})

it.each([301, 302, 303])('%i does not make a GET of a POST', async (status) => {
  const server = await start((path) => (path === '/a' ? [status, '/b'] : undefined))
  const response = await guarded()(`${server.origin}/a`, { method: 'POST', body: 'x' })
  expect(response.status).toBe(status)
  expect(server.seen).toHaveLength(1)
})
