/** The parts of a result that are loaded when one of their kind is shown. */
import { html } from 'lit'
import type { CSSResult } from 'lit'
import { adoptStyles } from '../core/adopt.ts'
import { Lazy } from '../core/lazy.ts'
import type { ResultBody } from './body.ts'

export const markdownPart = new Lazy(() => import('./markdown/markdown.ts'))
export const tablePart = new Lazy(() => import('./table/table.ts'))
export const treePart = new Lazy(() => import('./tree/tree.ts'))
export const mediaPart = new Lazy(() => import('./media/media.ts'))
export const detailsPart = new Lazy(() => import('./details.ts'))
export const promisePart = new Lazy(() => import('./promise.ts'))

/** Shows something by a part, as soon as it is there; until then, or where it cannot be had, says so. */
export function byPart<T extends { readonly styles: CSSResult }>(
  view: ResultBody,
  part: Lazy<T>,
  show: (loaded: T) => unknown,
): unknown {
  const { host, localize } = view
  const loaded = part.for(host)
  if (loaded) {
    adoptStyles(host.renderRoot, loaded.styles)
    return show(loaded)
  }
  if (!part.failed) return html`<p class="muted loading">${localize.term('loading')}</p>`
  const again = () => {
    part.load().catch(() => {})
    view.update()
  }
  return html`<p class="problem" role="alert">
    ${localize.term('resultPartNotLoaded')}
    <button type="button" @click=${again}>${localize.term('tryAgain')}</button>
  </p>`
}
