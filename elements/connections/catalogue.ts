import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { CatalogueServer } from '../../shared/connection.ts'
import { icon } from '../core/icons.ts'
import type { Localize } from '../core/localize.ts'
import { problemTemplate, problemText } from '../core/problem.ts'
import type { Problem } from '../core/problem.ts'
import { skeletonTemplate } from './skeleton.ts'
import { tileIcon } from './tile-icon.ts'

export interface TileView {
  readonly localize: Localize
  readonly picture: TemplateResult | typeof nothing
  readonly busy: boolean
  readonly problem: Problem | undefined
  connect(): void
}

export function tileTemplate({ name, description }: CatalogueServer, view: TileView): TemplateResult {
  const { localize, busy, problem } = view
  return html`<li class="tile" part="tile">
    ${tileIcon(name, view.picture)}
    <strong dir="auto">${name}</strong>
    <span class="muted" dir="auto">${description ?? nothing}</span>
    <button
      type="button"
      aria-disabled=${busy ? 'true' : nothing}
      aria-label=${localize.term('connectionsConnectTo', name)}
      @click=${view.connect}
    >
      ${busy ? icon('spinner') : nothing} ${localize.term('connectionsConnect')}
    </button>
    ${problem ? html`<div class="problem" part="problem" role="alert">${problemTemplate(localize, problem)}</div>` : nothing}
  </li>`
}

export interface CatalogueView {
  readonly localize: Localize
  readonly offers: readonly CatalogueServer[]
  readonly loading: boolean
  /** Why the catalogue could not be loaded. */
  readonly problem: Problem | undefined
  tile(server: CatalogueServer): TemplateResult
  retry(): void
}

/** What can be connected by a click; nothing where that is nothing. */
export function catalogueTemplate(view: CatalogueView): TemplateResult | typeof nothing {
  const { localize, offers, loading, problem } = view
  if (problem) {
    return html`<div class="banner">
      <p><strong>${localize.term('connectionsServersProblem')}</strong> ${problemText(localize, problem)}</p>
      <button type="button" @click=${view.retry}>${localize.term('tryAgain')}</button>
    </div>`
  }
  if (!loading && offers.length === 0) return nothing
  if (loading) return skeletonTemplate('tile', 2)
  return html`<ul class="tiles">
    ${repeat(offers, ({ id }) => id, view.tile)}
  </ul>`
}
