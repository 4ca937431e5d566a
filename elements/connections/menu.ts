import { html } from 'lit'
import type { TemplateResult } from 'lit'
import { icon } from '../core/icons.ts'

export interface MenuItem {
  readonly label: string
  readonly danger?: boolean
  run(): void
}

const itemsOf = (menu: Element): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')]

function focusFirst(event: ToggleEvent): void {
  const menu = event.currentTarget as HTMLElement
  if (event.newState === 'open') itemsOf(menu)[0]?.focus()
}

/** Gives the focus back to the button; within a shadow root the popover does not do so itself. */
function focusButton(event: ToggleEvent): void {
  const menu = event.currentTarget as HTMLElement
  if (event.newState === 'closed' && menu.matches(':focus-within')) (menu.previousElementSibling as HTMLElement).focus()
}

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

function openByArrow(event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown') return
  event.preventDefault()
  const button = event.currentTarget as HTMLButtonElement
  ;(button.popoverTargetElement as HTMLElement | null)?.showPopover()
}

/** A button that opens a menu. `id` must be the only one in its shadow root. */
export function menuTemplate(id: string, label: string, items: readonly MenuItem[]): TemplateResult {
  const choose = (item: MenuItem) => (event: Event) => {
    ;(event.currentTarget as HTMLElement).parentElement?.hidePopover()
    item.run()
  }
  return html`<button
      class="quiet square"
      part="menu-button"
      type="button"
      popovertarget=${id}
      aria-haspopup="menu"
      aria-label=${label}
      @keydown=${openByArrow}
    >
      ${icon('more')}
    </button>
    <div
      class="menu"
      part="menu"
      id=${id}
      popover
      role="menu"
      aria-label=${label}
      @beforetoggle=${focusButton}
      @toggle=${focusFirst}
      @keydown=${move}
    >
      ${items.map(
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
