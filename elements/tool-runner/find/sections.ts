import { wordsOf } from './search.ts'
import type { FoundGroup } from './search.ts'
import { choiceKey } from '../tools.ts'
import type { Choice } from '../tools.ts'

/** Tools from which on a server's are shown in groups of one first word. */
const MANY = 40
/** Tools that make a group of their own. */
const ENOUGH = 3

/** Tools under one heading: of a server, or of a server with a common first word. */
export interface Section {
  readonly group: FoundGroup
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

/** By the first word in which a server's tools differ; what stands alone comes last. */
function byPrefix(choices: readonly Choice[]): ReadonlyMap<string | undefined, readonly Choice[]> {
  const words = new Map(choices.map((choice) => [choice, wordsOf(choice.tool.name)]))
  const [first] = words.values()
  let common = 0
  while (first && common < first.length - 1 && [...words.values()].every((one) => one[common] === first[common]))
    common++
  const groups = new Map<string | undefined, Choice[]>()
  for (const choice of choices) {
    const prefix = words.get(choice)![common]
    groups.set(prefix, [...(groups.get(prefix) ?? []), choice])
  }
  const alone: Choice[] = []
  for (const [prefix, members] of groups) {
    if (members.length >= ENOUGH) continue
    groups.delete(prefix)
    alone.push(...members)
  }
  return alone.length > 0 ? groups.set(undefined, alone) : groups
}

/** The headings and what is under each. `split` makes groups of a server that has very many tools. */
export function sectionsOf(groups: readonly FoundGroup[], split: boolean): readonly Section[] {
  let [first, row] = [0, 0]
  return groups.flatMap((group) => {
    const { found } = group
    if (found.length === 0) return []
    const whole: ReadonlyMap<string | undefined, readonly Choice[]> = new Map([[undefined, found]])
    const parts = split && found.length >= MANY ? byPrefix(found) : whole
    return Array.from(parts, ([prefix, choices]) => {
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
