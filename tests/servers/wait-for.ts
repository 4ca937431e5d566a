import { setTimeout as delay } from 'node:timers/promises'

/** Asks again and again until the answer is there; fails with the last one when it does not come in time. */
export async function waitFor<T>(
  ask: () => T | Promise<T>,
  isThere: (answer: T) => boolean,
  milliseconds = 10_000,
): Promise<T> {
  const deadline = Date.now() + milliseconds
  for (;;) {
    const answer = await ask()
    if (isThere(answer)) return answer
    if (Date.now() > deadline)
      throw new Error(`Not there after ${milliseconds} ms; the last answer was ${JSON.stringify(answer)}`)
    await delay(20)
  }
}
