import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Lazy } from '../core/lazy.ts'
import type { Desk } from './desk.ts'

/** Says that a part of the element could not be loaded, and loads it again. */
export function partFailed({ element, localize }: Desk, part: Lazy<unknown>): TemplateResult | typeof nothing {
  if (!part.failed) return nothing
  const retry = () =>
    void part
      .load()
      .then(undefined, () => {})
      .then(() => element.requestUpdate())
  return html`<div class="banner" role="alert">
    <p>${localize.term('connectionsPartFailed')}</p>
    <button type="button" @click=${retry}>${localize.term('tryAgain')}</button>
  </div>`
}
