/** How two lists of lines differ: no DOM, and never quadratic in their length. */

export interface DiffLine {
  readonly type: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Pairs of lines that are compared exactly, by dynamic programming; larger stretches are shown as replaced. */
const EXACT = 250_000

/**
 * The lines of both in order. Lines that occur once on each side hold the two together (as in patience diff); what is
 * between them is compared exactly where it is small.
 */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const lines: DiffLine[] = []
  let [a, b] = [0, 0]
  const held = anchors(before, after)
  held.push([before.length, after.length])
  for (const [nextA, nextB] of held) {
    if (nextA > a || nextB > b) stretch(before.slice(a, nextA), after.slice(b, nextB), lines)
    if (nextA < before.length) lines.push({ type: 'same', text: before[nextA]! })
    ;[a, b] = [nextA + 1, nextB + 1]
  }
  return lines
}

/** The longest run of lines that are unique on both sides and in the same order on both. */
function anchors(before: readonly string[], after: readonly string[]): (readonly [number, number])[] {
  const places = new Map<string, { a: number; b: number; countA: number; countB: number }>()
  for (const [a, text] of before.entries()) {
    const place = places.get(text)
    if (place) place.countA++
    else places.set(text, { a, b: -1, countA: 1, countB: 0 })
  }
  for (const [b, text] of after.entries()) {
    const place = places.get(text)
    if (!place) continue
    place.b = b
    place.countB++
  }
  // In the order of `before`, as the map has them: the longest increasing run of places in `after`, by patience.
  const unique = [...places.values()].filter(({ countA, countB }) => countA === 1 && countB === 1)
  const piles: number[] = []
  const previous = new Int32Array(unique.length).fill(-1)
  for (const [index, { b }] of unique.entries()) {
    // Most lines are where they were: after all before them.
    const follows = piles.length > 0 && unique[piles.at(-1)!]!.b < b
    let low = follows ? piles.length : 0
    let high = piles.length
    while (low < high) {
      const half = (low + high) >> 1
      if (unique[piles[half]!]!.b < b) low = half + 1
      else high = half
    }
    if (low > 0) previous[index] = piles[low - 1]!
    piles[low] = index
  }
  const run: (readonly [number, number])[] = []
  for (let index = piles.at(-1) ?? -1; index >= 0; index = previous[index]!)
    run.push([unique[index]!.a, unique[index]!.b])
  return run.reverse()
}

/** Lines between two anchors. */
function stretch(before: readonly string[], after: readonly string[], lines: DiffLine[]): void {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  const most = Math.min(before.length, after.length) - start
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  for (const text of before.slice(0, start)) lines.push({ type: 'same', text })
  middle(before.slice(start, before.length - end), after.slice(start, after.length - end), lines)
  for (const text of before.slice(before.length - end)) lines.push({ type: 'same', text })
}

function middle(before: readonly string[], after: readonly string[], lines: DiffLine[]): void {
  const [rows, columns] = [before.length, after.length]
  if (rows === 0 || columns === 0 || rows * columns > EXACT) {
    for (const text of before) lines.push({ type: 'removed', text })
    for (const text of after) lines.push({ type: 'added', text })
    return
  }
  // Length of the longest common part of what follows each pair of places.
  const width = columns + 1
  const common = new Uint16Array((rows + 1) * width)
  for (let a = rows - 1; a >= 0; a--) {
    for (let b = columns - 1; b >= 0; b--) {
      common[a * width + b] =
        before[a] === after[b]
          ? common[(a + 1) * width + b + 1]! + 1
          : Math.max(common[(a + 1) * width + b]!, common[a * width + b + 1]!)
    }
  }
  let [a, b] = [0, 0]
  while (a < rows || b < columns) {
    if (a < rows && b < columns && before[a] === after[b]) {
      lines.push({ type: 'same', text: before[a]! })
      a++
      b++
    } else if (b >= columns || (a < rows && common[(a + 1) * width + b]! >= common[a * width + b + 1]!)) {
      lines.push({ type: 'removed', text: before[a++]! })
    } else lines.push({ type: 'added', text: after[b++]! })
  }
}
