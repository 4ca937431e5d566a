import fc from 'fast-check'

/** `npm run fuzz` tries each property this many times more often. */
const LONG = 100
const factor = process.env.MODE === 'long' ? LONG : 1

/** Time that one property may take, in milliseconds. */
export const TIMEOUT = factor * 60_000 + 30_000

/**
 * Tries a property on many inputs, and prints how many. A failure names the seed and the smallest input that fails, by
 * which fast-check finds it again.
 */
export async function tries<T extends [unknown, ...unknown[]]>(
  name: string,
  runs: number,
  property: fc.IAsyncProperty<T>,
): Promise<void> {
  const details = await fc.check(property, { numRuns: runs * factor })
  console.log(`fuzz: ${name}: ${details.numRuns} inputs, seed ${details.seed}`)
  if (details.failed) throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance })
}
