import { html } from 'lit'
import type { ReactiveControllerHost, TemplateResult } from 'lit'

/** A polite live region, for those who do not see what changes. */
export class Announcer {
  #host: ReactiveControllerHost
  #text = ''

  constructor(host: ReactiveControllerHost) {
    this.#host = host
  }

  say(text: string): void {
    this.#text = text
    this.#host.requestUpdate()
  }

  render(): TemplateResult {
    return html`<p class="visually-hidden" role="status">${this.#text}</p>`
  }
}
