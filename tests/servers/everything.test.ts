import { networkInterfaces } from 'node:os'
import { connect as connectSocket } from 'node:net'
import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterEach, describe, expect, it } from 'vitest'
import { start } from '../../examples/demo/servers/everything.ts'
import type { EverythingOptions } from '../../examples/demo/servers/everything.ts'

const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function startEverything(options: EverythingOptions): Promise<string> {
  const server = await start(options)
  closers.push(() => server.close())
  return server.url
}

function reaches(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket({ host, port, timeout: 2_000 })
    const end = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.once('timeout', () => end(false))
  })
}

describe('server-everything', () => {
  it.each([
    ['streamableHttp', (url: string) => new StreamableHTTPClientTransport(new URL(url))],
    ['sse', (url: string) => new SSEClientTransport(new URL(url))],
  ] as const)('serves by %s', async (transport, toTransport) => {
    const client = new Client({ name: 'test', version: '1.0.0' })
    closers.push(() => client.close())
    await client.connect(toTransport(await startEverything({ transport })))
    const result = await client.callTool({ name: 'echo', arguments: { message: 'hi' } })
    expect(result.content).toMatchObject([{ text: 'Echo: hi' }])
  })

  it('listens on loopback only', async () => {
    const port = Number(new URL(await startEverything({})).port)
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address?.family === 'IPv4' && !address.internal)
      .map((address) => address!.address)
    expect(await reaches('127.0.0.1', port)).toBe(true)
    // 127.0.0.2 is this machine too, and stands for the other interfaces where there are none.
    for (const host of ['127.0.0.2', ...outside]) expect(await reaches(host, port)).toBe(false)
  })

  it('says that a port is taken', async () => {
    const port = Number(new URL(await startEverything({})).port)
    await expect(start({ port })).rejects.toThrow('already in use')
  })

  it('ends when closed', async () => {
    const server = await start()
    const port = Number(new URL(server.url).port)
    await server.close()
    expect(await reaches('127.0.0.1', port)).toBe(false)
  })
})
