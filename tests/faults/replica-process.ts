/** Replicas that can be killed and stopped: each a process of its own, all over one Redis. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { HandlerOptions } from '../../server/index.ts'
import { waitFor } from '../servers/wait-for.ts'

const WORKER = fileURLToPath(new URL('replica-worker.ts', import.meta.url))
const BUN = fileURLToPath(new URL('../../node_modules/.bin/bun', import.meta.url))

/** What a replica runs on. */
export type Runtime = 'node' | 'bun'

export interface ReplicaSettings {
  /** Default: none, so that `env` must say where Redis is. */
  readonly redisUrl?: string
  /** More of the environment. */
  readonly env?: Readonly<Record<string, string>>
  /** The key ring. */
  readonly keys: string
  /** What of the handler's options is JSON. */
  readonly options?: Partial<HandlerOptions>
  /** Default `node`: the one that runs the tests. */
  readonly runtime?: Runtime
  /** Milliseconds that calls may go on for after SIGTERM. Default 10,000. */
  readonly drain?: number
}

export class ReplicaProcess {
  readonly base: string
  readonly #child: ChildProcess
  readonly #output: () => string

  private constructor(child: ChildProcess, base: string, output: () => string) {
    this.#child = child
    this.base = base
    this.#output = output
  }

  static async start({
    redisUrl = '',
    env = {},
    keys,
    options = {},
    runtime = 'node',
    drain = 10_000,
  }: ReplicaSettings): Promise<ReplicaProcess> {
    const { NODE_OPTIONS: _options, ...environment } = process.env
    const child = spawn(runtime === 'bun' ? BUN : process.execPath, [WORKER], {
      env: {
        ...environment,
        REDIS_URL: redisUrl,
        MCP_PLUG_KEYS: keys,
        REPLICA_OPTIONS: JSON.stringify(options),
        REPLICA_DRAIN: String(drain),
        ...env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const reap = (): boolean => child.kill('SIGKILL')
    process.once('exit', reap)
    child.once('exit', () => process.off('exit', reap))
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += String(chunk)))
    child.stderr.on('data', (chunk: Buffer) => (output += String(chunk)))
    const found = () => /^replica: (\S+)$/m.exec(output)?.[1]
    await waitFor(
      () => child.exitCode ?? found(),
      (given) => given !== undefined,
      20_000,
    )
    const base = found()
    if (base === undefined) throw new Error(`The replica did not start: ${output}`)
    return new ReplicaProcess(child, base, () => output)
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** What it has written to standard output and standard error so far: its log is in it. */
  get output(): string {
    return this.#output()
  }

  /** Stops it in the middle of whatever it does: its connections stay open, and it does nothing. */
  pause(): void {
    this.#child.kill('SIGSTOP')
  }

  resume(): void {
    this.#child.kill('SIGCONT')
  }

  /** SIGTERM, as an orchestrator sends it. Resolves when the process has ended. */
  async terminate(): Promise<void> {
    const exited = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await exited
  }

  /** kill -9. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exited = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exited
  }
}
