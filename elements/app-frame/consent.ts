import type { ToolInfo } from '../../shared/mcp.ts'
import { effectOf } from '../tool-runner/tools.ts'

/** Whether a person is asked before an app calls a tool: unless they allow it, or it is harmless by its own hints. */
export const needsConsent = (tool: ToolInfo): boolean =>
  tool.policy !== 'allow' || effectOf(tool) === 'destroys' || (tool.changes?.length ?? 0) > 0
