/** A built example as it runs: a process of its own, in a process group of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { freePorts } from '../e2e/demo-process.ts'
import { waitFor } from '../servers/wait-for.ts'
import type { ExampleApp } from './example-app.ts'

const START_TIMEOUT = 60_000
const STOP_TIMEOUT = 40_000

export interface RunningApp {
  /** Without a slash at its end. */
  readonly url: string
  /** What it has written so far. */
  output(): string
  /** SIGTERM, as an orchestrator sends it. Resolves with the exit code when the process has ended, or was ended. */
  terminate(): Promise<number | NodeJS.Signals>
  /** Ends whatever is left of it. */
  stop(): Promise<void>
}

/** Runs the example's script `start`; settings are environment variables. */
export async function startExample(
  app: ExampleApp,
  settings: (port: number) => NodeJS.ProcessEnv = () => ({}),
  script = app.scripts['start']!,
  port?: number,
): Promise<RunningApp> {
  port ??= await freePorts()
  const environment = { HOST: '127.0.0.1', PORT: String(port), MCP_LOCAL: '1', ...settings(port) }
  const child = spawn('sh', ['-c', `exec ${script}`], {
    cwd: app.folder,
    env: app.environment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)))
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
  const endGroup = (): void => {
    try {
      process.kill(-child.pid!, 'SIGKILL')
    } catch {
      // Nothing of the group is left.
    }
  }
  process.once('exit', endGroup)

  const terminate = async (): Promise<number | NodeJS.Signals> => {
    if (!hasEnded()) child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT)
    const [code, signal] = await exited
    clearTimeout(timer)
    return code ?? signal!
  }
  const stop = async (): Promise<void> => {
    endGroup()
    await exited
    process.off('exit', endGroup)
  }
  const url = `http://127.0.0.1:${port}`
  try {
    await waitFor(
      () => {
        if (hasEnded()) throw new Error(`The app ended by itself: ${output}`)
        return fetch(url).then(
          ({ status }) => status,
          () => output,
        )
      },
      (answer) => typeof answer === 'number',
      START_TIMEOUT,
    )
    return { url, output: () => output, terminate, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
