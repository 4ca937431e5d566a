import { html } from 'lit'
import type { ReactiveControllerHost, TemplateResult } from 'lit'
import type { CallToolResult, JsonObject, ReadResourceResult } from '../../shared/mcp.ts'
import type { McpError } from '../core/error.ts'
import { Lazy } from '../core/lazy.ts'
import { addEnglish } from '../core/localize.ts'
import type { Localize } from '../core/localize.ts'
import { ending } from '../translations/en/ending.ts'
import type { ResultBody } from './body.ts'
import { countItems } from './data.ts'

addEnglish(ending)

/** How a call ended. Durations are milliseconds. */
export type Outcome =
  | { readonly type: 'result'; readonly result: CallToolResult; readonly duration: number }
  | { readonly type: 'error'; readonly error: McpError; readonly duration: number }
  | { readonly type: 'cancelled'; readonly duration: number }

/** What a result is shown with. Names come from MCP servers. */
export interface ResultContext {
  readonly toolName: string
  readonly serverName: string
  /** A newer call is under way. */
  readonly stale: boolean
  /** What the tool promises of its structured content. */
  readonly outputSchema?: JsonObject | undefined
  /** The level of the first heading in a result. Default 4. */
  readonly headingLevel?: number
  /** Reads a linked resource; without it, links have no "Read". */
  readonly readResource?: (uri: string, options: { readonly signal: AbortSignal }) => Promise<ReadResourceResult>
  /** Says something in the host's live region. */
  readonly say: (text: string) => void
}

/** The element that a result is shown in; it gets the styles. */
export type ResultHost = ReactiveControllerHost & { readonly renderRoot: Node }

const body = new Lazy(() => import('./body.ts'))

/** How a call ended, in one line at once, and in full as soon as the part that shows it is loaded. */
export class ResultView {
  readonly host: ResultHost
  readonly localize: Localize
  #body: ResultBody | undefined

  constructor(host: ResultHost, localize: Localize) {
    this.host = host
    this.localize = localize
  }

  /** Begins to load what shows a result. Call it when there will be one. */
  load(): void {
    body.load().catch(() => {})
  }

  duration(milliseconds: number): string {
    const seconds = milliseconds / 1000
    if (seconds < 1) return this.localize.term('resultMilliseconds', this.localize.number(Math.ceil(milliseconds)))
    return this.localize.term(
      'resultSeconds',
      this.localize.number(seconds, {
        maximumFractionDigits: seconds < 10 ? 1 : 0,
      }),
    )
  }

  /** "3 items, 1.2 s" */
  summary({ result, duration }: Outcome & { type: 'result' }): string {
    const count = countItems(result)
    return this.localize.term('resultSummary', count, this.localize.number(count), this.duration(duration))
  }

  render(outcome: Outcome, context: ResultContext): unknown {
    const loaded = body.for(this.host)
    if (loaded) return (this.#body ??= new loaded.ResultBody(this)).render(outcome, context)
    return html`<section
      class="result"
      part="result"
      aria-label=${this.localize.term('result')}
      aria-busy=${!body.failed}
    >
      ${body.failed ? this.#failed() : html`<p class="muted loading">${this.localize.term('loading')}</p>`}
    </section>`
  }

  #failed(): TemplateResult {
    return html`<p class="problem" role="alert">
      ${this.localize.term('resultNotLoaded')}
      <button
        type="button"
        @click=${() => {
          this.load()
          this.host.requestUpdate()
        }}
      >
        ${this.localize.term('tryAgain')}
      </button>
    </p>`
  }
}
