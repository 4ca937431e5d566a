import { html } from 'lit'
import type { nothing, TemplateResult } from 'lit'
import { icon } from '../core/icons.ts'
import type { Localize } from '../core/localize.ts'
import { tileIcon } from './tile-icon.ts'

export interface PendingView {
  readonly name: string
  readonly address: string
  readonly picture: TemplateResult | typeof nothing
  cancel(): void
}

/** Stands for what was asked for until the server speaks of it. */
export function pendingRowTemplate(
  localize: Localize,
  { name, address, picture, cancel }: PendingView,
): TemplateResult {
  return html`<li class="row" part="row row-connecting">
    ${tileIcon(name, picture)}
    <div class="row-body">
      <div class="row-name">
        <strong dir="auto">${name}</strong>
        <span class="chip info" part="state">${icon('spinner')}${localize.term('connectionsStateConnecting')}</span>
      </div>
      <div class="row-facts muted" part="facts"><bdi>${address}</bdi></div>
    </div>
    <div class="row-actions" part="actions">
      <button type="button" aria-label=${localize.term('connectionsCancel', name)} @click=${cancel}>
        ${localize.term('cancel')}
      </button>
    </div>
  </li>`
}
