import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MCPClient, MemorySessionStore, UnauthorizedError } from '../../server/index.ts'
import { VERSION } from '../../shared/version.ts'
import { start as startObservatory } from '../../examples/demo/servers/observatory.ts'
import type { ObservableServer } from '../../examples/demo/servers/host.ts'
import { createApp } from './harness.ts'

let observatory: ObservableServer
beforeAll(async () => {
  observatory = await startObservatory({ requireBearer: 'canary-token' })
})
afterAll(() => observatory?.close())

const common = { userId: 'alice', allowPrivateNetwork: ['127.0.0.1'] }

describe('MCPClient', () => {
  it('connects, calls, and is found again by its session id alone, also by the handler', async () => {
    const store = new MemorySessionStore()
    const sessionId = store.generateSessionId()
    const headers = { authorization: 'Bearer canary-token' }
    const first = new MCPClient({
      ...common,
      store,
      sessionId,
      serverUrl: observatory.url,
      serverName: 'Hilltop',
      headers,
    })
    await first.connect()
    expect((await first.listTools()).tools.map(({ name }) => name)).toContain('slow_echo')

    const resumed = new MCPClient({ ...common, store, sessionId })
    const steps: number[] = []
    const result = await resumed.callTool(
      'track_satellite',
      { satellite: 'ISS', minutes: 3, delayMs: 1 },
      { onProgress: ({ progress }) => steps.push(progress) },
    )
    expect(result.content.length).toBeGreaterThan(0)
    expect(steps.length).toBeGreaterThan(1)
    const [prompt] = (await resumed.listPrompts()).prompts
    expect(prompt!.name).toMatch(/\w/)
    const { resources } = await resumed.listResources()
    expect((await resumed.readResource(resources[0]!.uri)).contents[0]!.uri).toBe(resources[0]!.uri)
    expect((await resumed.listResourceTemplates()).resourceTemplates).not.toEqual([])

    const app = createApp({ store })
    expect((await app.call('getSessions', {})).sessions).toMatchObject([
      { sessionId, serverName: 'Hilltop', state: 'CONNECTED' },
    ])
    await resumed.disconnect()
    expect((await app.call('getSessions', {})).sessions).toEqual([])
    await expect(resumed.listTools()).rejects.toMatchObject({ code: 'session_not_found' })
  })

  it('says when the server wants authorisation, and when there is nothing to resume', async () => {
    const store = new MemorySessionStore()
    const refused = new MCPClient({ ...common, store, sessionId: 's1', serverUrl: observatory.url })
    await expect(refused.connect()).rejects.toThrow(UnauthorizedError)
    await expect(new MCPClient({ ...common, store, sessionId: 'none' }).connect()).rejects.toMatchObject({
      code: 'session_not_found',
    })
    expect(() => new MCPClient({ ...common, store, sessionId: '' })).toThrow(/sessionStore.generateSessionId/)
  })
})

it('tells MCP servers the version of the package', () => {
  expect(VERSION).toBe(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version)
})
