import type { LitElement, ReactiveController } from 'lit'

/**
 * Keeps the focus in the element when what had it goes away: it goes to the row that it was in, else to the row that
 * was asked for from there, else to what adds one, else to the whole.
 */
export class FocusKeeper implements ReactiveController {
  /** The connection that came into being last. */
  arrived: string | undefined
  readonly #host: LitElement
  #had = false
  #row: HTMLElement | null | undefined

  constructor(host: LitElement) {
    this.#host = host
    host.addController(this)
  }

  hostUpdate(): void {
    const active = this.#host.shadowRoot?.activeElement
    this.#had = active != null
    this.#row = active?.closest('.row')?.querySelector<HTMLElement>('.name')
  }

  hostUpdated(): void {
    const root = this.#host.shadowRoot
    const active = root?.activeElement
    // What is hidden loses the focus a moment later.
    if (!root || !this.#had || (active && !active.closest('[hidden]'))) return
    const next =
      (this.#row?.isConnected ? this.#row : root.getElementById(`connection-${this.arrived}`)) ??
      root.querySelector<HTMLElement>('[part=add-button]') ??
      root.querySelector('section')
    next?.focus()
  }
}
