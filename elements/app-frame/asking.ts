import { html, nothing } from 'lit'
import type { ReactiveControllerHost, TemplateResult } from 'lit'
import type { Localize } from '../core/localize.ts'

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

interface Waiting {
  readonly question: Question
  answered(answer: Answer): void
}

/** Questions that may wait; further ones are answered with a no. */
const MOST = 8
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

  ask(question: Question): Promise<Answer> {
    return new Promise((answered) => {
      if (this.#waiting.length >= MOST) return answered('no')
      this.#waiting = [...this.#waiting, { question, answered }]
      if (this.#waiting.length === 1) this.#show()
      this.#host.requestUpdate()
    })
  }

  /** Answers all with a no: nobody is there any more who asked. */
  clear(): void {
    const waiting = this.#waiting
    this.#waiting = []
    clearTimeout(this.#timer)
    for (const { answered } of waiting) answered('no')
    this.#host.requestUpdate()
  }

  render(): TemplateResult | typeof nothing {
    const [first] = this.#waiting
    if (!first) return nothing
    const { title, body, yes, always, no, href } = first.question
    const more = this.#waiting.length - 1
    const answer = (given: Answer) => () => this.#answer(first, given)
    return html`<div
      class="question"
      part="question"
      id="question"
      role="group"
      tabindex="-1"
      aria-labelledby="question-title"
      aria-describedby="question-body"
      @keydown=${this.#pressed}
    >
      <b id="question-title" dir="auto">${title}</b>
      <div id="question-body">${body}</div>
      <div class="answers">
        ${
          href
            ? html`<a
                class="button primary"
                part="allow-button"
                href=${href}
                target="_blank"
                rel="noopener noreferrer"
                aria-disabled=${this.#ready ? nothing : 'true'}
                @click=${(event: Event) => (this.#ready ? this.#answer(first, 'yes') : event.preventDefault())}
                >${yes}</a
              >`
            : html`<button
                class="primary"
                part="allow-button"
                type="button"
                ?disabled=${!this.#ready}
                @click=${answer('yes')}
              >
                ${yes}
              </button>`
        }
        ${
          always
            ? html`<button type="button" ?disabled=${!this.#ready} @click=${answer('always')}>${always}</button>`
            : nothing
        }
        <button type="button" part="refuse-button" @click=${answer('no')}>${no}</button>
        ${more > 0 ? html`<span class="muted">${this.#localize.term('appMoreQuestions', more)}</span>` : nothing}
      </div>
    </div>`
  }

  #pressed = (event: KeyboardEvent): void => {
    const [first] = this.#waiting
    if (event.key !== 'Escape' || !first) return
    event.preventDefault()
    event.stopPropagation()
    this.#answer(first, 'no')
  }

  #answer(given: Waiting, answer: Answer): void {
    if (this.#waiting[0] !== given) return
    this.#waiting = this.#waiting.slice(1)
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
