import { html, nothing } from 'lit'
import type { ReactiveController, TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { icon } from '../../core/icons.ts'
import { addEnglish } from '../../core/localize.ts'
import type { Localize } from '../../core/localize.ts'
import { prettyJson } from '../../result/data.ts'
import { adoptStyles } from '../../core/adopt.ts'
import { visible } from '../consent/visible.ts'
import type { Call } from '../run/calls.ts'
import type { Lent, Workbench } from '../run/workbench.ts'
import { toolTitle } from '../tools.ts'
import { compareView } from './compare.ts'
import { historyOf } from './history.ts'
import type { Entry, History } from './history.ts'
import { historyStyles } from './styles.ts'
import { history as words } from '../../translations/en/history.ts'

addEnglish(words)

/** Characters of arguments that are shown while they are folded. */
const PREVIEW = 80

const ENDINGS = {
  finished: ['historyFinished', 'check'],
  failed: ['historyFailed', 'alert'],
  cancelled: ['historyCancelled', 'stop'],
  unknown: ['historyUnknown', 'info'],
  running: ['historyRunning', 'spinner'],
} as const

/** Earlier runs: to look at, to repeat, to compare. */
export class HistoryPanel implements ReactiveController {
  readonly #host: Lent
  readonly #bench: Workbench
  readonly #close: () => void
  #history: History | undefined
  #unsubscribe = (): void => {}
  #onlyChosen = false
  /** Ids of entries that are to be compared. */
  #picked: readonly string[] = []
  #comparing = false

  constructor(bench: Workbench, close: () => void) {
    this.#host = bench.lent
    this.#bench = bench
    this.#close = close
    adoptStyles(bench.lent.element.renderRoot, historyStyles)
    bench.lent.element.addController(this)
  }

  hostDisconnected(): void {
    this.#unsubscribe()
    this.#history = undefined
  }

  render(): TemplateResult {
    const { localize, selection } = this.#host
    const history = this.#follow()
    const { choice } = selection
    const all = (history?.entries ?? []).filter((entry) =>
      selection.admits(entry.serverId, entry.sessionId, entry.name),
    )
    const only = this.#onlyChosen && choice
    const entries = only
      ? all.filter(({ sessionId, name }) => sessionId === choice.connection.sessionId && name === choice.tool.name)
      : all
    const picked = this.#picked.flatMap((id) => history?.call(id) ?? [])
    if (history && this.#comparing && picked.length === 2) return this.#comparison(picked)
    const comparable = entries.filter(({ id }) => history?.call(id)?.outcome?.type === 'result').length > 1
    return html`<div class="history-bar">
        ${
          choice && all.length > 0
            ? html`<label
                ><input
                  type="checkbox"
                  .checked=${this.#onlyChosen}
                  @change=${() => this.#update(() => (this.#onlyChosen = !this.#onlyChosen))}
                />
                <bdi>${localize.term('historyOnly', toolTitle(choice.tool))}</bdi></label
              >`
            : nothing
        }
        ${
          comparable
            ? html`<button
                  type="button"
                  aria-disabled=${picked.length === 2 ? nothing : 'true'}
                  @click=${() => this.#compare(picked.length)}
                >
                  ${localize.term('historyCompare')}
                </button>
                <span class="muted">
                  ${
                    picked.length === 0
                      ? localize.term('historyCompareNext')
                      : localize.term('historyCompareTwo', picked.length, localize.number(picked.length))
                  }
                </span>`
            : nothing
        }
        ${
          all.length > 0
            ? html`<button type="button" class="quiet clear" @click=${() => this.#clear()}>
                ${localize.term('historyClear')}
              </button>`
            : nothing
        }
      </div>
      ${
        history && entries.length > 0
          ? html`<ul
              class="history-list"
              role="list"
              aria-label=${localize.term('historyRuns')}
              @keydown=${(event: KeyboardEvent) => this.#pressed(event)}
            >
              ${repeat(
                [...entries.filter(({ pinned }) => pinned), ...entries.filter(({ pinned }) => !pinned)],
                ({ id }) => id,
                (entry) => this.#entry(history, entry, comparable),
              )}
            </ul>`
          : html`<p class="muted">
              ${only ? localize.term('historyNoneOf', toolTitle(choice.tool)) : localize.term('historyEmpty')}
            </p>`
      }`
  }

  #entry(history: History, entry: Entry, comparable: boolean): TemplateResult {
    const { localize, selection } = this.#host
    const bench = this.#bench
    const [term, sign] = ENDINGS[entry.ending ?? 'running']
    const call = history.call(entry.id)
    const choice = selection.find(entry.sessionId, entry.name)
    const given = history.argumentsOf(entry)
    const time = timeOf(localize, entry.at)
    const act = (action: keyof typeof words & `history${string}`, press: () => void, kind: string, more = false) => {
      const label = localize.term(action as 'historyAgain')
      return html`<button
        type="button"
        class=${more ? 'quiet' : ''}
        data-action=${kind}
        aria-label=${localize.term('historyOf', label, entry.tool, time)}
        aria-pressed=${kind === 'pin' ? (entry.pinned ? 'true' : 'false') : nothing}
        @click=${press}
      >
        ${label}
      </button>`
    }
    const repeatIt = (run: boolean) => {
      this.#close()
      if (choice) bench.repeat(choice, given.value, run)
    }
    return html`<li class="run" part="history-entry">
      <div class="run-head">
        ${
          comparable && call?.outcome?.type === 'result'
            ? html`<input
                type="checkbox"
                aria-label=${localize.term('historyOf', localize.term('historyCompare'), entry.tool, time)}
                .checked=${this.#picked.includes(entry.id)}
                @change=${() => this.#pick(entry.id)}
              />`
            : nothing
        }
        <b dir="auto">${entry.tool}</b>
        <span class="muted"><bdi>${entry.server}</bdi> · ${time}</span>
        <span class="chip ${entry.ending === 'failed' ? 'bad' : entry.ending === undefined ? 'info' : ''}">
          ${icon(sign)}
          ${localize.term(term)}${entry.duration === undefined ? nothing : ` · ${durationOf(localize, entry.duration)}`}
        </span>
        ${entry.pinned ? html`<span class="muted">${localize.term('historyPinned')}</span>` : nothing}
      </div>
      ${Object.keys(given.value).length > 0 ? this.#arguments(given.value) : nothing}
      ${choice && given.partial ? html`<p class="muted">${localize.term('historyPartial')}</p>` : nothing}
      ${choice ? nothing : html`<p class="muted" dir="auto">${localize.term('historyGone', entry.server)}</p>`}
      <div class="run-acts">
        ${
          call && choice
            ? act(
                'historyResult',
                () => {
                  this.#close()
                  bench.show(call)
                },
                'result',
              )
            : nothing
        }
        ${choice && !given.partial ? act('historyAgain', () => repeatIt(true), 'again') : nothing}
        ${choice ? act('historyEdit', () => repeatIt(false), 'edit') : nothing}
        ${act('historyPin', () => history.pin(entry.id, !entry.pinned), 'pin', true)}
        ${act('historyRemove', () => this.#remove(history, entry.id), 'remove', true)}
      </div>
    </li>`
  }

  #arguments(values: object): TemplateResult {
    const { localize } = this.#host
    return html`<details>
      <summary class="muted">
        ${localize.term('historyArguments')} <bdi>${visible(JSON.stringify(values).slice(0, PREVIEW))}</bdi>
      </summary>
      <pre tabindex="0" role="group" aria-label=${localize.term('historyArguments')} dir="auto">
${visible(prettyJson(values) ?? '')}</pre>
    </details>`
  }

  #comparison(calls: readonly Call[]): TemplateResult {
    const { localize } = this.#host
    return html`<button type="button" id="history-back" @click=${() => this.#update(() => (this.#comparing = false))}>
        ${localize.term('historyBack')}
      </button>
      ${compareView(this.#host.element, localize, calls, (at) => timeOf(localize, at))}`
  }

  /** The history of the store that the runner has now. */
  #follow(): History | undefined {
    const { store, element } = this.#host
    const history = store && historyOf(store)
    if (history !== this.#history) {
      this.#unsubscribe()
      this.#history = history
      this.#unsubscribe = history?.subscribe(() => element.requestUpdate()) ?? (() => {})
    }
    return history
  }

  #update(change: () => void): void {
    change()
    this.#host.element.requestUpdate()
  }

  #pick(id: string): void {
    this.#update(() => {
      const picked = this.#picked.includes(id) ? this.#picked.filter((one) => one !== id) : [...this.#picked, id]
      // The one that was chosen first gives way.
      this.#picked = picked.filter((one) => this.#history?.call(one)).slice(-2)
    })
  }

  #compare(picked: number): void {
    if (picked !== 2) return this.#host.announcer.say(this.#host.localize.term('historyCompareNext'))
    this.#update(() => (this.#comparing = true))
    this.#host.focus.moveTo('history-back')
  }

  #remove(history: History, id: string): void {
    const { announcer, element, focus, localize } = this.#host
    const entries = [...element.renderRoot.querySelectorAll<HTMLElement>('.run [data-action=remove]')]
    const at = entries.findIndex((one) => one === element.shadowRoot?.activeElement)
    history.remove(id)
    announcer.say(localize.term('historyRemoved'))
    focus.moveTo('history')
    void element.updateComplete.then(() => {
      const rest = element.renderRoot.querySelectorAll<HTMLElement>('.run [data-action=remove]')
      if (at >= 0) rest[Math.min(at, rest.length - 1)]?.focus()
    })
  }

  #clear(): void {
    const { announcer, focus, localize } = this.#host
    this.#history?.clear()
    announcer.say(localize.term('historyCleared'))
    focus.moveTo('history')
  }

  /** The arrow keys go to the same button of the run above or below. */
  #pressed(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const target = event.target as HTMLElement
    const action = target.dataset['action']
    if (step === 0 || !action) return
    const runs = [...(event.currentTarget as Element).querySelectorAll('.run')]
    for (let at = runs.indexOf(target.closest('.run')!) + step; runs[at]; at += step) {
      const button = runs[at]!.querySelector<HTMLElement>(`[data-action=${action}]`)
      if (!button) continue
      button.focus()
      break
    }
    event.preventDefault()
  }
}

const DAY = 86_400_000

/** "14:05", with the day where that is another. */
function timeOf(localize: Localize, at: number): string {
  const isToday = Date.now() - at < DAY && new Date(at).getDate() === new Date().getDate()
  return localize.date(new Date(at), { timeStyle: 'medium', ...(!isToday && { dateStyle: 'medium' }) })
}

function durationOf(localize: Localize, milliseconds: number): string {
  const unit = milliseconds < 1000 ? 'millisecond' : 'second'
  const value = unit === 'second' ? milliseconds / 1000 : Math.ceil(milliseconds)
  return localize.number(value, {
    style: 'unit',
    unit,
    unitDisplay: 'narrow',
    maximumFractionDigits: value < 10 ? 1 : 0,
  })
}
