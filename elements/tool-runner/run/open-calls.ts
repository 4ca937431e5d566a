import { html } from 'lit'
import type { TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { icon } from '../../core/icons.ts'
import type { Localize } from '../../core/localize.ts'
import type { ResultView } from '../../result/result-view.ts'
import { namesOf } from './calls.ts'
import type { Call } from './calls.ts'
import { endingOf, hasFailed } from './endings.ts'
import { progressFacts } from './run-bar.ts'

export interface OpenCallsListener {
  show(call: Call): void
  /** Cancels a call that runs, and takes it away. */
  close(call: Call): void
}

/** Calls that run, or have ended, while the person is at another tool. They stay until the person has seen them. */
export function openCalls(
  localize: Localize,
  results: ResultView,
  calls: readonly Call[],
  { show, close }: OpenCallsListener,
): TemplateResult {
  return html`<ul class="open-calls" part="open-calls" aria-label=${localize.term('runnerOpenCalls')}>
    ${repeat(
      calls,
      ({ callId }) => callId,
      (call) => {
        const { tool, server } = namesOf(call.choice)
        const { outcome } = call
        const failed = outcome && hasFailed(outcome)
        const sign = !outcome ? 'spinner' : failed ? 'alert' : outcome.type === 'cancelled' ? 'stop' : 'check'
        return html`<li class=${failed ? 'bad' : ''}>
          ${icon(sign)}
          <span class="what">
            <b dir="auto">${tool}</b> <bdi class="muted">${server}</bdi>
            <span class="muted facts" dir="auto"
              >${outcome ? endingOf(localize, results, outcome) : progressFacts(localize, call)}</span
            >
          </span>
          <button type="button" aria-label=${localize.term('runnerGoToNamed', tool)} @click=${() => show(call)}>
            ${localize.term('runnerGoTo')}
          </button>
          <button
            type="button"
            aria-label=${localize.term(outcome ? 'runnerDismissNamed' : 'runnerCancelNamed', tool)}
            @click=${() => close(call)}
          >
            ${localize.term(outcome ? 'close' : 'cancel')}
          </button>
        </li>`
      },
    )}
  </ul>`
}
