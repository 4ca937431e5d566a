/** The same addresses as they come in practice: from a person, and from a server at every step of a sign-in. */
import type * as Dns from 'node:dns'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createApp } from '../server/harness.ts'
import { corpus, LOCAL_NAMES } from './corpus.ts'
import { startCanary } from './offer.ts'

vi.mock('node:dns', async (original) => {
  const { resolvePrivate } = await import('./corpus.ts')
  return { ...(await original<typeof Dns>()), lookup: resolvePrivate }
})

const BASE = 'http://app.test/api/mcp'
const PUBLIC_URL = 'http://127.0.0.1/api/mcp'
const AT_ONCE = 20

let canary: Awaited<ReturnType<typeof startCanary>>
let server: Server
/** The one name that is allowed; the canary is on the same machine, under all others. */
let origin: string
/** What the hostile server names, by the number in the path. */
let targets: readonly string[] = []
/** How often a leg came to where it names the target. */
let named = 0

const STATUSES = [301, 302, 303, 307, 308]
const CHALLENGE = 'oauth-protected-resource'
const METADATA = '/.well-known/oauth-authorization-server'

const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

/** Header values are bytes: what is not ASCII goes as UTF-8, and line breaks do not go at all. */
const headerOf = (text: string) => Buffer.from(text.replace(/[\r\n\t]/g, '').trim()).toString('latin1')

function redirect(response: ServerResponse, index: number) {
  named++
  const status = STATUSES[index % STATUSES.length]!
  response.writeHead(status, { location: headerOf(targets[index]!) }).end()
}

/** A hostile server: `/<leg>/<index>` is an MCP server, `/as/<leg>/<index>` its authorization server. */
function answer(request: IncomingMessage, response: ServerResponse) {
  request.resume()
  const path = request.url!.split('?')[0]!
  const [, leg = '', digits = ''] = /([a-z-]+)\/(\d+)(?:\/[a-z]+)?$/.exec(path) ?? []
  const index = Number(digits)
  const resource = `${origin}/${leg}/${index}`
  const issuer = `${origin}/as/${leg}/${index}`
  const target = targets[index] ?? ''
  if (path.startsWith(`/.well-known/${CHALLENGE}`)) {
    if (leg === 'redirect-resource-metadata') return redirect(response, index)
    if (leg === 'issuer') named++
    return json(response, { resource, authorization_servers: [leg === 'issuer' ? target : issuer] })
  }
  if (path.startsWith(METADATA)) {
    if (leg === 'redirect-metadata') return redirect(response, index)
    const own = (endpoint: string) => {
      if (leg !== endpoint) return `${issuer}/${endpoint}`
      named++
      return target
    }
    return json(response, {
      issuer,
      authorization_endpoint: own('authorization'),
      token_endpoint: own('token'),
      registration_endpoint: own('registration'),
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
    })
  }
  if (path === `/as/${leg}/${index}/registration`) {
    if (leg === 'redirect-registration') return redirect(response, index)
    return json(response, { client_id: 'c', redirect_uris: [`${PUBLIC_URL}/oauth/callback`] }, 201)
  }
  if (path === `/as/${leg}/${index}/token` && leg === 'redirect-token') return redirect(response, index)
  if (path !== `/${leg}/${index}`) return response.writeHead(404).end()
  if (leg === 'redirect-server') return redirect(response, index)
  if (leg === 'resource-metadata') named++
  const metadata = leg === 'resource-metadata' ? headerOf(target) : `${origin}/.well-known/${CHALLENGE}/${leg}/${index}`
  response.writeHead(401, { 'www-authenticate': `Bearer resource_metadata="${metadata}"` }).end()
}

beforeAll(async () => {
  canary = await startCanary()
  server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://localhost:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await canary.close()
})

/** All of the corpus but the name that is allowed here. */
const everything = () =>
  (['https', 'http'] as const).flatMap((scheme) => {
    const { literal, named: names } = corpus(canary.port, scheme)
    return [...literal, ...names].filter((url) => !URL.canParse(url) || new URL(url).hostname !== 'localhost')
  })
/** Evenly spread over the corpus, and the same each time. */
const sample = (count: number) => {
  const all = everything()
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!)
}
const open = () => createApp({ allowPrivateNetwork: ['localhost'], publicUrl: PUBLIC_URL })
type App = ReturnType<typeof open>

/** Connects as a new user, and goes through a whole sign-in where one is offered. Gives how it ended. */
async function goThrough(app: App, serverUrl: string, user: string): Promise<string> {
  const connected = await app.post({ id: 1, method: 'connect', params: { serverUrl } }, { user })
  const cookie = connected.headers.get('set-cookie')?.split(';')[0] ?? ''
  const { result, error } = await connected.json()
  if (error) return error.code
  if (result.state !== 'AUTHENTICATING') return result.state
  const visit = (path: string) => app.handler.fetch(new Request(`${BASE}/${path}`, { headers: { cookie, user } }))
  const start = await visit(`oauth/start?session=${result.sessionId}`)
  const location = start.headers.get('location')
  if (location === null) return codeOn(await start.text())
  const query = new URLSearchParams({ code: 'x', state: new URL(location).searchParams.get('state')! })
  const page = await visit(`oauth/callback?${query}`)
  return codeOn(await page.text())
}
const codeOn = (page: string) => /\((\w+), r-/.exec(page)?.[1] ?? 'signed in'

/** Sends every URL through one leg; gives how often each end was met. */
async function offer(urls: readonly string[], go: (index: number) => Promise<string>): Promise<Record<string, number>> {
  targets = urls
  const ends: Record<string, number> = {}
  for (let from = 0; from < urls.length; from += AT_ONCE) {
    const indexes = urls.slice(from, from + AT_ONCE).map((_, i) => from + i)
    for (const end of await Promise.all(indexes.map(go))) ends[end] = (ends[end] ?? 0) + 1
  }
  return ends
}

describe('the MCP server’s own address', () => {
  it('none of more than 5,000 is reached', { timeout: 120_000 }, async () => {
    const app = open()
    const urls = sample(5_200)
    const before = canary.reached()
    const ends = await offer(urls, (index) => goThrough(app, urls[index]!, `user ${index}`))
    expect(canary.reached() - before).toBe(0)
    const { blocked_address, invalid_server_url, upstream_unreachable: unresolved = 0, ...others } = ends
    expect(others).toEqual({})
    expect(blocked_address! + invalid_server_url! + unresolved).toBe(urls.length)
    expect(blocked_address).toBeGreaterThan(4_500)
    expect(unresolved, 'names that this machine does not know').toBeLessThan(2 * LOCAL_NAMES.length)
    await goThrough(app, `http://localhost:${canary.port}/`, 'control')
    expect(canary.reached() - before, 'the allowed name leads to the canary').toBeGreaterThan(0)
  })
})

describe('an address that a server names', () => {
  it.each([
    'resource-metadata',
    'issuer',
    'registration',
    'token',
    'redirect-server',
    'redirect-resource-metadata',
    'redirect-metadata',
    'redirect-registration',
    'redirect-token',
  ])('as %s is not reached', { timeout: 60_000 }, async (leg) => {
    const app = open()
    const urls = sample(150)
    const before = canary.reached()
    named = 0
    const ends = await offer(urls, (index) => goThrough(app, `${origin}/${leg}/${index}`, `user ${index}`))
    expect(named, 'the leg came to where it names its target').toBeGreaterThanOrEqual(urls.length)
    expect(canary.reached() - before).toBe(0)
    expect(ends).not.toHaveProperty('CONNECTED')
    expect(ends).not.toHaveProperty('signed in')
    // The same leg with the one address that is allowed. A redirect is not followed there either: it is another origin.
    await offer(Array<string>(STATUSES.length).fill(`http://localhost:${canary.port}/`), (index) =>
      goThrough(app, `${origin}/${leg}/${index}`, `control ${index}`),
    )
    if (leg.startsWith('redirect')) expect(canary.reached() - before).toBe(0)
    else expect(canary.reached() - before).toBeGreaterThan(0)
  })

  it('as authorization endpoint is for the browser alone', { timeout: 60_000 }, async () => {
    const app = open()
    const before = canary.reached()
    named = 0
    await offer(sample(150), (index) => goThrough(app, `${origin}/authorization/${index}`, `user ${index}`))
    expect(named).toBeGreaterThanOrEqual(150)
    expect(canary.reached() - before).toBe(0)
  })
})
