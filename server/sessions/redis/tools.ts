import type { ToolPolicy } from '../../../shared/mcp.ts'
import type { HashedTool, StoredTool } from '../store.ts'
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

  async put(userId: string, sessionId: string, tools: readonly HashedTool[]): Promise<void> {
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
      .map(parseTool)
      .filter((field) => field !== null)
      .sort((a, b) => a.place - b.place)
      .map(({ tool }) => tool)
  }

  async get(userId: string, sessionId: string, name: string): Promise<StoredTool | null> {
    const key = this.#names.tools(this.#names.user(userId), sessionId)
    const field = await this.#connection.run((client) => client.hget(key, name), { retry: true })
    return field === null ? null : (parseTool(field)?.tool ?? null)
  }

  async setPolicy(
    userId: string,
    sessionId: string,
    name: string,
    policy: ToolPolicy,
    hash = '',
  ): Promise<'set' | 'missing' | 'changed'> {
    const key = this.#names.tools(this.#names.user(userId), sessionId)
    const done = await this.#connection.script(SET_POLICY, [key], [name, policy, hash, policy === 'allow' ? '1' : ''])
    if (done === 0) return 'missing'
    return done === 1 ? 'set' : 'changed'
  }
}

/** Reads a field; see `TOOL_FIELD`. Null for what is left of a tool that is gone for now. */
export function parseTool(field: string): { place: number; tool: StoredTool } | null {
  const [, place, policy, content, approved] = /^(\d+) (\S+) ([^\n]*)\n?(.*)$/s.exec(field) ?? []
  if (!content) return null
  const tool: StoredTool = {
    ...parseContent(content),
    ...(policy !== '-' && { policy: policy as ToolPolicy }),
    ...(approved && { approved: parseContent(approved) }),
  }
  return { place: Number(place), tool }
}

function parseContent(content: string): HashedTool {
  const [hash, definition] = JSON.parse(content) as [string, HashedTool['definition']]
  return { definition, hash }
}
