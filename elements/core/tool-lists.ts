import type { Connection } from '../../shared/connection.ts'
import type { ToolInfo } from '../../shared/mcp.ts'
import { invalidAnswer, McpError } from './error.ts'
import type { SSEClient } from './sse-client.ts'

interface ToolList {
  /** What the tools were asked for with; another hash means that they have changed. */
  hash: string | undefined
  tools?: readonly ToolInfo[]
  error?: McpError
}

/** Tools of each connection, loaded when asked for: they never travel on the event stream. */
export class ToolLists {
  readonly #client: SSEClient
  readonly #changed: () => void
  readonly #lists = new Map<string, ToolList>()

  constructor(client: SSEClient, changed: () => void) {
    this.#client = client
    this.#changed = changed
  }

  /** What is known; begins to load where that is nothing, or not the present tools. */
  get(connection: Connection | undefined): readonly ToolInfo[] | undefined {
    if (!connection) return undefined
    const { sessionId, state, toolsHash } = connection
    const list = this.#lists.get(sessionId)
    if (state === 'CONNECTED' && list?.hash !== toolsHash) void this.#load(sessionId, toolsHash, list?.tools)
    return this.#lists.get(sessionId)?.tools
  }

  error(sessionId: string): McpError | undefined {
    return this.#lists.get(sessionId)?.error
  }

  forget(sessionId: string): void {
    this.#lists.delete(sessionId)
  }

  /** Has the tools loaded again when they are next asked for. */
  reload(sessionId: string): void {
    const list = this.#lists.get(sessionId)
    if (list) this.#lists.set(sessionId, { hash: undefined, ...(list.tools && { tools: list.tools }) })
  }

  clear(): void {
    this.#lists.clear()
  }

  keepOnly(connections: readonly Connection[]): void {
    const kept = new Set(connections.map(({ sessionId }) => sessionId))
    for (const sessionId of this.#lists.keys()) if (!kept.has(sessionId)) this.#lists.delete(sessionId)
  }

  async #load(sessionId: string, hash: string, old: readonly ToolInfo[] | undefined): Promise<void> {
    // The old tools stay in sight until the new ones are there.
    const list: ToolList = { hash, ...(old && { tools: old }) }
    this.#lists.set(sessionId, list)
    try {
      const { tools } = await this.#client.listTools(sessionId)
      if (!Array.isArray(tools)) throw invalidAnswer('This site gave a list of tools that cannot be read.')
      list.tools = tools
    } catch (error) {
      if (error instanceof McpError) list.error = error
    }
    if (this.#lists.get(sessionId) === list) this.#changed()
  }
}
