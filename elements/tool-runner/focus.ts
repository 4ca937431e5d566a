import type { LitElement, ReactiveController } from 'lit'

/** Where the focus is in an element, and where it goes when that is rendered. */
export class Focus implements ReactiveController {
  readonly #host: LitElement
  #next: string | undefined
  /** What had the focus when it was to move: whoever has gone on since is left alone. */
  #from: Element | null | undefined

  constructor(host: LitElement) {
    this.#host = host
    host.addController(this)
  }

  /** Moves it to the element of this id, as soon as there is one that can have it. */
  moveTo(id: string): void {
    this.#next = id
    this.#from = this.#active
    this.#host.requestUpdate()
  }

  /** Whether it is in what the selector finds, or on its way to this id. */
  isIn(selector: string): boolean {
    return this.#active?.closest(selector) != null || (this.#next !== undefined && selector === `#${this.#next}`)
  }

  hostUpdated(): void {
    const target = this.#next && this.#host.shadowRoot?.getElementById(this.#next)
    if (!target || target.matches(':disabled')) return
    this.#next = undefined
    if (!this.#active || this.#active === this.#from) target.focus()
  }

  get #active(): Element | null | undefined {
    return this.#host.shadowRoot?.activeElement
  }
}
