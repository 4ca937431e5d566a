import type { Tool, ToolInfo } from '../../shared/mcp.ts'
import { memoize } from '../result/data.ts'

type Ui = { readonly resourceUri?: unknown; readonly visibility?: unknown } | null | undefined

/** What a tool says of apps (MCP Apps 2026-01-26, "Resource Discovery"): a server's words. */
const uiOf = (tool: Tool): Ui => tool._meta?.['ui'] as Ui

/** Address of the UI that shows a tool's results; `undefined` where it has none. */
export function appUriOf(tool: Tool): string | undefined {
  // The flat key is from before the first stable version.
  const uri = uiOf(tool)?.resourceUri ?? tool._meta?.['ui/resourceUri']
  return typeof uri === 'string' && uri.startsWith('ui://') ? uri : undefined
}

/** Whether a tool is for `model` (and so for people too), or for its server's own `app`. Default: both. */
export function isFor(who: 'model' | 'app', tool: Tool): boolean {
  const visibility = uiOf(tool)?.visibility
  return !Array.isArray(visibility) || visibility.includes(who)
}

/** The tools of a list that people may choose. */
export const toolsForPeople = memoize((tools: readonly ToolInfo[]) => tools.filter((tool) => isFor('model', tool)))
