import { entryOf, isBranch, namesOf } from './nodes.ts'
import type { TreeNode } from './nodes.ts'

/** Matches that are found; more are of no use to a person. */
export const MATCHES = 1_000

/** Where a match is: the place of its entry, and that of the object around it. */
export interface Match {
  readonly around: Match | undefined
  readonly entry: number
}

/** How deep is searched: what is deeper cannot be shown in a page either. */
const DEPTH = 500

interface Open {
  readonly value: Readonly<Record<string, unknown>>
  readonly names: readonly string[]
  readonly at: Match | undefined
  next: number
}

/** The entries whose name, or whose value as text, holds a text, in order; upper and lower case are the same. */
export function findIn(root: unknown, text: string): Match[] {
  const found: Match[] = []
  const wanted = text.toLowerCase()
  const open: Open[] = []
  const enter = (value: unknown, at: Match | undefined) => {
    if (isBranch(value) && open.length < DEPTH)
      open.push({ value: value as Open['value'], names: namesOf(value), at, next: 0 })
  }
  enter(root, undefined)
  while (open.length > 0 && found.length < MATCHES) {
    const here = open.at(-1)!
    if (here.next >= here.names.length) {
      open.pop()
      continue
    }
    const entry = here.next++
    const name = here.names[entry]!
    const value = here.value[name]
    const nameHolds = !Array.isArray(here.value) && name.toLowerCase().includes(wanted)
    const isInner = isBranch(value)
    if (nameHolds || (!isInner && typeof value !== 'object' && String(value).toLowerCase().includes(wanted)))
      found.push({ around: here.at, entry })
    if (isInner) enter(value, { around: here.at, entry })
  }
  return found
}

/** The node of a match, below all that hold it. */
export function nodeOf(root: TreeNode, match: Match): TreeNode {
  const entries: number[] = []
  for (let at: Match | undefined = match; at; at = at.around) entries.push(at.entry)
  return entries.reduceRight(entryOf, root)
}
