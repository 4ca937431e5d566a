import type { JsonObject } from '../../../shared/mcp.ts'
import type { McpStore } from '../../core/store.ts'
import { isObject } from '../../schema-form/core/json.ts'
import type { Call } from '../run/calls.ts'
import { namesOf } from '../run/calls.ts'
import { hasFailed } from '../run/endings.ts'
import { withoutSecrets } from '../run/secrets.ts'
import { readTab, writeTab } from '../tab-storage.ts'

/** Runs that are kept, those that are pinned aside. */
const KEPT = 50
/** Runs that can be pinned. */
const PINNED = 50
/** Characters of arguments that are stored of one run, and of all. */
const STORED = 20_000
const STORED_ALL = 400_000

/** How a run ended. `unknown`: its page was left. */
export type Ending = 'finished' | 'failed' | 'cancelled' | 'unknown'

/** A run as it is remembered. Names come from MCP servers. */
export interface Entry {
  /** The call's id. */
  readonly id: string
  readonly sessionId: string
  readonly serverId: string
  /** The tool's name. */
  readonly name: string
  readonly tool: string
  readonly server: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Absent while it runs. */
  readonly ending?: Ending
  /** Milliseconds. */
  readonly duration?: number
  /** Absent where they are too large, or hold what is not stored. */
  readonly arguments?: JsonObject
  /** Whether secrets were left out of the arguments. */
  readonly partial?: boolean
  readonly pinned?: boolean
}

const isEntry = (value: unknown): value is Entry =>
  isObject(value) &&
  ['id', 'sessionId', 'serverId', 'name', 'tool', 'server'].every((name) => typeof value[name] === 'string') &&
  typeof value['at'] === 'number'

/** What was run at an endpoint, newest first. The tab keeps it without secrets; results are in memory only. */
export class History {
  readonly #store: McpStore
  readonly #calls = new Map<string, Call>()
  readonly #listeners = new Set<() => void>()
  #entries: readonly Entry[] | undefined

  constructor(store: McpStore) {
    this.#store = store
  }

  /** Calls the listener after every change. Returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Empty until the server has said which connections there are: what was stored of others is another person's. */
  get entries(): readonly Entry[] {
    const { ready } = this.#store.state
    if (!this.#entries && ready) this.#entries = this.#read()
    return this.#entries ?? []
  }

  /** The call of an entry, as long as the page remembers it. */
  call(id: string): Call | undefined {
    return this.#calls.get(id)
  }

  /** What a run can be repeated with; `partial` where the person has to add to it. */
  argumentsOf({ id, arguments: stored, partial }: Entry): { readonly value: JsonObject; readonly partial: boolean } {
    const whole = this.#calls.get(id)?.request.arguments
    return whole ? { value: whole, partial: false } : { value: stored ?? {}, partial: partial === true || !stored }
  }

  add(call: Call): void {
    const { choice, callId: id, at, request } = call
    const { connection, tool } = choice
    const names = namesOf(choice)
    const { value, partial } = withoutSecrets(request.arguments, tool.inputSchema)
    this.#calls.set(id, call)
    this.#set([
      {
        id,
        sessionId: connection.sessionId,
        serverId: connection.serverId,
        name: tool.name,
        tool: names.tool,
        server: names.server,
        at,
        ...(isObject(value) && JSON.stringify(value).length <= STORED && { arguments: value }),
        ...(partial && { partial }),
      },
      ...this.entries,
    ])
  }

  end({ callId, outcome }: Call): void {
    if (!outcome) return
    const ending = outcome.type === 'cancelled' ? 'cancelled' : hasFailed(outcome) ? 'failed' : 'finished'
    this.#change(callId, { ending, duration: outcome.duration })
  }

  pin(id: string, pinned: boolean): void {
    this.#change(id, { pinned })
  }

  remove(id: string): void {
    this.#set(this.entries.filter((entry) => entry.id !== id))
  }

  clear(): void {
    this.#set([])
  }

  #change(id: string, change: Partial<Entry>): void {
    this.#set(this.entries.map((entry) => (entry.id === id ? { ...entry, ...change } : entry)))
  }

  #set(entries: readonly Entry[]): void {
    let [plain, pinned] = [0, 0]
    this.#entries = entries.filter((entry) => (entry.pinned ? ++pinned <= PINNED : ++plain <= KEPT))
    const ids = new Set(this.#entries.map(({ id }) => id))
    for (const id of this.#calls.keys()) if (!ids.has(id)) this.#calls.delete(id)
    writeTab(this.#key, () => (ids.size > 0 ? this.#written() : undefined))
    for (const listener of [...this.#listeners]) listener()
  }

  #written(): string {
    let room = STORED_ALL
    return JSON.stringify(
      this.#entries?.map(({ arguments: given, ...entry }) => {
        room -= JSON.stringify(given ?? null).length
        return given && room >= 0 ? { ...entry, arguments: given } : entry
      }),
    )
  }

  #read(): readonly Entry[] {
    let stored: unknown
    try {
      stored = JSON.parse(readTab(this.#key) ?? '[]')
    } catch {
      return []
    }
    return (Array.isArray(stored) ? stored : [])
      .filter(isEntry)
      .filter(({ sessionId }) => this.#store.connection(sessionId))
      .map((entry) => ({ ...entry, ending: entry.ending ?? 'unknown' }))
  }

  get #key(): string {
    return `history:${this.#store.client.url}`
  }
}

const histories = new WeakMap<McpStore, History>()

/** The one history of a store: runners of one endpoint share it. */
export function historyOf(store: McpStore): History {
  let history = histories.get(store)
  if (!history) histories.set(store, (history = new History(store)))
  return history
}
