import { html, nothing } from 'lit'
import type { ReactiveController, TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import type { CallToolResult } from '../../shared/mcp.ts'
import { adoptStyles } from '../core/adopt.ts'
import { addEnglish } from '../core/localize.ts'
import type { Localize } from '../core/localize.ts'
import { result as words } from '../translations/en/result.ts'
import { blockTemplate } from './blocks.ts'
import { extraStructuredContent, isBlank, prettyJson } from './data.ts'
import { Enlarged } from './enlarged.ts'
import { failureTemplate } from './failure.ts'
import { saveFile } from './files.ts'
import { headerTemplate } from './header.ts'
import { byPart, detailsPart, promisePart } from './parts.ts'
import type { Outcome, ResultContext, ResultHost, ResultView } from './result-view.ts'
import { structuredTemplate } from './structured.ts'
import { resultStyles } from './styles.ts'
import { plainText } from './text.ts'

addEnglish(words)

/** Whether the details of one block are open. */
class Folded {
  open = false
}

/** Shows how a call ended, and keeps what the person opened, sorted and read in it. */
export class ResultBody implements ReactiveController {
  readonly host: ResultHost
  readonly localize: Localize
  /** Whether the result is shown as JSON. */
  raw = false
  /** Whether what is told about it on request is. */
  details = false
  #view: ResultView
  #outcome: Outcome | undefined
  #context: ResultContext | undefined
  #states = new WeakMap<object, Map<unknown, object>>()
  #endings = new Map<object, () => void>()
  #enlarged = new Enlarged(this)

  constructor(view: ResultView) {
    this.#view = view
    this.host = view.host
    this.localize = view.localize
    adoptStyles(this.host.renderRoot, resultStyles)
    this.host.addController(this)
  }

  hostDisconnected(): void {
    this.#end()
  }

  /** What is shown now. */
  get outcome(): Outcome {
    return this.#outcome!
  }

  get context(): ResultContext {
    return this.#context!
  }

  /** The level of the first heading in a result. */
  get headingLevel(): number {
    return this.#context?.headingLevel ?? 4
  }

  /** What the person did with one shown thing, of one kind; made when first asked for. */
  stateOf<State extends object>(key: object, Kind: new () => State): State {
    let states = this.#states.get(key)
    if (!states) this.#states.set(key, (states = new Map()))
    let state = states.get(Kind) as State | undefined
    if (!state) states.set(Kind, (state = new Kind()))
    return state
  }

  /** Renders again. */
  update(): void {
    this.host.requestUpdate()
  }

  /** Called once, when the present result is shown no more. `key` names what is ended. */
  atEnd(key: object, end: () => void): void {
    if (!this.#endings.has(key)) this.#endings.set(key, end)
  }

  say = (text: string): void => this.context.say(text)

  async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      this.say(this.localize.term('resultCopied'))
    } catch {
      this.say(this.localize.term('resultCopyFailed'))
    }
  }

  /** Shows something in a dialog that fills the window. The event is that of the button that asks for it. */
  enlarge(event: Event, title: string, content: () => unknown): void {
    this.#enlarged.open(event, title, content)
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
      this.#end()
      this.#outcome = outcome
      this.details = false
      this.#enlarged.close()
    }
    this.#context = context
    const summary = outcome.type === 'result' ? this.#view.summary(outcome) : this.#view.duration(outcome.duration)
    // New elements for a new outcome: an alert is said again, and nothing stays scrolled or opened.
    return keyed(
      outcome,
      html`<section
        class="result ${context.stale ? 'stale' : ''}"
        part="result"
        aria-labelledby="result-title"
        aria-busy=${context.stale}
      >
        ${headerTemplate(this, outcome, summary)}
        ${
          outcome.type === 'result'
            ? this.#result(outcome)
            : outcome.type === 'error'
              ? failureTemplate(this.localize, outcome.error, context.serverName)
              : html`<p class="result-note">${this.localize.term('resultCancelled')}</p>`
        }
        ${this.#enlarged.render()}
      </section>`,
    )
  }

  #result(outcome: Outcome & { type: 'result' }): unknown {
    const { result } = outcome
    const { outputSchema, toolName } = this.context
    return html`${
      result.isError
        ? html`<p class="problem" role="alert">
            <span dir="auto">${this.localize.term('resultToolFailed', toolName)}</span>
          </p>`
        : outputSchema
          ? byPart(this, promisePart, ({ promiseTemplate }) => promiseTemplate(this, result, outputSchema))
          : nothing
    }
    ${
      this.details
        ? html`<div class="block" id="result-details">
            ${byPart(this, detailsPart, ({ outcomeDetails }) => outcomeDetails(this, outcome))}
          </div>`
        : nothing
    }
    ${this.#enlarged.away(this.content) ?? this.content()}`
  }

  /** Everything below the header, as it is enlarged too. */
  readonly content = (): unknown => {
    const { result } = this.outcome as Outcome & { type: 'result' }
    return this.raw ? this.#json(result) : this.#formatted(result)
  }

  #json(result: CallToolResult): TemplateResult {
    const json = prettyJson(result)
    return html`<div class="raw">
      ${
        json === undefined
          ? html`<p class="result-note">${this.localize.term('resultTooDeep')}</p>`
          : plainText(this, result, json)
      }
    </div>`
  }

  #formatted(result: CallToolResult): TemplateResult {
    const structured = extraStructuredContent(result)
    if (structured === undefined && result.content.every(isBlank))
      return html`<p class="result-note">${this.localize.term('resultEmpty')}</p>`
    return html`${result.content.map(
      (block) => html`<div class="block">${blockTemplate(this, block)} ${this.#aboutBlock(block)}</div>`,
    )}
    ${
      structured === undefined
        ? nothing
        : html`<div class="block">
            ${result.content.length > 0 ? html`<p class="block-label">${this.localize.term('resultStructured')}</p>` : nothing}
            ${structuredTemplate(this, structured)}
          </div>`
    }`
  }

  /** What a server says of a block besides its content, folded. */
  #aboutBlock(block: unknown): unknown {
    if (typeof block !== 'object' || block === null || !('annotations' in block || '_meta' in block)) return nothing
    const folded = this.stateOf(block, Folded)
    const toggled = (event: Event) => {
      const { open } = event.currentTarget as HTMLDetailsElement
      if (open === folded.open) return
      folded.open = open
      this.update()
    }
    return html`<details class="about" ?open=${folded.open} @toggle=${toggled}>
      <summary>${this.localize.term('resultDetails')}</summary>
      ${folded.open ? byPart(this, detailsPart, ({ blockDetails }) => blockDetails(this, block)) : nothing}
    </details>`
  }

  /** What is copied and saved: the text where the result is nothing but text, otherwise all of it as JSON. */
  #written(result: CallToolResult): { text: string; extension: string } {
    const texts = result.content.flatMap((block) => (block?.type === 'text' ? [String(block.text)] : []))
    const onlyText = texts.length === result.content.length && extraStructuredContent(result) === undefined
    return onlyText && !this.raw
      ? { text: texts.join('\n\n'), extension: 'txt' }
      : { text: prettyJson(result) ?? '', extension: 'json' }
  }

  copyAll(result: CallToolResult): void {
    void this.copy(this.#written(result).text)
  }

  save(result: CallToolResult): void {
    const { text, extension } = this.#written(result)
    const name = this.context.toolName.replace(/[^\p{L}\p{N}_.-]+/gu, '_').slice(0, 80)
    saveFile(`${name}.${extension}`, text)
  }

  #end(): void {
    for (const end of this.#endings.values()) end()
    this.#endings.clear()
  }
}
