import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { icon } from '../core/more-icons.ts'
import type { IconName } from '../core/more-icons.ts'
import type { ResultBody } from './body.ts'
import type { Outcome } from './result-view.ts'

/** The first row of a result: how the call ended, and what can be done with what it returned. */
export function headerTemplate(view: ResultBody, outcome: Outcome, summary: string): TemplateResult {
  const { localize } = view
  return html`<header class="result-header">
    <span class="result-title" id="result-title">${localize.term('result')}</span>
    <span class="muted">${summary}</span>
    ${view.context.stale ? html`<span class="chip">${localize.term('resultStale')}</span>` : nothing}
    ${outcome.type === 'result' ? toolsTemplate(view, outcome) : nothing}
  </header>`
}

function toolsTemplate(view: ResultBody, { result }: Outcome & { type: 'result' }): TemplateResult {
  const { localize } = view
  const choice = (raw: boolean, label: string) =>
    html`<button
      type="button"
      aria-pressed=${view.raw === raw}
      @click=${() => {
        view.raw = raw
        view.update()
      }}
    >
      ${label}
    </button>`
  const details = () => {
    view.details = !view.details
    view.update()
  }
  return html`<div class="result-tools">
    <div class="segmented" role="group" aria-label=${localize.term('resultView')}>
      ${choice(false, localize.term('resultFormatted'))}${choice(true, localize.term('resultJson'))}
    </div>
    ${tool('copy', localize.term('resultCopy'), () => view.copyAll(result))}
    ${tool('download', localize.term('resultDownload'), () => view.save(result))}
    <button
      type="button"
      class="quiet"
      title=${localize.term('resultDetails')}
      aria-expanded=${view.details}
      @click=${details}
    >
      ${icon('info')}<span class="label">${localize.term('resultDetails')}</span>
    </button>
    ${tool('expand', localize.term('resultEnlarge'), (event) => view.enlarge(event, view.context.toolName, view.content))}
  </div>`
}

const tool = (name: IconName, label: string, act: (event: Event) => void): TemplateResult =>
  html`<button type="button" class="quiet" title=${label} @click=${act}>
    ${icon(name)}<span class="label">${label}</span>
  </button>`
