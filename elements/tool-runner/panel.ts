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

  constructor(host: LitElement, id: string, near: () => void) {
    this.#host = host
    this.#id = id
    this.#near = near
  }

  close(): void {
    this.#host.renderRoot.querySelector<HTMLElement>(`#${this.#id}:popover-open`)?.hidePopover()
  }

  render(label: string, content: () => unknown): TemplateResult {
    const id = this.#id
    const toggled = ({ newState }: ToggleEvent) => {
      this.#open = newState === 'open'
      this.#host.requestUpdate()
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
      >
        ${this.#open ? content() : nothing}
      </div>`
  }
}
