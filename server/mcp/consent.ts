import type { ToolChange, ToolInfo, ToolPolicy } from '../../shared/mcp.ts'
import { McpPlugError } from '../errors.ts'
import type { StoredTool } from '../sessions/store.ts'
import { canonical } from './canonical.ts'

const FIELDS = ['title', 'description', 'inputSchema', 'outputSchema', 'annotations'] as const

/** What has changed since the person approved the tool. Empty where nothing has, or nothing was approved. */
export function changesOf({ definition, hash, approved }: StoredTool): ToolChange[] {
  if (!approved || approved.hash === hash) return []
  return FIELDS.flatMap((field) => {
    const [before, after] = [approved.definition[field], definition[field]]
    if (canonical(before) === canonical(after)) return []
    return [{ field, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }]
  })
}

/**
 * What holds for a tool: the person's decision, and for one that has changed since it was approved, to be asked again.
 * Without a decision, tools run unasked that say of themselves that they only read or destroy nothing (2025-11-25,
 * "ToolAnnotations"); all others, and those that say nothing, ask.
 */
export function policyOf({ definition, hash, policy, approved }: StoredTool): ToolPolicy {
  const { readOnlyHint, destructiveHint } = definition.annotations ?? {}
  const isHarmless = destructiveHint === false || (readOnlyHint === true && destructiveHint !== true)
  const wanted = policy ?? (isHarmless ? 'allow' : 'ask')
  // What was allowed by a decision was approved with it; what is harmless by itself, when it first ran with approval.
  const isAsApproved = approved ? approved.hash === hash : policy === undefined
  return wanted === 'allow' && !isAsApproved ? 'ask' : wanted
}

export function toToolInfo(tool: StoredTool): ToolInfo {
  const changes = changesOf(tool)
  return { ...tool.definition, hash: tool.hash, policy: policyOf(tool), ...(changes.length > 0 && { changes }) }
}

/** The error for a tool that is another than the one that was approved. */
export const changedTool = (tool: StoredTool): McpPlugError => {
  const changes = changesOf(tool)
  return new McpPlugError('tool_changed', { data: { hash: tool.hash, ...(changes.length > 0 && { changes }) } })
}

/**
 * Whether a tool may run: never a blocked one; one that asks, only with the hash of what the person saw.
 * Errors: `tool_not_found`, `tool_not_approved`, `tool_changed`.
 */
export function checkConsent(tool: StoredTool | null, approval: string | undefined): asserts tool is StoredTool {
  if (!tool) throw new McpPlugError('tool_not_found')
  const policy = policyOf(tool)
  if (policy === 'block') throw new McpPlugError('tool_not_approved', { message: 'You have blocked this tool.' })
  if (approval !== undefined && approval !== tool.hash) throw changedTool(tool)
  if (policy === 'allow' || approval !== undefined) return
  if (changesOf(tool).length > 0) throw changedTool(tool)
  throw new McpPlugError('tool_not_approved', { data: { hash: tool.hash } })
}
