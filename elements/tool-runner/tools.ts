import type { Connection } from '../../shared/connection.ts'
import type { ToolInfo } from '../../shared/mcp.ts'
import type { McpError } from '../core/error.ts'
import { memoize } from '../result/data.ts'

/** A tool of one connection. */
export interface Choice {
  readonly connection: Connection
  readonly tool: ToolInfo
}

/** A connection and what is known of its tools. */
export interface ToolGroup {
  readonly connection: Connection
  /** `undefined` while they load. */
  readonly tools: readonly ToolInfo[] | undefined
  readonly error: McpError | undefined
}

/** What a tool does by its own hints. They are a server's claims: to show, and to ask more often, never less than the person wants. */
export type Effect = 'reads' | 'writes' | 'destroys' | 'unknown'

export const choiceKey = (sessionId: string, name: string): string => `${sessionId}\n${name}`

/** A tool's name for people (2025-06-18, schema, `BaseMetadata.title` and `ToolAnnotations.title`). */
export const toolTitle = ({ title, annotations, name }: ToolInfo): string => title || annotations?.title || name

/** A connection's name for people; two accounts of one server are told apart. */
export const connectionTitle = ({ serverName, account }: Connection): string =>
  account ? `${serverName} (${account})` : serverName

export function effectOf({ annotations }: ToolInfo): Effect {
  if (annotations?.destructiveHint === true) return 'destroys'
  if (annotations?.readOnlyHint === true) return 'reads'
  return annotations?.readOnlyHint === false || annotations?.destructiveHint === false ? 'writes' : 'unknown'
}

/**
 * Whether the person sees the arguments once more before the tool runs. Without hints a tool counts as destructive, as
 * the specification says (2025-06-18, schema, `ToolAnnotations.destructiveHint`).
 */
export function needsConfirmation(tool: ToolInfo, confirm: string): boolean {
  if (confirm === 'always' || effectOf(tool) === 'destroys' || tool.changes?.length) return true
  if (tool.policy === 'allow' || effectOf(tool) === 'reads') return false
  return tool.annotations?.destructiveHint !== false
}

const names = memoize((tool: ToolInfo) => `${tool.name}\n${toolTitle(tool)}`.toLowerCase())
const allText = memoize((tool: ToolInfo) => `${names(tool)}\n${(tool.description ?? '').toLowerCase()}`)

/** The tools that hold every word of a query; those that have them in their names come first. */
export function searchTools(tools: readonly ToolInfo[], query: string): readonly ToolInfo[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return tools
  const holds = (text: string) => words.every((word) => text.includes(word))
  const found = tools.filter((tool) => holds(allText(tool)))
  const [byName, byText] = [found.filter((tool) => holds(names(tool))), found.filter((tool) => !holds(names(tool)))]
  return [...byName, ...byText]
}
