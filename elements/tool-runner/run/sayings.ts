import { hasFailed } from './endings.ts'
import { namesOf } from './calls.ts'
import type { Call } from './calls.ts'
import { percentOf } from './run-bar.ts'
import type { Lent } from './workbench.ts'

/** Milliseconds between two announcements of progress. */
const PROGRESS_EVERY = 5_000

/** Says in the live region how calls fare. */
export class Sayings {
  readonly #lent: Lent
  /** When progress was last said, by `performance.now()`. */
  #progressAt = 0
  #offline = false

  constructor(lent: Lent) {
    this.#lent = lent
  }

  /** How far the call in sight is, every now and then. */
  progress(call: Call | undefined): void {
    const { announcer, localize, questions } = this.#lent
    const now = performance.now()
    if (!call || call.outcome || call.lineLost || questions?.any) return
    if (now - Math.max(call.startedAt, this.#progressAt) < PROGRESS_EVERY) return
    this.#progressAt = now
    announcer.say(localize.term('runnerSayRunning', percentOf(localize, call)))
  }

  /** That nothing can be run for want of a network, and that it can be again. */
  network(offline: boolean): void {
    const { announcer, localize } = this.#lent
    if (offline !== this.#offline) announcer.say(localize.term(offline ? 'runnerOffline' : 'runnerOnline'))
    this.#offline = offline
  }

  /** That a call's line broke off; with its tool's name where it is not in sight. */
  lineLost({ choice }: Call, shown: boolean): void {
    const { announcer, localize } = this.#lent
    const words = localize.term('runnerLineLost')
    announcer.say(shown ? words : localize.term('runnerSayOther', namesOf(choice).tool, words))
  }

  /** How a call ended; with its tool's name where it is not in sight. */
  ended({ choice, lineLost, outcome }: Call, shown: boolean, words: string): void {
    const { announcer, localize } = this.#lent
    if (!shown) announcer.say(localize.term('runnerSayOther', namesOf(choice).tool, words))
    // A failure that is shown is an alert already.
    else if (outcome && !hasFailed(outcome)) announcer.say(words)
    else if (lineLost) announcer.say('')
  }
}
