import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { CatalogueServer } from '../../shared/connection.ts'
import { icon } from '../core/icons.ts'
import type { Localize } from '../core/localize.ts'
import { problemTemplate, problemText } from '../core/problem.ts'
import type { Problem } from '../core/problem.ts'
import { tileIcon } from './tile-icon.ts'

export interface TileView {
  readonly localize: Localize
  readonly busy: boolean
  readonly problem: Problem | undefined
  connect(): void
}

export function tileTemplate({ name, icon: picture, description }: CatalogueServer, view: TileView): TemplateResult {
  const { localize, busy, problem } = view
  return html`<li class="tile" part="tile">
    ${tileIcon(name, picture)}
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

/** Stands for rows or tiles that are being loaded, in their size. */
export const skeletonTemplate = (kind: 'row' | 'tile', count: number): TemplateResult =>
  html`${Array.from(
    { length: count },
    () =>
      html`<li class="${kind} skeleton" aria-hidden="true">
        <span class="tile-icon"></span>
        <span class="row-body"><span class="bone"></span><span class="bone short"></span></span>
        ${kind === 'tile' ? html`<span class="bone button-bone"></span>` : nothing}
      </li>`,
  )}`

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
  const tiles = loading ? skeletonTemplate('tile', 2) : repeat(offers, ({ id }) => id, view.tile)
  return html`<ul class="tiles">
    ${tiles}
  </ul>`
}
