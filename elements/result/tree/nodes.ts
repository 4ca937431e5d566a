/** Any JSON value as rows of a tree: no DOM, and never more than what is open, however large or deep the value is. */
import { memoize } from '../data.ts'

/** Children of one node. What has more is divided into ranges, and these again. */
const CHILDREN = 100
/** Rows at once, whatever is opened. */
export const ROWS = 2_000
/** Entries up to which a nested object or list is open at first, and up to which it may have siblings. */
const OPEN_ENTRIES = 12
/** Characters of one string that are shown before it is opened. */
export const STRING = 200

export interface TreeNode {
  /** Unique in its tree, and the same whenever the tree is made. */
  readonly id: string
  readonly parent: TreeNode | undefined
  /** Its name, or its place, in the object or list around it; empty for a range. */
  readonly name: string
  readonly value: unknown
  /** The entries that it holds, of all in `value`; absent where it holds them all. */
  readonly range?: readonly [from: number, to: number]
  /** From 1. */
  readonly level: number
  /** From 1, among its siblings. */
  readonly position: number
  readonly siblings: number
}

/** A value with something inside. */
export const isBranch = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && namesOf(value).length > 0

export const namesOf: (value: object) => readonly string[] = memoize((value: object) => Object.keys(value))

export const rootOf = (value: unknown): TreeNode => ({
  id: '',
  parent: undefined,
  name: '',
  value,
  level: 0,
  position: 1,
  siblings: 1,
})

/** Whether it can be opened: it holds others, or is a long string. */
export const canOpen = ({ value }: TreeNode): boolean =>
  isBranch(value) || (typeof value === 'string' && value.length > STRING)

const sizeOf = ({ range, value }: TreeNode): number =>
  range ? range[1] - range[0] : isBranch(value) ? namesOf(value).length : 0

/** How many entries each child range of a node holds; 1 where its children are the entries. */
function stepOf(node: TreeNode): number {
  const size = sizeOf(node)
  let step = 1
  while (size / step > CHILDREN) step *= CHILDREN
  return step
}

export function childrenOf(node: TreeNode): TreeNode[] {
  if (!isBranch(node.value)) return []
  const step = stepOf(node)
  const siblings = Math.ceil(sizeOf(node) / step)
  return Array.from({ length: siblings }, (_, index) => childAt(node, index, step, siblings))
}

function childAt(node: TreeNode, index: number, step: number, siblings: number): TreeNode {
  const value = node.value as Readonly<Record<string, unknown>>
  const names = namesOf(value)
  const [start, end] = node.range ?? [0, names.length]
  const from = start + index * step
  const place = { parent: node, level: node.level + 1, position: index + 1, siblings }
  if (step > 1) {
    const to = Math.min(from + step, end)
    return { ...place, id: `${node.id}/${from}-${to}`, name: '', value, range: [from, to] }
  }
  const name = names[from]!
  return { ...place, id: `${node.id}/${from}`, name, value: value[name] }
}

/** The node of a value's n-th entry, below the ranges that hold it. */
export function entryOf(node: TreeNode, entry: number): TreeNode {
  const step = stepOf(node)
  const index = Math.floor((entry - (node.range?.[0] ?? 0)) / step)
  const child = childAt(node, index, step, Math.ceil(sizeOf(node) / step))
  return step > 1 ? entryOf(child, entry) : child
}

/** Whether a node is open where the person has not said so: a small one among few, and the first of several ranges. */
export const openAtFirst = ({ value, range, level, siblings }: TreeNode): boolean =>
  range
    ? range[0] === 0
    : level === 1 && siblings <= OPEN_ENTRIES && isBranch(value) && namesOf(value).length <= OPEN_ENTRIES

/** The rows below a node, in order. */
export function rowsOf(root: TreeNode, isOpen: (node: TreeNode) => boolean, limit = ROWS): TreeNode[] {
  const rows: TreeNode[] = []
  const next = childrenOf(root).reverse()
  while (next.length > 0 && rows.length < limit) {
    const node = next.pop()!
    rows.push(node)
    if (isOpen(node)) next.push(...childrenOf(node).reverse())
  }
  return rows
}

/** Where a node is, as one would write it: `$.items[3]["a name"]`. */
export function pathOf(node: TreeNode): string {
  const steps: string[] = []
  for (let at: TreeNode | undefined = node; at?.parent; at = at.parent) {
    if (at.range) continue
    if (Array.isArray(at.parent.value)) steps.push(`[${at.name}]`)
    else steps.push(/^[A-Za-z_$][\w$]*$/.test(at.name) ? `.${at.name}` : `[${JSON.stringify(at.name)}]`)
  }
  return `$${steps.reverse().join('')}`
}
