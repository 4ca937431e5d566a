/** The same checks for every runtime: its example, built and started as in production, and driven over HTTP. */
import { afterAll, afterEach, beforeAll, describe, inject } from 'vitest'
import type { ObservableServer } from '../../examples/demo/servers/host.ts'
import { start as startWorkshop } from '../../examples/demo/servers/workshop.ts'
import { freePorts } from '../e2e/demo-process.ts'
import { describeCalls } from './checks/calls.ts'
import { describePage } from './checks/page.ts'
import { describeRequests } from './checks/requests.ts'
import { describeShutdown } from './checks/shutdown.ts'
import { describeSignIn } from './checks/sign-in.ts'
import { describeStreams } from './checks/streams.ts'
import { installExample } from './example-app.ts'
import type { ExampleApp } from './example-app.ts'
import { startExample } from './running-app.ts'
import type { RunningApp } from './running-app.ts'
import { Visitor } from './visitor.ts'

export interface Runtime {
  /** The folder in `examples/`. */
  readonly example: string
  /** Packages that its users have otherwise, such as the runtime itself. */
  readonly also?: readonly string[]
  /** Environment variables of the build alone. */
  readonly build?: NodeJS.ProcessEnv
  /** The command of the build, in place of `npm run build`. */
  readonly buildCommand?: readonly string[]
  /** Environment variables of the build and of the app, which already has HOST, PORT and MCP_LOCAL. */
  readonly settings?: (port: number) => NodeJS.ProcessEnv
  /** In place of the example's script `start`. */
  readonly start?: string
  /** Changes the installed example before it is built. */
  readonly prepare?: (folder: string) => void
}

/** What the checks have at hand. */
export interface Stage {
  readonly app: ExampleApp
  readonly running: RunningApp
  readonly workshop: ObservableServer
  login(): Promise<Visitor>
}

/** `more` are checks of this runtime alone; they come before the process is told to stop. */
export function describeRuntime(name: string, runtime: Runtime, more?: (stage: () => Stage) => void): void {
  describe(name, () => {
    let app: ExampleApp | undefined
    let running: RunningApp | undefined
    let workshop: ObservableServer | undefined

    beforeAll(async () => {
      workshop = await startWorkshop()
      app = await installExample(runtime.example, inject('tarball'), runtime.also)
      runtime.prepare?.(app.folder)
      const port = await freePorts()
      if (app.scripts['build'] !== undefined) {
        await app.run(runtime.buildCommand ?? ['npm', 'run', 'build'], {
          ...runtime.settings?.(port),
          ...runtime.build,
        })
      }
      running = await startExample(app, runtime.settings, runtime.start, port)
    })

    afterEach(({ task }) => {
      // oxlint-disable-next-line no-console -- what the app has to say of a failed check
      if (task.result?.state === 'fail') console.error(`${name} wrote: ${running?.output().slice(-4_000)}`)
    })

    afterAll(async () => {
      await running?.stop()
      app?.remove()
      await workshop?.close()
    })

    const stage = (): Stage => ({
      app: app!,
      running: running!,
      workshop: workshop!,
      login: () => Visitor.login(running!.url),
    })
    describeRequests(stage)
    describeCalls(stage)
    describeStreams(stage)
    describeSignIn(stage)
    describePage(stage)
    more?.(stage)
    // It ends the process.
    describeShutdown(stage)
  })
}
