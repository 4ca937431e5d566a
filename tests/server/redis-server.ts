import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { probePort } from '../setup/free-port.ts'

const tlsFile = (name: string): string => fileURLToPath(new URL(`tls/${name}`, import.meta.url))

/** The file of the certificate by which a server of the tests speaks TLS. */
export const CERTIFICATE = tlsFile('localhost.crt')

/** A node of a Cluster speaks to the others on its port and this much. */
const BUS = 10_000

/** A real redis-server for tests, on a free port of 127.0.0.1, its files in a temporary directory. */
export class RedisServer {
  readonly port: number
  /** Another port, for TLS. */
  readonly tlsPort: number | undefined
  readonly directory: string
  readonly #options: readonly string[]
  #process: ChildProcess | undefined
  #stopped = false

  private constructor(port: number, directory: string, options: readonly string[]) {
    this.port = port
    this.tlsPort = options[0] === '--tls-port' ? Number(options[1]) : undefined
    this.directory = directory
    this.#options = options
  }

  /** `options` as on the command line of redis-server, e.g. `'--requirepass', 'x'`. */
  static start(...options: string[]): Promise<RedisServer> {
    return RedisServer.#start(async () => ['--save', '', '--appendonly', 'no', ...options])
  }

  /** One that speaks TLS besides, as `localhost`, by a certificate that only {@link CERTIFICATE} vouches for. */
  static startTls(...options: string[]): Promise<RedisServer> {
    return RedisServer.#start(async () => [
      ...['--tls-port', String(await freePort())],
      ...['--tls-cert-file', CERTIFICATE, '--tls-key-file', tlsFile('localhost.key')],
      ...['--tls-ca-cert-file', CERTIFICATE, '--tls-auth-clients', 'no'],
      ...['--save', '', '--appendonly', 'no'],
      ...options,
    ])
  }

  /** A Sentinel. `config` is what its configuration file begins with: it needs one, and writes to it. */
  static startSentinel(config: string): Promise<RedisServer> {
    return RedisServer.#start(async (directory) => {
      const file = join(directory, 'sentinel.conf')
      await writeFile(file, config)
      return [file, '--sentinel']
    })
  }

  static async #start(optionsIn: (directory: string) => Promise<string[]>): Promise<RedisServer> {
    // A port that was free may be taken a moment later by somebody else: then another is tried.
    for (let attempt = 1; ; attempt++) {
      const directory = await mkdtemp(join(tmpdir(), 'mcp-plug-redis-'))
      const server = new RedisServer(await freePort(), directory, await optionsIn(directory))
      try {
        await server.resume()
        return server
      } catch (error) {
        await rm(directory, { recursive: true, force: true })
        if (attempt === 3) throw error
      }
    }
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  get tlsUrl(): string {
    return `rediss://localhost:${this.tlsPort}`
  }

  /** Whether its process is there; one that hangs is. */
  get isRunning(): boolean {
    return this.#process !== undefined
  }

  /** Starts the process on the same port and directory, with what it has saved. */
  async resume(): Promise<void> {
    if (this.#stopped) throw new Error('This redis-server was stopped for good.')
    const server = spawn(
      process.env.REDIS_SERVER ?? 'redis-server',
      [
        ...this.#options,
        '--port',
        String(this.port),
        '--bind',
        '127.0.0.1',
        '--dir',
        this.directory,
        '--loglevel',
        'warning',
      ],
      { stdio: 'ignore' },
    )
    // A test process that is ended in the middle must not leave a server behind.
    const reap = (): boolean => server.kill('SIGKILL')
    process.once('exit', reap)
    server.once('exit', () => process.off('exit', reap))
    let failure: Error | undefined
    server.once('error', (error) => (failure = error))
    server.once('exit', (code) => (failure ??= new Error(`redis-server ended with code ${code}.`)))
    this.#process = server
    for (let attempt = 0; attempt < 200; attempt++) {
      if (failure) throw failure
      if (await answers(this.port)) return
      await delay(25)
    }
    await this.halt()
    throw new Error('redis-server did not answer within 5 s.')
  }

  /** Ends the process; its directory stays. Saves first where a `--save` option is on. */
  async halt(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const server = this.#process
    this.#process = undefined
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const exited = once(server, 'exit')
    server.kill('SIGCONT')
    server.kill(signal)
    await exited
  }

  /** Stops and goes on: all connections are lost; what was kept is there again only with persistence on. */
  async restart(): Promise<void> {
    await this.halt()
    await this.resume()
  }

  /** Lets the process hang: it keeps its connections and answers nothing, until `thaw`. */
  freeze(): void {
    this.#process?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#process?.kill('SIGCONT')
  }

  /** Ends it for good, at once: nothing of it is kept. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.halt('SIGKILL')
    await rm(this.directory, { recursive: true, force: true })
  }
}

/** A free port that a node of a Cluster could have too. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = await probePort(0)
    if (port !== null && port + BUS < 65_536 && (await probePort(port + BUS)) !== null) return port
  }
  throw new Error('No free port was found.')
}

/** Whether a Redis there says anything to PING: even a refusal comes from one that is up. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (answered: boolean): void => {
      socket.destroy()
      resolve(answered)
    }
    socket.setTimeout(500, () => end(false))
    socket.once('error', () => end(false))
    socket.once('connect', () => socket.write('PING\r\n'))
    socket.once('data', (data) => end(!String(data).startsWith('-LOADING')))
  })
}
