import type { Tool, ToolInfo, ToolPolicy } from '../../shared/mcp.ts'
import type { StoredTool } from '../sessions/store.ts'
import { digest } from '../sessions/ids.ts'
import { McpPlugError } from '../errors.ts'
import { NO_SDK_TIMEOUT } from './open.ts'
import type { Upstream } from './upstream.ts'

/** JSON with the keys of every object in order, so that their order in the source makes no difference. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
    .join(',')}}`
}

/** Of all that a person approves a tool by: name, title, description, schemas, annotations. */
export function hashTool({ name, title, description, inputSchema, outputSchema, annotations }: Tool): string {
  return digest(canonical({ name, title, description, inputSchema, outputSchema, annotations }))
}

/** Of a whole listing, whatever its order. */
export const hashTools = (tools: readonly Pick<StoredTool, 'hash'>[]): string =>
  digest(
    tools
      .map((tool) => tool.hash)
      .sort()
      .join(),
  ).slice(0, 22)

/** Tools that say that they only read run without being asked about; the person's own decision wins. */
export const policyOf = ({ definition, policy }: StoredTool): ToolPolicy =>
  policy ?? (definition.annotations?.readOnlyHint === true ? 'allow' : 'ask')

export const toToolInfo = (tool: StoredTool): ToolInfo => ({
  ...tool.definition,
  hash: tool.hash,
  policy: policyOf(tool),
})

/** Collects the pages of `tools/list` as the server gave them: the SDK's copy is not the same to the byte. */
export function collectTools(most: number) {
  const pages: Tool[] = []
  return {
    onResult(method: string, result: Record<string, unknown>) {
      if (method === 'tools/list' && Array.isArray(result.tools)) for (const tool of result.tools) pages.push(tool)
    },
    /** Every tool of every page, without those that the SDK refuses (invalid ones, second ones of a name). */
    async list({ client, operation }: Upstream): Promise<Omit<StoredTool, 'policy'>[]> {
      pages.length = 0
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
      for (const tool of pages) if (!given.has(tool.name)) given.set(tool.name, tool)
      const names = new Set(tools.map((tool) => tool.name))
      return [...given.values()]
        .filter((tool) => names.has(tool.name))
        .map((definition) => ({ definition, hash: hashTool(definition) }))
    },
  }
}
