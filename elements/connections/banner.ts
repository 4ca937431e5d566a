import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Localize } from '../core/localize.ts'
import { problemTemplate } from '../core/problem.ts'
import type { McpStore } from '../core/store.ts'

/** What stands between the person and everything else: no endpoint, no site, or nobody signed in. */
export function bannerTemplate(localize: Localize, store: McpStore | undefined): TemplateResult | typeof nothing {
  if (!store) {
    return html`<div class="banner" part="banner" role="alert">
      <p><strong>${localize.term('noEndpoint')}</strong> ${localize.term('noEndpointNext')}</p>
    </div>`
  }
  const { status, error } = store.state
  if (status !== 'offline' && status !== 'unauthenticated') return nothing
  const words =
    status === 'unauthenticated' || error?.code === 'network' || !error
      ? html`<strong>${localize.term(status)}</strong> ${localize.term(`${status}Next`)}`
      : problemTemplate(localize, error)
  return html`<div class="banner" part="banner" role="alert">
    <p>${words}</p>
    <button type="button" @click=${() => store.client.connect()}>${localize.term('tryAgain')}</button>
  </div>`
}
