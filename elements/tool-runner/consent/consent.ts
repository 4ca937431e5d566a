import type { ToolChange, ToolInfo } from '../../../shared/mcp.ts'
import type { McpError } from '../../core/error.ts'
import type { CallRequest } from '../../core/events.ts'

/**
 * Whether the person sees the arguments once more before a tool runs: where the server would ask for it too. It allows
 * tools that say of themselves that they only read or only add, unless the person wants to be asked, and what the
 * person has allowed.
 */
export const needsConfirmation = ({ policy, changes }: ToolInfo, confirm: string): boolean =>
  confirm === 'always' || policy !== 'allow' || (changes?.length ?? 0) > 0

/** A call that waits for the person's consent. */
export interface Pending {
  readonly request: CallRequest
  /** The hash of the tool that is shown with it. */
  readonly approval: string
  /** How that tool differs from the one that the person approved before. */
  readonly changes: readonly ToolChange[]
}

/** What the person is asked before the chosen tool runs, and asked again where the server knows another tool than was shown. */
export class Consent {
  pending: Pending | undefined
  /** A call that the server refused for that reason. */
  #refused: Pending | undefined

  ask(request: CallRequest, tool: ToolInfo, changes = tool.changes ?? []): void {
    this.pending = { request, approval: tool.hash, changes }
  }

  clear(): void {
    this.pending = this.#refused = undefined
  }

  /** Whether a call failed because its tool has changed: it is asked about again once the new tool is known. */
  refused(request: CallRequest, approval: string, { code, data }: McpError): boolean {
    if (code !== 'tool_changed' && code !== 'tool_not_approved') return false
    const changes = Array.isArray(data?.['changes']) ? (data['changes'] as ToolChange[]) : []
    this.#refused = { request, approval, changes }
    return true
  }

  /** Takes the tool as it is known now. `true` where that makes a new question. */
  follow(tool: ToolInfo): boolean {
    const refused = this.#refused
    if (!refused || tool.hash === refused.approval) return false
    this.#refused = undefined
    this.ask(refused.request, tool, tool.changes ?? refused.changes)
    return true
  }
}
