import { html } from 'lit'
import type { ReactiveControllerHost, TemplateResult } from 'lit'

/** Milliseconds between two announcements of progress. */
const PROGRESS_EVERY = 5_000

/** A polite live region, for those who do not see what changes. */
export class Announcer {
  #host: ReactiveControllerHost
  #text = ''
  /** When progress was last said, by `performance.now()`. */
  #progressAt = 0

  constructor(host: ReactiveControllerHost) {
    this.#host = host
  }

  say(text: string): void {
    this.#text = text
    this.#host.requestUpdate()
  }

  /** Says it if enough time has gone by since the start, and since the last progress was said. */
  sayProgress(startedAt: number, text: string): void {
    const now = performance.now()
    if (now - Math.max(startedAt, this.#progressAt) < PROGRESS_EVERY) return
    this.#progressAt = now
    this.say(text)
  }

  render(): TemplateResult {
    return html`<p class="visually-hidden" role="status">${this.#text}</p>`
  }
}
