import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { icon } from '../../core/icons.ts'
import type { Localize } from '../../core/localize.ts'
import { prettyJson } from '../../result/data.ts'
import type { Outcome, ResultView } from '../../result/result-view.ts'
import type { Call } from './calls.ts'
import { endingOf, hasFailed } from './endings.ts'

/** The share that is done, where the server has told the total. */
function fraction({ progress }: Call): number | undefined {
  const { progress: done = 0, total = 0 } = progress ?? {}
  return total > 0 ? Math.min(Math.max(done / total, 0), 1) : undefined
}

/** "40 %", where the total is known. */
export function percentOf(localize: Localize, call: Call): string | undefined {
  const done = fraction(call)
  return done === undefined ? undefined : localize.number(done, { style: 'percent' })
}

/** Whole seconds since a call began. */
const elapsedSeconds = ({ startedAt }: Call): number => Math.floor((performance.now() - startedAt) / 1000)

export interface RunBarListener {
  run(): void
  /** Runs the tool once more beside the call that runs. */
  runBeside(): void
  cancel(): void
}

/** Why nothing can be run, and what changes that. */
export interface Reason {
  readonly text: string
  readonly remedy?: { readonly label: string; readonly press: () => void }
}

/**
 * Run, and while it runs Cancel and how far it is, then how it ended. `waiting`: the person is to answer first;
 * `reason` tells why nothing can be run.
 */
export function runBar(
  localize: Localize,
  results: ResultView,
  call: Call | undefined,
  waiting: boolean,
  reason: Reason | undefined,
  { run, runBeside, cancel }: RunBarListener,
): TemplateResult {
  const running = call !== undefined && !call.outcome
  const mac = /^Mac|^iP/.test(navigator.platform)
  return html`<div class="bar">
      <button
        type="button"
        class="primary"
        part="run-button"
        id="run"
        ?disabled=${running || reason !== undefined}
        aria-describedby=${reason === undefined ? nothing : 'reason'}
        @click=${run}
      >
        ${localize.term('runnerRun')}
      </button>
      ${
        running
          ? html`<button type="button" part="cancel-button" id="cancel" @click=${cancel} @keydown=${ignoreRepeats}>
                ${localize.term('runnerCancel')}</button
              >${
                waiting
                  ? html`<span class="muted">${localize.term('questionWaiting')}</span>`
                  : progressOf(localize, call)
              }<button
                type="button"
                class="quiet"
                part="beside-button"
                ?disabled=${reason !== undefined}
                @click=${runBeside}
              >
                ${localize.term('runnerBeside')}
              </button>`
          : reason === undefined
            ? html`<span class="muted" aria-hidden="true"><kbd>${mac ? '⌘' : 'Ctrl'}</kbd> <kbd>Enter</kbd></span>`
            : html`<span class="muted reason" id="reason" dir="auto">${reason.text}</span>${
                  reason.remedy
                    ? html`<button type="button" part="remedy-button" @click=${reason.remedy.press}>
                        ${reason.remedy.label}
                      </button>`
                    : nothing
                }`
      }
      ${call?.outcome ? ending(localize, results, call.outcome) : nothing}
    </div>
    ${call && call.logs.length > 0 ? logsOf(localize, call) : nothing}`
}

function ending(localize: Localize, results: ResultView, outcome: Outcome): TemplateResult {
  const failed = hasFailed(outcome)
  const sign = failed ? 'alert' : outcome.type === 'cancelled' ? 'stop' : 'check'
  return html`<span class="ending ${failed ? 'bad' : ''}" part="ending">
    ${icon(sign)}<span>${endingOf(localize, results, outcome)}</span>
  </span>`
}

/** The key that pressed Run may still be held down when Cancel takes its focus. */
function ignoreRepeats(event: KeyboardEvent): void {
  if (event.repeat) event.preventDefault()
}

/** "40 %, page 2 of 5, 3 s" */
export function progressFacts(localize: Localize, call: Call): string {
  const seconds = elapsedSeconds(call)
  const { message } = call.progress ?? {}
  return [
    ...(call.lineLost
      ? [localize.term('runnerLineLost')]
      : [percentOf(localize, call) ?? (message ? undefined : localize.term('runnerRunning')), message]),
    seconds > 0 ? localize.term('runnerSeconds', localize.number(seconds)) : undefined,
  ]
    .filter((fact) => fact !== undefined)
    .join(', ')
}

function progressOf(localize: Localize, call: Call): TemplateResult {
  const done = fraction(call)
  return html`<progress
      part="progress"
      max="1"
      value=${done ?? nothing}
      aria-label=${localize.term('runnerProgress')}
    ></progress>
    <span class="muted progress-facts" dir="auto">${progressFacts(localize, call)}</span>`
}

function logsOf(localize: Localize, { logs }: Call): TemplateResult {
  return html`<details class="logs" part="logs">
    <summary>${localize.term('runnerLogs', logs.length, localize.number(logs.length))}</summary>
    <ul class="mono">
      ${logs.map(
        ({ level, logger, data }) =>
          html`<li dir="auto">
            <span class="muted">${level} ${logger}</span>
            <span>${typeof data === 'string' ? data : prettyJson(data)}</span>
          </li>`,
      )}
    </ul>
  </details>`
}
