import { html, nothing } from 'lit'
import type { LitElement, TemplateResult } from 'lit'
import type { Connection } from '../../shared/connection.ts'

export interface MenuItem {
  readonly label: string
  readonly danger?: boolean
  run(): void
}

const itemsOf = (menu: Element): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')]

/** Moves between the items (ARIA APG, menu button pattern); Escape is the popover's own. */
function move(event: KeyboardEvent): void {
  const menu = event.currentTarget as HTMLElement
  const items = itemsOf(menu)
  const at = items.indexOf(event.target as HTMLElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key]
  if (event.key === 'Tab') menu.hidePopover()
  if (to === undefined) return
  event.preventDefault()
  items[to % items.length]?.focus()
}

/** The menu of one row at a time, which stands beside its button as long as it is open. */
export class RowMenu {
  readonly #element: LitElement
  #open: string | undefined

  constructor(element: LitElement) {
    this.#element = element
  }

  async open(sessionId: string): Promise<void> {
    if (this.#open === sessionId) return
    this.#open = sessionId
    this.#element.requestUpdate()
    await this.#element.updateComplete
    const menu = (this.#element.renderRoot as ShadowRoot).getElementById(`menu-${sessionId}`)
    const button = menu?.previousElementSibling as HTMLElement | null | undefined
    // The click that asked for it may go on: the button has a target now, which that click would close again.
    await new Promise((resolve) => setTimeout(resolve))
    if (button && menu?.isConnected && !menu.matches(':popover-open')) menu.showPopover({ source: button })
  }

  template(
    { sessionId, serverName }: Pick<Connection, 'sessionId' | 'serverName'>,
    items: () => readonly MenuItem[],
  ): TemplateResult | typeof nothing {
    if (this.#open !== sessionId) return nothing
    const choose = (item: MenuItem) => (event: Event) => {
      ;(event.currentTarget as HTMLElement).parentElement?.hidePopover()
      item.run()
    }
    return html`<div
      class="menu"
      part="menu"
      id="menu-${sessionId}"
      popover
      role="menu"
      aria-label=${serverName}
      @beforetoggle=${this.#focusButton}
      @toggle=${this.#toggled}
      @keydown=${move}
    >
      ${items().map(
        (item) =>
          html`<button
            class="quiet ${item.danger ? 'bad' : ''}"
            type="button"
            role="menuitem"
            tabindex="-1"
            @click=${choose(item)}
          >
            ${item.label}
          </button>`,
      )}
    </div>`
  }

  /** Gives the focus back to the button; within a shadow root the popover does not do so itself. */
  #focusButton = (event: ToggleEvent): void => {
    const menu = event.currentTarget as HTMLElement
    if (event.newState === 'closed' && menu.matches(':focus-within'))
      (menu.previousElementSibling as HTMLElement).focus()
  }

  #toggled = (event: ToggleEvent): void => {
    const menu = event.currentTarget as HTMLElement
    if (event.newState === 'open') return itemsOf(menu)[0]?.focus()
    if (menu.id === `menu-${this.#open}`) this.#open = undefined
    this.#element.requestUpdate()
  }
}
