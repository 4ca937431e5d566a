import type { ToolPolicy } from '../../../shared/mcp.ts'
import type { HashedTool, StoredTool } from '../store.ts'

/** A tool as JSON text, and what the person decided on it. */
interface Kept {
  readonly tool?: string
  readonly policy?: ToolPolicy
  readonly approved?: string
}

/** The tools of one session, in the server's order; decisions also on those that it does not list for now. */
export class MemoryTools {
  #names: string[] = []
  readonly #kept = new Map<string, Kept>()

  put(tools: readonly HashedTool[]): void {
    for (const [name, { tool: _, ...decided }] of this.#kept) {
      if (Object.keys(decided).length > 0) this.#kept.set(name, decided)
      else this.#kept.delete(name)
    }
    this.#names = [...new Set(tools.map(({ definition }) => definition.name))]
    for (const tool of tools) {
      const { name } = tool.definition
      this.#kept.set(name, { ...this.#kept.get(name), tool: JSON.stringify(tool) })
    }
  }

  list(): StoredTool[] {
    return this.#names.map((name) => this.get(name)!)
  }

  get(name: string): StoredTool | null {
    const { tool, policy, approved } = this.#kept.get(name) ?? {}
    if (tool === undefined) return null
    return {
      ...JSON.parse(tool),
      ...(policy && { policy }),
      ...(approved !== undefined && { approved: JSON.parse(approved) }),
    }
  }

  setPolicy(name: string, policy: ToolPolicy, hash: string | undefined): 'set' | 'missing' | 'changed' {
    const tool = this.get(name)
    if (!tool) return 'missing'
    if (hash !== undefined && hash !== tool.hash) return 'changed'
    this.#kept.set(name, { ...this.#kept.get(name), policy })
    if (policy === 'allow') this.approve(name, tool.hash)
    return 'set'
  }

  /** Keeps the tool of that hash as the person approved it. */
  approve(name: string, hash: string): void {
    const kept = this.#kept.get(name)
    if (kept?.tool !== undefined && this.get(name)!.hash === hash)
      this.#kept.set(name, { ...kept, approved: kept.tool })
  }
}
