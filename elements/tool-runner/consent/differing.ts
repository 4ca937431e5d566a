/** Lines around what differs that are shown with it. */
const AROUND = 2

/** Where two texts differ, by lines: of a long one only that is to be read. Empty texts where they are the same. */
export function differing(before: string, after: string): readonly [string, string] {
  if (before === after) return ['', '']
  const [a, b] = [before.split('\n'), after.split('\n')]
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start++
  let end = 0
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const from = Math.max(start - AROUND, 0)
  const rest = Math.max(end - AROUND, 0)
  const cut = (lines: readonly string[]): string =>
    [...(from > 0 ? ['…'] : []), ...lines.slice(from, lines.length - rest), ...(rest > 0 ? ['…'] : [])].join('\n')
  return [cut(a), cut(b)]
}
