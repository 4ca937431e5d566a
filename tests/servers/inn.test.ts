import type { Client as ModernClient } from '@modelcontextprotocol/client'
import { afterEach, describe, expect, it } from 'vitest'
import type { DemoServer } from '../../examples/demo/servers/host.ts'
import { connectLegacy, connectModern, textOf } from './inn/clients.ts'
import type { Outcome } from './inn/clients.ts'
import type { Inn } from './inn/inn.ts'
import { startLegacyInn } from './inn/legacy.ts'
import { startModernInn } from './inn/modern.ts'
import type { ToolJson } from './inn/tools.ts'
import { waitFor } from './wait-for.ts'

const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

function later<T extends { close(): Promise<void> }>(what: T): T {
  closers.push(() => what.close())
  return what
}

/** A call through either client: they differ in where the options are. */
interface Guest {
  call(name: string, args?: object, options?: object, meta?: object): Promise<Outcome>
  tools(): Promise<readonly ToolJson[]>
  onLog(listener: (data: unknown) => void): void
  close(): Promise<void>
}

async function asLegacy(server: DemoServer): Promise<Guest> {
  const client = await connectLegacy(server)
  return {
    call: async (name, args = {}, options) =>
      (await client.callTool({ name, arguments: { ...args } }, undefined, options)) as Outcome,
    tools: async () => (await client.listTools()).tools as readonly ToolJson[],
    onLog(listener) {
      client.fallbackNotificationHandler = async ({ params }) => listener(params?.data)
    },
    close: () => client.close(),
  }
}

async function asModern(server: DemoServer): Promise<Guest> {
  const client = await connectModern(server)
  return {
    call: async (name, args = {}, options, _meta = {}) =>
      (await client.callTool(
        { name, arguments: { ...args }, _meta } as Parameters<ModernClient['callTool']>[0],
        options,
      )) as Outcome,
    tools: async () => (await client.listTools()).tools as readonly ToolJson[],
    onLog(listener) {
      client.fallbackNotificationHandler = async ({ params }) => listener(params?.data)
    },
    close: () => client.close(),
  }
}

const COMMON = ['book', 'book_twice', 'book_both', 'pay', 'wicked', 'count', 'slow', 'tally', 'shout', 'burn', 'write']

describe.each([
  ['legacy', startLegacyInn, asLegacy, ['pay_first', 'ask_later', 'impatient']],
  ['modern', startModernInn, asModern, ['routed']],
] as const)('the %s inn', (era, startInn, enterAs, extras) => {
  async function enter(): Promise<{ inn: Inn; guest: Guest }> {
    const inn = later(await startInn({ toolCount: 2 }))
    return { inn, guest: later(await enterAs(inn)) }
  }

  it('has the same tools as the other, and says of each what it does', async () => {
    const { guest } = await enter()
    const tools = await guest.tools()
    expect(tools.map(({ name }) => name)).toEqual([...COMMON, 'rich', 'shifty', ...extras, 'dummy_0', 'dummy_1'])
    const hints = (name: string) => tools.find((tool) => tool.name === name)!.annotations
    expect(hints('book')).toEqual({ readOnlyHint: false, destructiveHint: false })
    expect(hints('write')).toEqual({ readOnlyHint: false, destructiveHint: false })
    expect(hints('burn')).toEqual({ destructiveHint: true })
    expect(hints('tally')).toEqual({ readOnlyHint: true })
    expect(hints('shout')).toBeUndefined()
  })

  it('does as it is told', async () => {
    const { guest } = await enter()
    const said = await Promise.all(
      ['shout', 'burn', 'write', 'shifty', 'dummy_1'].map(async (name) => textOf(await guest.call(name))),
    )
    expect(said).toEqual(['HELLO', 'burnt', 'written', 'shifted', 'dummy_1'])
    await expect(guest.call('nothing')).rejects.toMatchObject({ code: -32602 })
  })

  it('keeps count for all its guests', async () => {
    const { inn, guest } = await enter()
    const other = later(await enterAs(inn))
    const posts = inn.posts()
    expect([textOf(await guest.call('tally')), textOf(await other.call('tally'))]).toEqual(['1', '2'])
    await inn.restart()
    const third = later(await enterAs(inn))
    expect(textOf(await third.call('tally'))).toBe('3')
    expect(inn.executions('tally')).toBe(3)
    expect(inn.posts()).toBeGreaterThanOrEqual(posts + 3)
  })

  it('counts aloud', async () => {
    const { guest } = await enter()
    const heard: unknown[] = []
    guest.onLog((data) => heard.push(data))
    const progress: number[] = []
    const options = { onprogress: (update: { progress: number }) => progress.push(update.progress) }
    const meta = { 'io.modelcontextprotocol/logLevel': 'info' }
    expect(textOf(await guest.call('count', { steps: 3 }, options, meta))).toBe('Counted to 3.')
    expect([progress, heard]).toEqual([
      [1, 2, 3],
      [{ step: 1 }, { step: 2 }, { step: 3 }],
    ])
  })

  it('stops what is cancelled', async () => {
    const { inn, guest } = await enter()
    const stop = new AbortController()
    const slow = guest.call('slow', { delayMs: 20_000 }, { signal: stop.signal }).catch((error: unknown) => error)
    await waitFor(
      () => inn.state().running.slow,
      (running) => running === 1,
    )
    stop.abort()
    expect(await slow).toBeInstanceOf(Error)
    await waitFor(
      () => inn.state(),
      ({ running, cancelled }) => running.slow === 0 && cancelled.slow === 1,
    )
  })

  it('changes its shifty tool', async () => {
    const { inn, guest } = await enter()
    await inn.shift({ title: 'New', annotations: { destructiveHint: true } })
    const shifty = (await guest.tools()).find(({ name }) => name === 'shifty')!
    expect(shifty).toMatchObject({ title: 'New', annotations: { destructiveHint: true } })
    expect(shifty.description).toBe('Is not what it was.')
  })

  it('puts on the wire all that a tool may carry', async () => {
    const inn = later(await startInn())
    const tool = (await ask(inn, era, 'tools/list', {})).tools!.find(({ name }) => name === 'rich')
    expect(tool).toMatchObject({
      title: 'Rich tool',
      icons: [{ src: expect.stringMatching(/^data:image\/png/) }, { src: 'https://inn.example/icon.png' }],
      annotations: { title: 'Rich by annotation' },
      _meta: { 'inn.example/shelf': { row: 3 } },
      outputSchema: { required: ['room', 'price'] },
    })
    const keywords = ['$schema', '$defs', 'x-vendor', 'if', 'then', 'else', 'unheardOf']
    expect(Object.keys(tool!.inputSchema)).toEqual(expect.arrayContaining(keywords))
    expect(await ask(inn, era, 'tools/call', { name: 'rich' })).toMatchObject({
      content: [{ annotations: { priority: 0.8 }, _meta: { 'inn.example/block': 1 }, 'x-vendor': { kept: true } }, {}],
      structuredContent: { room: 'small', price: 80 },
      _meta: { 'inn.example/trace': 'abc' },
    })
  })
})

it('takes the place of an inn of the other era, and gives it back', async () => {
  const legacy = await startLegacyInn()
  const port = Number(new URL(legacy.url).port)
  const before = later(await asLegacy(legacy))
  await legacy.close()
  const modern = await startModernInn({ port })
  await expect(before.call('tally')).rejects.toMatchObject({ code: 400, message: expect.stringContaining('-32022') })
  const guest = later(await asModern(modern))
  expect(textOf(await guest.call('tally'))).toBe('1')
  await modern.close()
  later(await startLegacyInn({ port }))
  await expect(guest.call('tally')).rejects.toMatchObject({ status: 400, message: expect.stringContaining('-32000') })
})

interface WireResult {
  readonly tools?: readonly ToolJson[]
}

/** Without an SDK client, which would strip what it does not know. */
async function ask({ url }: DemoServer, era: 'legacy' | 'modern', method: string, params: object): Promise<WireResult> {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' }
  const post = (body: object, more: Record<string, string>) =>
    fetch(url, { method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify({ jsonrpc: '2.0', ...body }) })
  const clientInfo = { name: 'test', version: '1.0.0' }
  if (era === 'modern') {
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': clientInfo,
      'io.modelcontextprotocol/clientCapabilities': {},
    }
    const more = { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': method, 'Mcp-Name': 'rich' }
    return resultOf(await post({ id: 1, method, params: { ...params, _meta } }, more))
  }
  const hello = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }
  const opened = await post({ id: 0, method: 'initialize', params: hello }, {})
  await opened.body?.cancel()
  const session = { 'Mcp-Session-Id': opened.headers.get('Mcp-Session-Id')! }
  return resultOf(await post({ id: 1, method, params }, session))
}

async function resultOf(response: Response): Promise<WireResult> {
  const body = await response.text()
  const message = body.startsWith('{') ? body : /^data: (\{.*)$/m.exec(body)![1]!
  return (JSON.parse(message) as { result: WireResult }).result
}
