import { canOpen, childrenOf, openAtFirst, rowsOf } from './nodes.ts'
import type { TreeNode } from './nodes.ts'
import { findIn, nodeOf } from './search.ts'
import type { Match } from './search.ts'

/** Rows that "Expand all" opens at most. */
export const EXPANDED = 500

/** What a person has opened, chosen and searched in one tree. */
export class TreeState {
  /** By node id. */
  readonly #opened = new Map<string, boolean>()
  /** Nothing is open but what the person has opened. */
  #closed = false
  /** The row that the arrow keys have reached. */
  active: TreeNode | undefined
  query = ''
  matches: readonly Match[] = []
  match = -1

  readonly isOpen = (node: TreeNode): boolean =>
    canOpen(node) && (this.#opened.get(node.id) ?? (!this.#closed && openAtFirst(node)))

  open(node: TreeNode, open: boolean): void {
    this.#opened.set(node.id, open)
    // What was chosen inside is out of sight.
    if (!open && this.active && isInside(this.active, node)) this.active = node
  }

  closeAll(): void {
    this.#opened.clear()
    this.#closed = true
    while (this.active?.parent?.parent) this.active = this.active.parent
  }

  /** Opens all that fits into the bound, from the top. Whether that is all there is. */
  openAll(root: TreeNode): boolean {
    this.#opened.clear()
    this.#closed = true
    const inner = (node: TreeNode) => typeof node.value === 'object' && canOpen(node)
    let level = childrenOf(root).filter(inner)
    let count = childrenOf(root).length
    while (level.length > 0) {
      const below: TreeNode[] = []
      for (const node of level) {
        const children = childrenOf(node)
        if (count + children.length > EXPANDED) return false
        count += children.length
        this.#opened.set(node.id, true)
        below.push(...children.filter(inner))
      }
      level = below
    }
    return true
  }

  rows(root: TreeNode): readonly TreeNode[] {
    return rowsOf(root, this.isOpen)
  }

  search(root: TreeNode, query: string): void {
    this.query = query
    this.matches = query === '' ? [] : findIn(root.value, query)
    this.match = -1
    if (this.matches.length > 0) this.goTo(root, 0)
  }

  /** Makes a match the active row, with all that is around it open. */
  goTo(root: TreeNode, match: number): void {
    const found = this.matches[match]
    if (!found) return
    this.match = match
    this.active = nodeOf(root, found)
    for (let at = this.active.parent; at?.parent; at = at.parent) this.#opened.set(at.id, true)
  }
}

function isInside(node: TreeNode, outer: TreeNode): boolean {
  for (let at = node.parent; at; at = at.parent) if (at.id === outer.id) return true
  return false
}
