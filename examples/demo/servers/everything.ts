/** `@modelcontextprotocol/server-everything`, the reference server of the legacy era, in its own process on loopback. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { DemoServer } from './host.ts'

const START_TIMEOUT = 20_000
const STOP_TIMEOUT = 3_000

export interface EverythingOptions {
  /** Default 0: any free port. */
  readonly port?: number
  /** `sse` is the HTTP+SSE transport of 2024-11-05, at `/sse`. Default `streamableHttp`, at `/mcp`. */
  readonly transport?: 'streamableHttp' | 'sse'
}

export async function start({ port = 0, transport = 'streamableHttp' }: EverythingOptions = {}): Promise<DemoServer> {
  const entry = createRequire(import.meta.url).resolve('@modelcontextprotocol/server-everything/dist/index.js')
  const preload = new URL('./loopback-only.mjs', import.meta.url)
  const child = spawn(process.execPath, ['--import', preload.href, entry, transport], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { ...process.env, PORT: String(port), NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-2_000)
  })
  const exited = once(child, 'exit')

  async function close(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT)
    await exited
    clearTimeout(force)
  }

  const ready = new Promise<number>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`server-everything did not start in ${START_TIMEOUT} ms`)),
      START_TIMEOUT,
    )
    child.once('message', (message) => {
      clearTimeout(timer)
      resolve((message as { port: number }).port)
    })
    child.once('error', reject)
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`server-everything ended with code ${code}: ${errors}`))
    })
  })
  try {
    const bound = await ready
    return { url: `http://127.0.0.1:${bound}/${transport === 'sse' ? 'sse' : 'mcp'}`, close }
  } catch (error) {
    await close()
    throw error
  }
}
