/** Twelve secrets through every failure: none of them is found where somebody else could read it. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { generateKey } from '../../server/index.ts'
import type { RpcMethod, RpcParams } from '../../shared/rpc.ts'
import { EchoServer, type McpMode, type TokenMode } from '../faults/echo-server.ts'
import { ReplicaProcess } from '../faults/replica-process.ts'
import { RedisServer } from '../server/redis-server.ts'
import { Browser } from '../server/site.ts'
import { waitFor } from '../servers/wait-for.ts'

const MCP_FAILURES = ['tool-error', 'rpc-error', 'garbage', 'no-json', 'cut', 400, 401, 403, 404, 429, 500] as const
const TOKEN_FAILURES = ['invalid_grant', 'invalid_client', 'invalid_request', 'error-in-200', 'garbage', 500] as const

const canary = (name: string): string => `canary-${name}-${randomBytes(12).toString('hex')}`
const keys = generateKey()
const known = {
  bearer: canary('bearer'),
  customHeader: canary('header'),
  accessToken: canary('access'),
  refreshToken: canary('refresh'),
  clientSecret: canary('client'),
  code: canary('code'),
  loginCookie: canary('login'),
  writeOnlyArgument: canary('argument'),
  keyRing: keys.split(':')[1]!,
}

let redis: RedisServer
let admin: Redis
let echo: EchoServer
let replica: ReplicaProcess
let alice: Browser
const dumps: string[] = []
/** Answers that say that something failed, callback pages among them. */
const errors: string[] = []
/** What a tool itself has answered to the person who ran it. */
const results: string[] = []
const states: string[] = []

beforeAll(async () => {
  ;[redis, echo] = await Promise.all([RedisServer.start('--rdbcompression', 'no'), EchoServer.start(known)])
  admin = new Redis(redis.url)
  replica = await ReplicaProcess.start({ redisUrl: redis.url, keys })
  alice = new Browser(replica.base, `alice.${known.loginCookie}`)
})
afterAll(async () => {
  admin?.disconnect()
  await replica?.kill()
  await Promise.all([redis?.stop(), echo?.close()])
})

async function dump(): Promise<void> {
  await admin.save()
  dumps.push(await readFile(join(redis.directory, 'dump.rdb'), 'latin1'))
}

async function ask<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<void> {
  const answer = await alice.rpc(method, params)
  ;('error' in answer ? errors : results).push(JSON.stringify(answer))
}

/** Runs the tool in every way that it can fail, and some more that touches the server. */
async function failInEveryWay(sessionId: string): Promise<void> {
  for (const mode of MCP_FAILURES satisfies readonly McpMode[]) {
    echo.mcp = mode
    const call = { sessionId, name: 'unlock', arguments: { pin: known.writeOnlyArgument } }
    await ask('callTool', call)
    await ask('callTool', { ...call, callId: `detached-${mode}`, detached: true })
    await ask('getCall', { callId: `detached-${mode}` })
    await ask('restoreSession', { sessionId })
    await ask('diagnose', { sessionId })
    await ask('listTools', { sessionId })
    await dump()
    echo.mcp = 'ok'
    await ask('restoreSession', { sessionId })
  }
}

/** From the click to the answer; gives the answer's page. */
async function signIn(authUrl: string, token: TokenMode, more: Record<string, string> = {}): Promise<Response> {
  const start = await alice.jar.fetch(authUrl)
  expect(start.status).toBe(303)
  const state = new URL(start.headers.get('location')!).searchParams.get('state')!
  states.push(state)
  await dump()
  echo.token = token
  const query = new URLSearchParams({ code: known.code, state, iss: echo.issuer, ...more })
  return alice.jar.fetch(`${replica.base}/oauth/callback?${query.toString()}`)
}

const isReadable = (text: string, secret: string): boolean =>
  [secret, Buffer.from(secret).toString('base64').slice(0, -4), Buffer.from(secret).toString('hex')].some((form) =>
    text.includes(form),
  )

it(
  'keeps twelve secrets out of the dump, the log, the events, the errors and the output',
  { timeout: 90_000 },
  async () => {
    const reader = await alice.events()
    await ask('getSessions', {})
    const flowCookie = /mcp-plug-flow=([\w-]+)/.exec(alice.jar.header(new URL(replica.base)))![1]!

    // By a token and a header of the person's own.
    const headers = { authorization: `Bearer ${known.bearer}`, 'x-api-key': known.customHeader }
    const byHeader = await alice.call('connect', {
      serverUrl: `${echo.origin}/open`,
      serverName: 'plain to see',
      headers,
    })
    await failInEveryWay(byHeader.sessionId)

    // By a sign-in, that fails in every way before it succeeds.
    const { sessionId, authUrl } = await alice.call('connect', { serverUrl: `${echo.origin}/guarded` })
    for (const mode of TOKEN_FAILURES) {
      const page = await signIn(authUrl!, mode)
      expect(page.status).toBeGreaterThan(399)
      errors.push(await page.text())
    }
    const wrong = [
      { iss: 'https://canary.example' },
      { error: 'access_denied', error_description: known.code },
      { state: 'x' },
    ]
    for (const more of wrong) errors.push(await (await signIn(authUrl!, 'ok', more as never)).text())
    const used = await signIn(authUrl!, 'ok')
    expect([used.status, await used.text()]).toEqual([200, expect.stringContaining('You are signed in')])
    await failInEveryWay(sessionId)
    for (const mode of TOKEN_FAILURES) {
      const again = await signIn(authUrl!, 'ok')
      expect(again.status).toBe(200)
      await again.body?.cancel()
      echo.token = mode
      echo.mcp = 401
      await ask('callTool', { sessionId, name: 'unlock', arguments: { pin: known.writeOnlyArgument } })
      echo.mcp = 'ok'
      await dump()
    }

    // By requests that are wrong themselves.
    const spoiled = { 'x-api-key': `${known.customHeader}\r\nx-other: 1` }
    await ask('connect', { serverUrl: `${echo.origin}/open`, account: 'spoiled', headers: spoiled })
    await ask('connect', { serverUrl: `http://${known.bearer}@127.0.0.1/` })
    await ask('callTool', { sessionId, name: known.writeOnlyArgument, arguments: known.writeOnlyArgument as never })
    await ask('finishAuth', { params: `code=${known.code}&state=${states[0]}` })
    const broken = await fetch(replica.base, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-mcp-plug': '1',
        cookie: alice.jar.header(new URL(replica.base)),
      },
      body: `{"pin": ${known.writeOnlyArgument}`,
    })
    errors.push(await broken.text())

    // By a Redis that is away, and by a key ring that is no key ring.
    redis.freeze()
    await ask('callTool', { sessionId, name: 'unlock', arguments: { pin: known.writeOnlyArgument } })
    redis.thaw()
    await waitFor(
      () => alice.rpc('getSessions', {}),
      (answer) => 'result' in answer,
    )
    const misled = await ReplicaProcess.start({ redisUrl: redis.url, keys: known.keyRing })
    const lost = new Browser(misled.base, 'alice')
    errors.push(JSON.stringify(await lost.rpc('getSessions', {})))
    await ask('disconnect', { sessionId })
    await dump()
    await reader.connection('disconnected', { sessionId })
    await reader.close()
    await misled.kill()

    const sent = echo.heard.match(/(?<=code_verifier=)[^&"]+/g) ?? []
    const codeVerifiers = [...new Set(sent.map(decodeURIComponent))]
    expect(codeVerifiers.length).toBeGreaterThan(TOKEN_FAILURES.length)
    for (const verifier of codeVerifiers) expect(verifier.length).toBeGreaterThan(42)
    const secrets: Record<string, readonly string[]> = {
      ...Object.fromEntries(Object.entries(known).map(([name, secret]) => [name, [secret]])),
      codeVerifier: codeVerifiers,
      state: states,
      flowCookie: [flowCookie],
    }
    expect(Object.keys(secrets)).toHaveLength(12)

    const places: Record<string, string> = {
      'the dump': dumps.join('\n'),
      'the log and the output': replica.output + misled.output,
      'the events': JSON.stringify(reader.events),
      'an error': errors.join('\n'),
    }
    // Each place shows what need not be hidden, so it would show the rest; and the secrets were really on their way.
    expect(places['the dump']).toContain('plain to see')
    expect(places['the log and the output']).toMatch(/tool call.*call_finished/)
    expect(places['the log and the output']).toContain('a sign-in did not succeed')
    expect(places['the events']).toContain('auth_required')
    expect(
      new Set(errors.flatMap((text) => /"code":"(\w+)"|\((\w+), r-/.exec(text)?.slice(1).filter(Boolean) ?? [])).size,
    ).toBeGreaterThan(9)
    expect(results.join(), 'a tool’s own answer is the person’s to read').toContain(known.writeOnlyArgument)
    for (const name of [
      'bearer',
      'customHeader',
      'accessToken',
      'refreshToken',
      'clientSecret',
      'code',
      'writeOnlyArgument',
    ]) {
      expect(echo.heard, name).toContain(secrets[name]![0])
    }

    for (const name of ['loginCookie', 'flowCookie', 'keyRing']) {
      expect(echo.heard, `${name} is no business of any server`).not.toContain(secrets[name]![0])
    }

    const found = Object.entries(places).flatMap(([place, text]) =>
      Object.entries(secrets)
        .filter(([, values]) => values.some((value) => isReadable(text, value)))
        .map(([name]) => `${name} in ${place}`),
    )
    expect(found).toEqual([])
  },
)
