import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** A real redis-server for tests, on a free port of 127.0.0.1, its files in a temporary directory. */
export class RedisServer {
  readonly port: number
  readonly directory: string
  readonly #options: readonly string[]
  #process: ChildProcess | undefined
  #stopped = false

  private constructor(port: number, directory: string, options: readonly string[]) {
    this.port = port
    this.directory = directory
    this.#options = options
  }

  /** `options` as on the command line of redis-server, e.g. `'--requirepass', 'x'`. */
  static async start(...options: string[]): Promise<RedisServer> {
    // A port that was free may be taken a moment later by somebody else: then another is tried.
    for (let attempt = 1; ; attempt++) {
      const directory = await mkdtemp(join(tmpdir(), 'mcp-plug-redis-'))
      const server = new RedisServer(await freePort(), directory, options)
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

  /** Starts the process on the same port and directory, with what it has saved. */
  async resume(): Promise<void> {
    if (this.#stopped) throw new Error('This redis-server was stopped for good.')
    const server = spawn(
      process.env.REDIS_SERVER ?? 'redis-server',
      [
        '--port',
        String(this.port),
        '--bind',
        '127.0.0.1',
        '--dir',
        this.directory,
        '--save',
        '',
        '--appendonly',
        'no',
        '--loglevel',
        'warning',
        ...this.#options,
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

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
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
