import type * as Search from './search.ts'
import { choiceKey } from '../tools.ts'
import type { Choice } from '../tools.ts'

/** Tools from which on a server's are shown in groups of one first word. */
export const MANY = 40

/** Tools under one heading: of a server, or of a server with a common first word. */
export interface Section {
  readonly group: Search.FoundGroup
  /** The common first word. */
  readonly prefix: string | undefined
  readonly choices: readonly Choice[]
  /** Index of its first option among all. */
  readonly first: number
  /** The row of its heading. Headings and options are one row high. */
  readonly row: number
}

/** A section as far as it is within some rows. `before` and `after` are the rows that are left out. */
export interface Slice {
  readonly section: Section
  readonly choices: readonly Choice[]
  readonly first: number
  readonly before: number
  readonly after: number
}

/** The headings and what is under each. `byPrefix` makes groups of a server that has very many tools. */
export function sectionsOf(
  groups: readonly Search.FoundGroup[],
  byPrefix?: typeof Search.byPrefix,
): readonly Section[] {
  let [first, row] = [0, 0]
  return groups.flatMap((group) => {
    const { found } = group
    if (found.length === 0) return []
    const parts = byPrefix && found.length >= MANY ? [...byPrefix(found)] : [[undefined, found] as const]
    return parts.map(([prefix, choices]) => {
      const section = { group, prefix, choices, first, row }
      first += choices.length
      row += choices.length + 1
      return section
    })
  })
}

/** The row of an option. */
export function rowOf(sections: readonly Section[], option: number): number {
  const section = sections.findLast(({ first }) => first <= option)
  return section ? section.row + 1 + option - section.first : 0
}

/** What is within the rows `from` to `to`, and how many rows there are above and below. */
export function sliceOf(
  sections: readonly Section[],
  from: number,
  to: number,
): { readonly slices: readonly Slice[]; readonly above: number; readonly below: number } {
  const endOf = ({ row, choices }: Section) => row + choices.length + 1
  const within = sections.filter((section) => endOf(section) > from && section.row < to)
  const slices = within.map((section) => {
    const { row, choices, first } = section
    const before = Math.max(0, Math.min(from - row - 1, choices.length))
    const shown = choices.slice(before, Math.max(before, to - row - 1))
    return { section, choices: shown, first: first + before, before, after: choices.length - before - shown.length }
  })
  const [last, lastOfAll] = [within.at(-1), sections.at(-1)]
  return { slices, above: within[0]?.row ?? 0, below: last && lastOfAll ? endOf(lastOfAll) - endOf(last) : 0 }
}

export const optionsOf = (sections: readonly Section[]): readonly Choice[] => sections.flatMap(({ choices }) => choices)

export const sectionKey = ({ group, prefix }: Section): string => choiceKey(group.connection.sessionId, prefix ?? '')
