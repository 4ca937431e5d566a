import { html, nothing } from 'lit'
import type { LitElement, TemplateResult } from 'lit'

/**
 * A button, and the panel that it opens beside it. `content` is asked for while the panel is open; `near` is when it
 * will be wanted soon. Panels are not modal: what a server asks meanwhile is said and seen.
 */
export class Panel {
  readonly #host: LitElement
  readonly #id: string
  readonly #near: () => void
  #open = false
  /** Whether the focus was in it when it closed, and goes back to the button. */
  #hadFocus = false

  constructor(host: LitElement, id: string, near: () => void) {
    this.#host = host
    this.#id = id
    this.#near = near
  }

  /** Closes it for something else, which takes the focus. */
  close(): void {
    this.#find(`#${this.#id}:popover-open`)?.hidePopover()
    this.#hadFocus = false
  }

  render(label: string, content: () => unknown): TemplateResult {
    const id = this.#id
    const toggled = ({ newState }: ToggleEvent) => {
      this.#open = newState === 'open'
      this.#hadFocus = this.#find(`#${id}`)?.contains(this.#host.shadowRoot?.activeElement ?? null) === true
      this.#host.requestUpdate()
    }
    // Browsers do not all give it back within a shadow root.
    const closed = ({ newState }: ToggleEvent) => {
      if (newState === 'closed' && this.#hadFocus && !this.#host.shadowRoot?.activeElement)
        this.#find(`#${id}-button`)?.focus()
    }
    return html`<button
        type="button"
        class="quiet"
        part="${id}-button"
        id="${id}-button"
        aria-haspopup="dialog"
        popovertarget=${id}
        @pointerenter=${this.#near}
        @focus=${this.#near}
      >
        ${label}
      </button>
      <div
        class="panel"
        part=${id}
        id=${id}
        role="dialog"
        aria-label=${label}
        tabindex="-1"
        autofocus
        popover
        @beforetoggle=${toggled}
        @toggle=${closed}
      >
        ${this.#open ? content() : nothing}
      </div>`
  }

  #find(selector: string): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>(selector)
  }
}
