/** Numbers from 0 up to, but without, 1 that look random, and are the same for the same seed (Mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** `FAULTS_SEED`, to see a failure again as far as chance here and not the machine's made it; else any. */
export const anySeed = (): number => Number(process.env.FAULTS_SEED ?? Math.floor(Math.random() * 2 ** 32))
