import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Connection } from '../../shared/connection.ts'
import { icon } from '../core/icons.ts'
import type { Localize } from '../core/localize.ts'

export interface HeaderView {
  readonly localize: Localize
  readonly connections: readonly Connection[]
  /** Whether the panel that adds a connection is open. */
  readonly adding: boolean
  readonly canAdd: boolean
  toggle(): void
  /** The person is about to. */
  near(): void
}

/** Title, and beside connections their count and what adds another one. */
export function headerTemplate({ localize, connections, adding, canAdd, toggle, near }: HeaderView): TemplateResult {
  const readyCount = connections.filter(({ state }) => state === 'CONNECTED').length
  return html`<div class="card-header" part="header">
    <slot name="heading">
      <span class="card-title" part="title" role="heading" aria-level="2">${localize.term('connectionsTitle')}</span>
    </slot>
    ${
      connections.length > 0
        ? html`<span class="muted" part="count">
            ${localize.term('connectionsReady', readyCount, connections.length)}
          </span>`
        : nothing
    }
    ${
      connections.length > 0 && canAdd
        ? html`<button
            part="add-button"
            type="button"
            aria-expanded=${adding}
            aria-controls="panel"
            @click=${toggle}
            @pointerover=${near}
            @focus=${near}
          >
            ${icon(adding ? 'close' : 'plus')} ${localize.term(adding ? 'close' : 'connectionsAdd')}
          </button>`
        : nothing
    }
  </div>`
}
