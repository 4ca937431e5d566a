/** The demo as a person starts it: `node examples/demo/main.ts`, in a process of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TrafficState } from '../../examples/demo/servers/host.ts'
import type { RpcMethod, RpcParams, RpcResponse } from '../../shared/rpc.ts'
import { probePort } from '../setup/free-port.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const START_TIMEOUT = 30_000
const STOP_TIMEOUT = 10_000

export interface DemoProcess {
  readonly url: string
  /** What it has written so far. */
  output(): string
  /** Ends it as Ctrl-C does; gives its exit code. */
  stop(): Promise<number | null>
}

export interface DemoSettings {
  readonly PORT: number
  readonly REDIS_URL?: string
  readonly MCP_PLUG_KEYS?: string
}

export async function startDemo(settings: DemoSettings): Promise<DemoProcess> {
  const { REDIS_URL: _url, REDIS_HOST: _host, MCP_PLUG_KEYS: _keys, ...environment } = process.env
  const child = spawn(process.execPath, [join(ROOT, 'examples/demo/main.ts')], {
    env: { ...environment, ...settings, PORT: String(settings.PORT) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit') as Promise<[number | null]>
  let output = ''

  async function stop(): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT')
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT)
    const [code] = await exited
    clearTimeout(force)
    return code
  }

  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The demo did not start in ${START_TIMEOUT} ms: ${output}`)),
      START_TIMEOUT,
    )
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const [, found] = /^mcp-plug demo: (\S+)$/m.exec(output) ?? []
      if (found === undefined) return
      clearTimeout(timer)
      resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void exited.then(([code]) => {
      clearTimeout(timer)
      reject(new Error(`The demo ended with code ${code}: ${output}`))
    })
  }).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { url, output: () => output, stop }
}

/** Calls the demo's handler as its page does. */
export async function rpc<M extends RpcMethod>(
  demo: DemoProcess,
  method: M,
  params: RpcParams<M>,
): Promise<RpcResponse<M>> {
  const answer = await fetch(new URL('/api/mcp', demo.url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'x-mcp-plug': '1' },
    body: JSON.stringify({ id: 1, method, params }),
  })
  return (await answer.json()) as RpcResponse<M>
}

/** What an MCP server of the demo says of itself. */
export async function stateOf(demo: DemoProcess, serverId: string): Promise<TrafficState> {
  const answer = await rpc(demo, 'getServers', {})
  if ('error' in answer) throw new Error(answer.error.message)
  const server = answer.result.servers.find(({ id }) => id === serverId)!
  return (await (await fetch(new URL('/debug/state', server.url))).json()) as TrafficState
}

/** A port that is free, with three free ones after it for the demo's MCP servers. */
export async function freePorts(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const first = 20_000 + Math.floor(Math.random() * 12_000)
    const free = await Promise.all([0, 1, 2, 3, 4, 5].map((offset) => probePort(first + offset)))
    if (free.every((port) => port !== null)) return first
  }
  throw new Error('Found no six free ports in a row.')
}
