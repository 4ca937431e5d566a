import type { Connection } from '../../shared/connection.ts'
import type { ToolInfo } from '../../shared/mcp.ts'
import type { McpError } from '../core/error.ts'

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

/** What a tool does by its own hints. They are a server's claims: to show, never to trust. */
export type Effect = 'reads' | 'writes' | 'destroys' | 'unknown'

/** The words for it. */
export const EFFECTS = {
  reads: 'runnerReads',
  writes: 'runnerWrites',
  destroys: 'runnerDestroys',
  unknown: 'runnerUnknown',
} as const satisfies Record<Effect, string>

/** What can be chosen of a group. */
export const choicesOf = ({ connection, tools = [] }: ToolGroup): readonly Choice[] =>
  tools.map((tool) => ({ connection, tool }))

export const choiceKey = (sessionId: string, name: string): string => `${sessionId}\n${name}`

export const keyOf = ({ connection, tool }: Choice): string => choiceKey(connection.sessionId, tool.name)

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

/** Whether a tool says that it reaches other systems, and says anything else about itself. */
export const isOpenWorld = (tool: ToolInfo): boolean =>
  tool.annotations?.openWorldHint === true && effectOf(tool) !== 'unknown'
