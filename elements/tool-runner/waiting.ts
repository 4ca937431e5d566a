import { html } from 'lit'
import type { ReactiveControllerHost, TemplateResult } from 'lit'
import { icon } from '../core/icons.ts'
import type { Lazy } from '../core/lazy.ts'
import type { Localize } from '../core/localize.ts'

/** In place of a part that is being loaded, or that could not be had. */
export function waiting(localize: Localize, part: Lazy<unknown>, host: ReactiveControllerHost): TemplateResult {
  if (!part.failed) return html`<p class="muted">${icon('spinner')} ${localize.term('loading')}</p>`
  const again = () => {
    void part.load().catch(() => {})
    host.requestUpdate()
  }
  return html`<div class="problem" role="alert">
    ${localize.term('runnerPartFailed')}
    <button type="button" @click=${again}>${localize.term('tryAgain')}</button>
  </div>`
}
