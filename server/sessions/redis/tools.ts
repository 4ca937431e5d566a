import type { ToolPolicy } from '../../../shared/mcp.ts'
import type { StoredTool } from '../store.ts'
import type { RedisConnection } from './connection.ts'
import type { Names } from './names.ts'
import { PUT_TOOLS, SET_POLICY } from './scripts.ts'

/** The tools of sessions in a Redis store: a hash with one field per tool, so that a call reads only its own. */
export class RedisTools {
  readonly #connection: RedisConnection
  readonly #names: Names

  constructor(connection: RedisConnection, names: Names) {
    this.#connection = connection
    this.#names = names
  }

  async put(userId: string, sessionId: string, tools: readonly Omit<StoredTool, 'policy'>[]): Promise<void> {
    const u = this.#names.user(userId)
    // A name that comes twice keeps its first place and its last content.
    const fields = new Map(tools.map(({ definition, hash }) => [definition.name, JSON.stringify([hash, definition])]))
    await this.#connection.script(
      PUT_TOOLS,
      [this.#names.session(u, sessionId), this.#names.tools(u, sessionId)],
      [...fields].flat(),
    )
  }

  async list(userId: string, sessionId: string): Promise<StoredTool[]> {
    const key = this.#names.tools(this.#names.user(userId), sessionId)
    const fields = await this.#connection.run((client) => client.hvals(key), { retry: true })
    return fields
      .map(parse)
      .filter((field) => field !== null)
      .sort((a, b) => a.place - b.place)
      .map(({ tool }) => tool)
  }

  async get(userId: string, sessionId: string, name: string): Promise<StoredTool | null> {
    const key = this.#names.tools(this.#names.user(userId), sessionId)
    const field = await this.#connection.run((client) => client.hget(key, name), { retry: true })
    return field === null ? null : (parse(field)?.tool ?? null)
  }

  async setPolicy(userId: string, sessionId: string, name: string, policy: ToolPolicy): Promise<boolean> {
    const key = this.#names.tools(this.#names.user(userId), sessionId)
    return (await this.#connection.script(SET_POLICY, [key], [name, policy])) === 1
  }
}

/** Reads a field: `<place> <decision or -> [hash, definition]`. Null for a decision on a tool that is gone for now. */
function parse(field: string): { place: number; tool: StoredTool } | null {
  const [, place, policy, content] = /^(\d+) (\S+) (.*)$/s.exec(field) ?? []
  if (!content) return null
  const [hash, definition] = JSON.parse(content) as [string, StoredTool['definition']]
  return { place: Number(place), tool: { definition, hash, ...(policy !== '-' && { policy: policy as ToolPolicy }) } }
}
