import type { ToolInfo } from '../../../shared/mcp.ts'
import { choicesOf, toolTitle } from '../tools.ts'
import type { Choice, ToolGroup } from '../tools.ts'

/** Tools that make a group of their own. */
const ENOUGH = 3

/** A connection's tools that a query finds, the best first. */
export interface FoundGroup extends ToolGroup {
  readonly found: readonly Choice[]
}

interface Facets {
  readonly name: string
  readonly title: string
  /** Of name and title. */
  readonly words: readonly string[]
  /** First letters of the name's words, and of the title's. */
  readonly initials: readonly string[]
  readonly description: string
}

/** Lower case, and without accents: "resume" finds "Résumé". */
const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** "listIssues", "list_issues" and "List issues" have the same words. */
const wordsOf = (text: string): string[] =>
  fold(text.replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')).match(/[\p{L}\d]+/gu) ?? []

const known = new WeakMap<ToolInfo, Facets>()

function facetsOf(tool: ToolInfo): Facets {
  let facets = known.get(tool)
  if (!facets) {
    const [ofName, ofTitle] = [wordsOf(tool.name), wordsOf(toolTitle(tool))]
    const initials = (words: readonly string[]) => words.map((word) => word[0]).join('')
    facets = {
      name: fold(tool.name),
      title: fold(toolTitle(tool)),
      words: [...ofName, ...ofTitle],
      initials: [initials(ofName), initials(ofTitle)],
      description: fold(tool.description ?? ''),
    }
    known.set(tool, facets)
  }
  return facets
}

/** How well a tool answers to one word of a query; 0 for not at all. */
function scoreOf({ name, title, words, initials, description }: Facets, word: string): number {
  const inNames = (test: (text: string) => boolean) => test(name) || test(title)
  if (inNames((text) => text === word)) return 100
  if (inNames((text) => text.startsWith(word))) return 80
  if (words.includes(word)) return 70
  if (words.some((one) => one.startsWith(word))) return 60
  if (word.length > 1 && initials.some((letters) => letters.startsWith(word))) return 50
  if (inNames((text) => text.includes(word))) return 40
  const at = description.indexOf(word)
  return at < 0 ? 0 : /[\p{L}\d]/u.test(description[at - 1] ?? '') ? 10 : 20
}

/** Whether the letters stand in a name in this order, from a word's start on: "lsis" is in "list_issues". */
function isScattered({ name, title, words }: Facets, letters: string): boolean {
  return (
    letters.length > 2 &&
    words.some((word) => word.startsWith(letters[0]!)) &&
    [name, title].some((text) => {
      let at = -1
      return [...letters].every((letter) => (at = text.indexOf(letter, at + 1)) >= 0)
    })
  )
}

const queryWords = (query: string): string[] => fold(query).split(/\s+/).filter(Boolean)

/**
 * The tools that answer to every word of a query. Names and titles come before descriptions, starts of words before
 * what is within them; the server with the best one comes first. Where nothing does, letters in this order will do.
 */
export function searchTools(groups: readonly ToolGroup[], query: string): readonly FoundGroup[] {
  const words = queryWords(query)
  const scored = groups.map((group) => {
    const found = choicesOf(group).flatMap((choice) => {
      const scores = words.map((word) => scoreOf(facetsOf(choice.tool), word))
      return scores.includes(0) ? [] : [{ choice, score: scores.reduce((sum, score) => sum + score, 0) }]
    })
    found.sort((a, b) => b.score - a.score)
    return { group, best: found[0]?.score ?? 0, found: found.map(({ choice }) => choice) }
  })
  if (scored.some(({ best }) => best > 0)) {
    return scored.sort((a, b) => b.best - a.best).map(({ group, found }) => ({ ...group, found }))
  }
  return groups.map((group) => ({
    ...group,
    found: choicesOf(group).filter(({ tool }) => isScattered(facetsOf(tool), words.join(''))),
  }))
}

/** A text in pieces, of which some are what the query's words have found in it. */
export function highlight(text: string, query: string): readonly { text: string; hit: boolean }[] {
  const plain = text.toLowerCase()
  // Letters that become two in lower case would shift all that follows.
  const marked = plain.length === text.length ? queryWords(query) : []
  const hits = Array.from<boolean>({ length: text.length })
  for (const word of marked) {
    const starts = plain.split(/(?<=[^\p{L}\d])/u)
    let at = 0
    const start = starts.find((piece) => piece.startsWith(word) || ((at += piece.length), false))
    const from = start === undefined ? plain.indexOf(word) : at
    if (from >= 0) hits.fill(true, from, from + word.length)
  }
  const pieces: { text: string; hit: boolean }[] = []
  for (let i = 0; i < text.length; i++) {
    const hit = hits[i] === true
    const last = pieces.at(-1)
    if (last?.hit === hit) last.text += text[i]!
    else pieces.push({ text: text[i]!, hit })
  }
  return pieces
}

/** By the first word in which a server's tools differ; what stands alone comes last. */
export function byPrefix(choices: readonly Choice[]): ReadonlyMap<string | undefined, readonly Choice[]> {
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
