import type { Tool } from '../../shared/mcp.ts'
import type { HashedTool } from '../sessions/store.ts'
import { digest } from '../sessions/ids.ts'
import { McpPlugError } from '../errors.ts'
import { canonical } from './canonical.ts'
import { NO_SDK_TIMEOUT } from './open.ts'
import { collectPages } from './pages.ts'
import type { Upstream } from './upstream.ts'

/** Of all that a person approves a tool by: name, title, description, schemas, annotations. */
export function hashTool({ name, title, description, inputSchema, outputSchema, annotations }: Tool): string {
  return digest(canonical({ name, title, description, inputSchema, outputSchema, annotations }))
}

/** Of a whole listing, whatever its order. */
export const hashTools = (tools: readonly Pick<HashedTool, 'hash'>[]): string =>
  digest(
    tools
      .map((tool) => tool.hash)
      .sort()
      .join(),
  ).slice(0, 22)

/** The pages of `tools/list` as the server gave them, `most` tools at most. */
export function collectTools(most: number) {
  const pages = collectPages<Tool>('tools/list', 'tools')
  return {
    onResult: pages.onResult,
    /** Every tool of every page, without those that the SDK refuses (invalid ones, second ones of a name). */
    async list({ client, operation }: Upstream): Promise<HashedTool[]> {
      pages.clear()
      const { tools } = await client.listTools(undefined, {
        signal: operation.signal,
        timeout: NO_SDK_TIMEOUT,
        cacheMode: 'bypass',
      })
      // A client that was closed meanwhile gives an empty list, which is not the server's.
      operation.signal.throwIfAborted()
      if (tools.length > most) {
        throw new McpPlugError('result_too_large', {
          message: `The server lists more than ${most} tools, which is the limit.`,
        })
      }
      const given = new Map<string, Tool>()
      for (const tool of pages.items) if (!given.has(tool.name)) given.set(tool.name, tool)
      const names = new Set(tools.map((tool) => tool.name))
      return [...given.values()]
        .filter((tool) => names.has(tool.name))
        .map((definition) => ({ definition, hash: hashTool(definition) }))
    },
  }
}
