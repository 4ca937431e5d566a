import { nothing } from 'lit'
import type { ReactiveControllerHost } from 'lit'
import { Lazy } from '../core/lazy.ts'
import type { Localize } from '../core/localize.ts'
import type * as Questions from './questions.ts'

/** `always`: as long as this app runs. */
export type Answer = 'yes' | 'always' | 'no'

/** What the person is asked for an app, in the element's own frame and words. */
export interface Question {
  readonly title: string
  readonly body: unknown
  readonly yes: string
  /** Absent where each time is to be asked for. */
  readonly always?: string | undefined
  readonly no: string
  /** Saying yes follows this link, by the person's own click. */
  readonly href?: string | undefined
}

/** Makes a question, once what makes them is loaded. */
export type MakeQuestion = (made: typeof Questions) => Question

const questions = new Lazy(() => import('./questions.ts'))

interface Waiting {
  readonly question: Question
  answered(answer: Answer): void
}

/** Questions that may wait; further ones are answered with a no. */
const MOST = 8
/** An app that was refused so often in a row is not listened to any more. */
const MOST_REFUSED = 5
/** Milliseconds that a question is there before it can be answered: a click that was meant for the app is no consent. */
const SOONEST = 500

/** Asks one question after the other. */
export class Asking {
  readonly #host: ReactiveControllerHost
  readonly #localize: Localize
  readonly #shown: () => void
  readonly #done: () => void
  #waiting: readonly Waiting[] = []
  #ready = false
  /** Counts the apps that have asked. */
  #life = 0
  #refused = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `shown`: a question has come into sight; `done`: the last one is gone. */
  constructor(host: ReactiveControllerHost, localize: Localize, shown: () => void, done: () => void) {
    this.#host = host
    this.#localize = localize
    this.#shown = shown
    this.#done = done
  }

  get open(): boolean {
    return this.#waiting.length > 0
  }

  /** Rejects where what makes questions cannot be loaded. */
  async ask(make: MakeQuestion): Promise<Answer> {
    const life = this.#life
    const question = make(await questions.load())
    return new Promise((answered) => {
      if (life !== this.#life || this.#waiting.length >= MOST || this.#refused >= MOST_REFUSED) return answered('no')
      this.#waiting = [...this.#waiting, { question, answered }]
      if (this.#waiting.length === 1) this.#show()
      this.#host.requestUpdate()
    })
  }

  /** Answers all with a no: nobody is there any more who asked. The next app begins anew. */
  clear(): void {
    const waiting = this.#waiting
    this.#waiting = []
    this.#life++
    this.#refused = 0
    clearTimeout(this.#timer)
    for (const { answered } of waiting) answered('no')
    this.#host.requestUpdate()
  }

  render(): unknown {
    const [first] = this.#waiting
    if (!first) return nothing
    return questions.value!.questionView(this.#localize, first.question, {
      ready: this.#ready,
      more: this.#waiting.length - 1,
      answer: (answer) => this.#answer(first, answer),
    })
  }

  #answer(given: Waiting, answer: Answer): void {
    if (this.#waiting[0] !== given) return
    this.#waiting = this.#waiting.slice(1)
    this.#refused = answer === 'no' ? this.#refused + 1 : 0
    given.answered(answer)
    if (this.open) this.#show()
    else this.#done()
    this.#host.requestUpdate()
  }

  #show(): void {
    this.#ready = false
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#ready = true
      this.#host.requestUpdate()
    }, SOONEST)
    this.#shown()
  }
}
