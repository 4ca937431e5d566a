/** What a test holds of a running inn, of either era. */
import type { HostOptions, ObservableServer, Traffic } from '../../../examples/demo/servers/host.ts'
import type { House, HouseOptions } from './house.ts'
import type { OpenStreams, StreamKind } from './streams.ts'
import type { ToolJson } from './tools.ts'

export interface InnOptions extends HostOptions, HouseOptions {
  /** Default true. False: GET is answered 405 (legacy), `subscriptions/listen` 404 with -32601 (modern). */
  readonly listenable?: boolean
}

export interface Inn extends ObservableServer {
  /** How often the tool began to run; later rounds of the same call are not counted. */
  executions(tool: string): number
  /** How often a call of the tool came back with answers (modern). */
  rounds(tool: string): number
  /** Streams that only listen and are open now: GET (legacy), `subscriptions/listen` (modern). */
  listeners(): number
  /** POSTs so far. */
  posts(): number
  /** Breaks open streams; by default all of them. */
  dropStreams(which?: StreamKind): void
  /** Forgets all sessions and breaks all streams, as a new process would. The counts stay. */
  restart(): Promise<void>
  /** Changes the tool `shifty` and tells the listeners. */
  shift(change: Partial<ToolJson>): Promise<void>
  addPrompt(name: string): Promise<void>
  addResource(uri: string): Promise<void>
  /** Tells those who subscribed that the resource has changed. */
  touch(uri: string): Promise<void>
  /** `pay_first` succeeds from now on; in the legacy era the sessions are told. */
  completePayments(): Promise<void>
  /** Renames the header of `routed` (`Mcp-Param-<name>`) and tells nobody (modern). */
  renameHeader(name: string): void
}

export type ListKind = 'tools' | 'prompts' | 'resources'

/** How an era reaches its listeners and ends its sessions. */
export interface Messenger {
  listChanged(kind: ListKind): Promise<void>
  resourceUpdated(uri: string): Promise<void>
  paymentsComplete(): Promise<void>
  forgetSessions(): Promise<void>
}

export function innOf(
  host: ObservableServer,
  house: House,
  traffic: Traffic,
  streams: OpenStreams,
  messenger: Messenger,
): Inn {
  return {
    ...host,
    executions: (tool) => house.executions(tool),
    rounds: (tool) => house.rounds(tool),
    listeners: () => streams.count('listeners'),
    posts: () => traffic.state().http.POST ?? 0,
    dropStreams: (which) => streams.drop(which),
    async restart() {
      // First, so that no stream ends in good order.
      await streams.hangUp()
      await messenger.forgetSessions()
    },
    async shift(change) {
      house.shifty = { ...house.shifty, ...change }
      await messenger.listChanged('tools')
    },
    async addPrompt(name) {
      house.prompts.push({ name, description: 'A new prompt.' })
      await messenger.listChanged('prompts')
    },
    async addResource(uri) {
      house.resources.push({ uri, name: uri, mimeType: 'text/plain' })
      await messenger.listChanged('resources')
    },
    touch: (uri) => messenger.resourceUpdated(uri),
    async completePayments() {
      house.paid = true
      await messenger.paymentsComplete()
    },
    renameHeader(name) {
      house.header = name
    },
    async close() {
      await messenger.forgetSessions()
      await streams.hangUp()
      await host.close()
    },
  }
}
