import { toolsForPeople } from '../app-frame/tool-ui.ts'
import type { McpStore } from '../core/store.ts'
import { choicesOf, keyOf } from './tools.ts'
import type { Choice, ToolGroup } from './tools.ts'

/** Which tools are in question; an empty string stands for any. */
export interface ToolFilter {
  readonly server: string
  readonly sessionId: string
  readonly tool: string
}

/** Why a chosen tool cannot be run. */
export type Obstacle = 'offline' | 'disconnected' | 'gone' | 'blocked'

/** The tools to choose from, as the store knows them, and the one that is chosen. */
export class Selection {
  groups: readonly ToolGroup[] = []
  /** What was last known of the chosen tool; it stays when its connection goes. */
  choice: Choice | undefined
  #filter: ToolFilter = { server: '', sessionId: '', tool: '' }
  #offline = false

  get key(): string | undefined {
    return this.choice && keyOf(this.choice)
  }

  /** Whether a tool is among those in question, connected or not. */
  admits(serverId: string, sessionId: string, name: string): boolean {
    const { server, sessionId: session, tool } = this.#filter
    return (!server || server === serverId) && (!session || session === sessionId) && (!tool || tool === name)
  }

  get count(): number {
    return this.groups.reduce((sum, { tools }) => sum + (tools?.length ?? 0), 0)
  }

  /** Whether there is nothing to choose: a tool is named, and one connection at most has it. */
  get fixed(): boolean {
    return this.#filter.tool !== '' && this.count <= 1
  }

  get obstacle(): Obstacle | undefined {
    if (!this.choice) return undefined
    if (this.#offline) return 'offline'
    const { connection, tool } = this.choice
    const group = this.groups.find((one) => one.connection.sessionId === connection.sessionId)
    if (!group) return 'disconnected'
    if (group.tools && !group.tools.some(({ name }) => name === tool.name)) return 'gone'
    return tool.policy === 'block' ? 'blocked' : undefined
  }

  /** The tool of a connection, where it can be chosen. */
  find(sessionId: string, name: string): Choice | undefined {
    const group = this.groups.find(({ connection }) => connection.sessionId === sessionId)
    const tool = group?.tools?.find((one) => one.name === name)
    return group && tool && { connection: group.connection, tool }
  }

  /** Chooses the tool of this {@link choiceKey}, where it is known. */
  choose(key: string): void {
    this.choice = this.groups.flatMap(choicesOf).find((choice) => keyOf(choice) === key)
  }

  /** Takes what the store says now. A named tool is chosen where just one connection has it. */
  follow(store: McpStore | undefined, filter: ToolFilter): void {
    const { server, sessionId, tool: name } = filter
    const narrowed = server !== this.#filter.server || sessionId !== this.#filter.sessionId
    this.#filter = filter
    this.#offline = store?.state.status === 'offline'
    const wanted = (store?.state.connections ?? []).filter(
      (connection) => (!server || connection.serverId === server) && (!sessionId || connection.sessionId === sessionId),
    )
    this.groups = wanted
      .filter(({ state }) => state === 'CONNECTED')
      .map((connection) => {
        const all = store!.tools(connection.sessionId)
        const tools = all && toolsForPeople(all)
        const shown = name ? tools?.filter((tool) => tool.name === name) : tools
        return { connection, tools: shown, error: store!.toolsError(connection.sessionId) }
      })
    const of = this.choice?.connection.sessionId
    if (narrowed && !wanted.some((connection) => connection.sessionId === of)) this.choice = undefined
    if (name && this.choice?.tool.name !== name) this.choice = this.fixed ? this.#only() : undefined
    this.#refresh()
  }

  /** Waits until all have listed their tools: another account may have it too. */
  #only(): Choice | undefined {
    if (this.groups.some(({ tools, error }) => !tools && !error)) return undefined
    const group = this.groups.find(({ tools }) => tools?.length)
    return group && { connection: group.connection, tool: group.tools![0]! }
  }

  #refresh(): void {
    const choice = this.choice
    const group = this.groups.find(({ connection }) => connection.sessionId === choice?.connection.sessionId)
    if (!choice || !group) return
    const tool = group.tools?.find(({ name }) => name === choice.tool.name) ?? choice.tool
    this.choice = { connection: group.connection, tool }
  }
}
