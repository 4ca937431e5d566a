import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Localize } from '../../core/localize.ts'
import type { Draft } from '../core/draft.ts'
import type { FormState } from '../core/form-state.ts'
import { checks, richFields } from '../parts.ts'
import type { Parts } from '../parts.ts'
import type { Finding } from '../validation-worker.ts'
import { problemText } from '../words.ts'
import { fieldView } from './field.ts'
import type { FormContext, View } from './frame.ts'
import { properties } from './properties.ts'

/** What the view asks of its element. */
export interface FormHost {
  readonly state: FormState
  readonly disabled: boolean
  /** Runs an edit of the drafts, and tells what became of the value. */
  change(edit: () => void): void
  focusField(draft: Draft): void
  requestUpdate(): void
}

/** Shows what a person has filled in, and what is wrong with it. */
export class FormView {
  readonly #localize: Localize
  readonly #parts: Parts
  readonly #host: FormHost
  readonly #revealed = new WeakSet<Draft>()

  constructor(localize: Localize, parts: Parts, host: FormHost) {
    this.#localize = localize
    this.#parts = parts
    this.#host = host
  }

  fields(): TemplateResult {
    const context = this.#context
    const { draft } = this.#host.state
    const { field, state } = draft
    if (field.kind !== 'object' || state !== 'value') return html`<div class="fields">${context.field(draft)}</div>`
    const open = field.open || draft.rows.length > 0
    const empty = !open && field.properties.length === 0
    return html`<div class="fields">
      ${field.invalid ? html`<p class="hint">${this.#localize.term('formSchemaInvalid')}</p>` : nothing}
      ${empty ? html`<p class="muted">${this.#localize.term('formNoFields')}</p>` : nothing}
      ${properties(context, draft)}${open ? context.rich()?.rows(context, draft, field) : nothing}
    </div>`
  }

  /** The mistakes that were reported, each with a way to its field. */
  summary(go: (draft: Draft) => void): View {
    const { reported } = this.#host.state
    if (reported.length === 0) return nothing
    return this.#parts.need(checks)?.problemSummary(this.#context, reported, go) ?? nothing
  }

  /** What was found elsewhere, in words; `undefined` until these are loaded. */
  findingText(draft: Draft, finding: Finding): string | undefined {
    return finding.message ?? checks.value?.findingText(finding, draft, this.#localize)
  }

  #message(draft: Draft): string | undefined {
    const { problems, findings } = this.#host.state
    const problem = problems.get(draft)
    if (problem && draft.touched) return problemText(problem, this.#localize)
    const finding = findings.get(draft)
    return finding && this.findingText(draft, finding)
  }

  get #context(): FormContext {
    const host = this.#host
    const context: FormContext = {
      localize: this.#localize,
      disabled: host.disabled,
      load: host.state.load,
      rich: () => this.#parts.need(richFields),
      richFailed: richFields.failed,
      retryRich: () => this.#parts.retry(richFields),
      field: (draft, place) => fieldView(context, draft, place),
      change: (draft, edit, how = {}) => {
        host.change(() => {
          edit()
          draft.touched ||= how.settled ?? false
          host.state.edited(draft)
        })
        const target = how.focus?.()
        if (target) host.focusField(target)
      },
      settle: (draft) => {
        draft.touched = true
        host.requestUpdate()
      },
      message: (draft) => this.#message(draft),
      isRevealed: (draft) => this.#revealed.has(draft),
      toggleRevealed: (draft) => {
        if (!this.#revealed.delete(draft)) this.#revealed.add(draft)
        host.requestUpdate()
      },
    }
    return context
  }
}
