import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Localize } from '../../core/localize.ts'

export type Tab = 'form' | 'json'

interface Tabs {
  readonly localize: Localize
  readonly tab: Tab
  choose(tab: Tab): void
  /** The person may be about to open the other one. */
  near(): void
}

const tabs = [
  ['form', 'formTabForm'],
  ['json', 'formTabJson'],
] as const

/** Two tabs; the arrow keys move between them (ARIA Authoring Practices: Tabs with automatic activation). */
export function tabList({ localize, tab, choose, near }: Tabs): TemplateResult {
  const keys = (event: KeyboardEvent): void => {
    if (!['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) return
    event.preventDefault()
    choose(event.key === 'Home' || (event.key !== 'End' && tab === 'json') ? 'form' : 'json')
  }
  return html`<div
    class="tabs"
    part="tabs"
    role="tablist"
    aria-label=${localize.term('formTabs')}
    @keydown=${keys}
    @focusin=${near}
    @pointerenter=${near}
  >
    ${tabs.map(
      ([name, term]) =>
        html`<button
          class="tab"
          part="tab"
          type="button"
          role="tab"
          id="tab-${name}"
          aria-selected=${tab === name ? 'true' : 'false'}
          aria-controls=${tab === name ? 'panel' : nothing}
          tabindex=${tab === name ? '0' : '-1'}
          @click=${() => choose(name)}
        >
          ${localize.term(term)}
        </button>`,
    )}
  </div>`
}
