import { html, nothing } from 'lit'
import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import type { CallToolResult, ReadResourceResult } from '../../shared/mcp.ts'
import type { McpError } from '../core/error.ts'
import { adoptStyles } from '../core/adopt.ts'
import { icon } from '../core/icons.ts'
import { addEnglish } from '../core/localize.ts'
import type { Localize } from '../core/localize.ts'
import { blockTemplate } from './blocks.ts'
import { extraStructuredContent, isBlank, prettyJson } from './data.ts'
import type { Sort } from './rows.ts'
import { failureTemplate } from './failure.ts'
import { saveFile } from './files.ts'
import type { Outcome, ResultContext, ResultView } from './result-view.ts'
import { structuredTemplate } from './structured.ts'
import { resultStyles } from './styles.ts'
import { textTemplate } from './text.ts'
import { result as words } from '../translations/en/result.ts'

addEnglish(words)

/** What the person did with one shown object: a block, a list, a node of a tree. */
export interface Note {
  /** A tree node is open. */
  open?: boolean
  /** All of a long text is shown. */
  all?: boolean
  /** Entries of a long list that are shown. */
  shown?: number
  sort?: Sort | undefined
  /** Why bytes cannot be shown or saved: they are not base64, or the browser cannot decode them. */
  unreadable?: 'base64' | 'media'
  read?: 'reading' | ReadResourceResult | McpError
}

/** Shows how a call ended, and keeps what the person opened, sorted and read in it. */
export class ResultBody implements ReactiveController {
  readonly localize: Localize
  #view: ResultView
  #host: ReactiveControllerHost
  #outcome: Outcome | undefined
  #notes = new WeakMap<object, Note>()
  #urls = new Map<object, string | undefined>()
  #raw = false

  constructor(view: ResultView) {
    const { host, localize } = view
    this.#view = view
    this.#host = host
    this.localize = localize
    adoptStyles(host.renderRoot, resultStyles)
    host.addController(this)
  }

  hostConnected(): void {
    this.#host.requestUpdate()
  }

  hostDisconnected(): void {
    this.#revokeUrls()
  }

  note(key: object): Readonly<Note> {
    return this.#notes.get(key) ?? {}
  }

  change(key: object, note: Note): void {
    this.#notes.set(key, { ...this.#notes.get(key), ...note })
    this.#host.requestUpdate()
  }

  /** A Blob URL that lives as long as this result is shown; undefined where there are no bytes. */
  urlOf(key: object, makeBlob: () => Blob | undefined): string | undefined {
    if (!this.#urls.has(key)) {
      const blob = makeBlob()
      this.#urls.set(key, blob && URL.createObjectURL(blob))
    }
    return this.#urls.get(key)
  }

  bytes(size: number): string {
    const [unit, divisor] = size < 1e3 ? ['byte', 1] : size < 1e6 ? ['kilobyte', 1e3] : ['megabyte', 1e6]
    return this.localize.number(size / (divisor as number), {
      style: 'unit',
      unit: unit as string,
      unitDisplay: 'short',
      maximumFractionDigits: size < 1e6 ? 0 : 1,
    })
  }

  render(outcome: Outcome, context: ResultContext): unknown {
    if (outcome !== this.#outcome) {
      this.#outcome = outcome
      this.#revokeUrls()
    }
    const { localize } = this
    // New elements for a new outcome: an alert is said again, and nothing stays scrolled or opened.
    return keyed(
      outcome,
      html`<section
        class="result ${context.stale ? 'stale' : ''}"
        part="result"
        aria-labelledby="result-title"
        aria-busy=${context.stale}
      >
        <header class="result-header">
          <span class="result-title" id="result-title">${localize.term('result')}</span>
          <span class="muted"
            >${outcome.type === 'result' ? this.#view.summary(outcome) : this.#view.duration(outcome.duration)}</span
          >
          ${context.stale ? html`<span class="chip">${localize.term('resultStale')}</span>` : nothing}
          ${outcome.type === 'result' ? this.#tools(outcome.result, context) : nothing}
        </header>
        ${
          outcome.type === 'result'
            ? this.#result(outcome.result, context)
            : outcome.type === 'error'
              ? failureTemplate(localize, outcome.error, context.serverName)
              : html`<p class="result-note">${localize.term('resultCancelled')}</p>`
        }
      </section>`,
    )
  }

  #tools(result: CallToolResult, context: ResultContext): TemplateResult {
    const { localize } = this
    const choice = (raw: boolean, label: string) =>
      html`<button
        type="button"
        aria-pressed=${this.#raw === raw}
        @click=${() => {
          this.#raw = raw
          this.#host.requestUpdate()
        }}
      >
        ${label}
      </button>`
    return html`<div class="result-tools">
      <div class="segmented" role="group" aria-label=${localize.term('resultView')}>
        ${choice(false, localize.term('resultFormatted'))}${choice(true, localize.term('resultJson'))}
      </div>
      <button
        type="button"
        class="quiet"
        title=${localize.term('resultCopy')}
        @click=${() => this.#copy(result, context)}
      >
        ${icon('copy')}<span class="label">${localize.term('resultCopy')}</span>
      </button>
      <button
        type="button"
        class="quiet"
        title=${localize.term('resultDownload')}
        @click=${() => this.#download(result, context)}
      >
        ${icon('download')}<span class="label">${localize.term('resultDownload')}</span>
      </button>
    </div>`
  }

  #result(result: CallToolResult, context: ResultContext): TemplateResult {
    const failed = result.isError
      ? html`<p class="problem" role="alert">${this.localize.term('resultToolFailed', context.toolName)}</p>`
      : nothing
    if (this.#raw) {
      const json = prettyJson(result)
      return html`${failed}
        <div class="raw">
          ${
            json === undefined
              ? html`<p class="result-note">${this.localize.term('resultTooDeep')}</p>`
              : textTemplate(this, result, json)
          }
        </div>`
    }
    const structured = extraStructuredContent(result)
    const empty = structured === undefined && result.content.every(isBlank)
    return html`${failed}${
      empty
        ? html`<p class="result-note">${this.localize.term('resultEmpty')}</p>`
        : result.content.map((block) => html`<div class="block">${blockTemplate(this, block, context)}</div>`)
    }
    ${
      structured === undefined
        ? nothing
        : html`<div class="block">
            ${result.content.length > 0 ? html`<p class="block-label">${this.localize.term('resultStructured')}</p>` : nothing}
            ${structuredTemplate(this, structured)}
          </div>`
    }`
  }

  /** What is copied and saved: the text where the result is nothing but text, otherwise all of it as JSON. */
  #written(result: CallToolResult): { text: string; extension: string } {
    const texts = result.content.flatMap((block) => (block.type === 'text' ? [block.text] : []))
    const onlyText = texts.length === result.content.length && extraStructuredContent(result) === undefined
    return onlyText && !this.#raw
      ? { text: texts.join('\n\n'), extension: 'txt' }
      : { text: prettyJson(result) ?? '', extension: 'json' }
  }

  async #copy(result: CallToolResult, context: ResultContext): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#written(result).text)
      context.say(this.localize.term('resultCopied'))
    } catch {
      context.say(this.localize.term('resultCopyFailed'))
    }
  }

  #download(result: CallToolResult, context: ResultContext): void {
    const { text, extension } = this.#written(result)
    saveFile(`${context.toolName.replace(/[^\w.-]+/g, '_')}.${extension}`, text)
  }

  #revokeUrls(): void {
    for (const url of this.#urls.values()) if (url !== undefined) URL.revokeObjectURL(url)
    this.#urls.clear()
  }
}
