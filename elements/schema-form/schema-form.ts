import { LitElement, html, nothing } from 'lit'
import type { CSSResultGroup, TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { keyed } from 'lit/directives/keyed.js'
import { McpInputEvent, McpSubmitEvent } from '../core/events.ts'
import { followPageFont } from '../core/page-font.ts'
import { baseStyles } from '../styles/base.ts'
import { createDraft, load } from './core/draft.ts'
import type { Draft } from './core/draft.ts'
import { createField } from './core/fields.ts'
import type { Field } from './core/fields.ts'
import { equal, parseJson } from './core/json.ts'
import { draftAt, read } from './core/read.ts'
import type { Problem, Reading } from './core/read.ts'
import { needsValidator } from './core/schema.ts'
import { formStyles } from './styles.ts'
import { startValidator, validate } from './validation.ts'
import type { Finding } from './validation-worker.ts'
import { fieldView } from './view/field.ts'
import type { FormContext } from './view/frame.ts'
import { properties, rows } from './view/groups.ts'
import { jsonEditor, tabList } from './view/json-tab.ts'
import type { Tab } from './view/json-tab.ts'
import { problemSummary } from './view/summary.ts'
import { findingText, listLabels, problemText } from './words.ts'
import { addEnglish, Localize } from '../core/localize.ts'
import { form as words } from '../translations/en/form.ts'

addEnglish(words)

/**
 * A form for any JSON Schema. It says exactly what a person filled in: what is left empty is absent, defaults are
 * offered and not sent, and numbers that cannot be held exactly are refused.
 *
 * @summary A form made from a JSON Schema.
 * @fires {McpInputEvent} mcp-input - The value changed. Does not leave the surrounding shadow root.
 * @fires {McpSubmitEvent} mcp-submit - The value is valid and is submitted; unless cancelled, a surrounding `<form>`
 * is submitted too. Does not leave the surrounding shadow root.
 * @csspart tabs - The row of tabs.
 * @csspart tab - The tabs "Form" and "JSON".
 * @csspart summary - The list of what is wrong.
 * @csspart field - A field with its label and its hints.
 * @csspart group - The border around an object or a list.
 * @csspart label - A field's name.
 * @csspart hint - A field's description.
 * @csspart control - A text field, a list of options or a fixed value.
 * @csspart error - What is wrong with a field.
 * @csspart more - The folded optional fields.
 */
export class McpSchemaForm extends LitElement {
  static readonly formAssociated = true
  static override styles: CSSResultGroup = [baseStyles, formStyles]

  /** The name under which a surrounding `<form>` sends the value, as JSON text. */
  @property({ reflect: true }) name = ''

  /** Nothing can be changed or submitted. */
  @property({ type: Boolean, reflect: true }) disabled = false

  /** Only the form, without the tab that edits the value as JSON. */
  @property({ type: Boolean, attribute: 'without-json' }) withoutJson = false

  readonly #localize = new Localize(this)
  readonly #internals = this.attachInternals()
  readonly #revealed = new WeakSet<Draft>()
  #schema: unknown = {}
  #field: Field = createField({ type: 'object' })
  #draft: Draft = createDraft(this.#field, true)
  #reading: Reading = read(this.#draft)
  #problems = new Map<Draft, Problem>()
  #findings = new Map<Draft, Finding>()
  /** What the last check found; entries go as they are mended. */
  #reported: Draft[] = []
  /** The schema has rules that only the validator checks. */
  #validated = false
  #checking = false
  #disabledByForm = false
  #tab: Tab = 'form'
  #jsonText = ''
  #jsonProblem: string | undefined
  #jsonBlocked = false
  /** A value that was set since the last rendering: its schema may come after it. */
  #pending: unknown
  /** The value that was set last. */
  #given: unknown

  constructor() {
    super()
    // By the time of a submission it runs.
    this.addEventListener('focusin', () => {
      if (this.#validated) void startValidator()
    })
    // The browser would point at the whole element; the form says which field.
    this.addEventListener('invalid', (event) => {
      event.preventDefault()
      this.reportValidity()
    })
  }

  override connectedCallback(): void {
    super.connectedCallback()
    followPageFont(this, this.#internals)
  }

  /** A JSON Schema of any draft. Another one begins an untouched form; an equal one changes nothing. */
  @property({ attribute: false })
  get schema(): unknown {
    return this.#schema
  }

  set schema(schema: unknown) {
    const known = this.#schema
    if (schema === known) return
    this.#schema = schema
    if (equal(schema, known)) return
    this.#field = createField(schema)
    this.#validated = needsValidator(schema)
    this.#replace(this.#pending)
  }

  /**
   * The value as filled in; `undefined` when there is none. Setting it loads it, in place of what was typed; an equal
   * one changes nothing, nor does the very object that was set last, so that a page may set it at each rendering. To
   * load that again, set a copy of it; `undefined` begins an untouched form.
   */
  @property({ attribute: false })
  get value(): unknown {
    return this.#reading.value
  }

  set value(value: unknown) {
    this.#pending = value
    if (value !== undefined && value === this.#given) return
    this.#given = value
    if (value === undefined || !equal(value, this.value)) this.#replace(value)
  }

  /** What is wrong now, in words, by JSON pointer into the value; told at the fields only when it is due. */
  get errors(): ReadonlyMap<string, string> {
    if (this.#jsonProblem !== undefined) return new Map([['', this.#jsonProblem]])
    const errors = new Map<string, string>()
    for (const problem of this.#reading.problems) {
      if (!errors.has(problem.pointer)) errors.set(problem.pointer, problemText(problem, this.#localize))
    }
    for (const [draft, finding] of this.#findings) {
      if (!errors.has(finding.pointer)) errors.set(finding.pointer, findingText(finding, draft, this.#localize))
    }
    return errors
  }

  /** The `<form>` that the element is in. */
  get form(): HTMLFormElement | null {
    return this.#internals.form
  }

  checkValidity(): boolean {
    return this.#jsonProblem === undefined && this.#problems.size === 0
  }

  /** Tells every mistake at its field and in a summary, which gets the focus. `false` when there are any. */
  reportValidity(): boolean {
    const valid = this.checkValidity()
    if (!valid) this.#report([...this.#problems.keys()])
    return valid
  }

  /** Tells mistakes that were found elsewhere, as words by JSON pointer into the value, each until its field changes. */
  showErrors(errors: Readonly<Record<string, string>>): void {
    this.#found(Object.entries(errors).map(([pointer, message]) => ({ pointer, keyword: '', message })))
  }

  /** Checks the value and fires `mcp-submit` if nothing is wrong, at once or after a check in a worker. */
  requestSubmit(): void {
    if (!this.#off && !this.#checking && this.reportValidity()) void this.#submit()
  }

  /** Back to the untouched form. */
  reset(): void {
    this.#replace(undefined)
  }

  formResetCallback(): void {
    this.reset()
  }

  formDisabledCallback(disabled: boolean): void {
    this.#disabledByForm = disabled
    this.requestUpdate()
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('input, textarea, select, .add')?.focus(options)
  }

  protected override render(): TemplateResult {
    const localize = this.#localize
    const tabbed = !this.withoutJson
    const panel = this.#tab === 'json' ? this.#renderJson() : keyed(this.#draft, this.#renderForm())
    // Chromium never lets go of radio buttons in a shadow root that were in no form.
    return html`<form novalidate @submit=${(event: Event) => event.preventDefault()} @keydown=${this.#keydown}>
      ${tabbed ? tabList({ localize, tab: this.#tab, choose: this.#chooseTab }) : nothing} ${this.#renderSummary()}
      <div id="panel" role=${tabbed ? 'tabpanel' : nothing} aria-labelledby=${tabbed ? `tab-${this.#tab}` : nothing}>
        ${panel}
      </div>
    </form>`
  }

  protected override updated(): void {
    this.#pending = undefined
  }

  #renderForm(): TemplateResult {
    const context = this.#context
    const { field, state } = this.#draft
    if (field.kind !== 'object' || state !== 'value') {
      return html`<div class="fields">${context.field(this.#draft)}</div>`
    }
    const empty = field.properties.length === 0 && !field.open && this.#draft.rows.length === 0
    return html`<div class="fields">
      ${field.invalid ? html`<p class="hint">${this.#localize.term('formSchemaInvalid')}</p>` : nothing}
      ${empty ? html`<p class="muted">${this.#localize.term('formNoFields')}</p>` : nothing}
      ${properties(context, this.#draft)}${rows(context, this.#draft, field)}
    </div>`
  }

  #renderJson(): TemplateResult {
    return jsonEditor({
      localize: this.#localize,
      text: this.#jsonText,
      disabled: this.#off,
      error: this.#jsonProblem,
      missing: listLabels(this.#reading.missing, this.#localize),
      blocked: this.#jsonBlocked,
      edit: this.#editJson,
      discard: () => {
        this.#jsonProblem = undefined
        this.#refresh()
        this.#chooseTab('form')
      },
    })
  }

  #renderSummary(): TemplateResult | typeof nothing {
    // Text that does not parse is another matter than what the form was told.
    if (this.#jsonProblem !== undefined) return nothing
    return problemSummary(this.#context, this.#reported, (draft) => {
      this.#tab = 'form'
      this.requestUpdate()
      void this.#focusField(draft)
    })
  }

  get #off(): boolean {
    return this.disabled || this.#disabledByForm
  }

  get #context(): FormContext {
    const context: FormContext = {
      localize: this.#localize,
      disabled: this.#off,
      field: (draft, place) => fieldView(context, draft, place),
      change: (draft, edit, how = {}) => {
        edit()
        draft.touched ||= how.settled ?? false
        for (let up: Draft | undefined = draft; up; up = up.parent) this.#findings.delete(up)
        this.#changed()
        const target = how.focus?.()
        if (target) void this.#focusField(target)
      },
      settle: (draft) => {
        draft.touched = true
        this.requestUpdate()
      },
      message: (draft) => this.#message(draft),
      isRevealed: (draft) => this.#revealed.has(draft),
      toggleRevealed: (draft) => {
        if (!this.#revealed.delete(draft)) this.#revealed.add(draft)
        this.requestUpdate()
      },
    }
    return context
  }

  #message(draft: Draft): string | undefined {
    const problem = this.#problems.get(draft)
    if (problem && draft.touched) return problemText(problem, this.#localize)
    const finding = this.#findings.get(draft)
    return finding && findingText(finding, draft, this.#localize)
  }

  #replace(value: unknown): void {
    this.#given = value
    this.#draft = createDraft(this.#field, true)
    if (value !== undefined) load(this.#draft, value)
    this.#findings.clear()
    this.#reported = []
    this.#jsonProblem = undefined
    this.#refresh()
    if (this.#tab === 'json') this.#jsonText = this.#asText()
  }

  #changed(): void {
    const before = this.#reading.value
    this.#refresh()
    if (!equal(before, this.value)) this.dispatchEvent(new McpInputEvent(this.value))
  }

  #refresh(): void {
    this.#reading = read(this.#draft)
    const { problems } = this.#reading
    this.#problems = new Map()
    for (const problem of problems) if (!this.#problems.has(problem.draft)) this.#problems.set(problem.draft, problem)
    const [first] = problems
    const message = this.#jsonProblem ?? (first && problemText(first, this.#localize))
    this.#internals.setValidity({ customError: message !== undefined }, message)
    // Without a state, the browser would keep the value for restoring the page; it may hold secrets.
    this.#internals.setFormValue(this.value === undefined ? null : JSON.stringify(this.value), '')
    this.requestUpdate()
  }

  async #submit(): Promise<void> {
    const { value } = this.#reading
    if (this.#validated) {
      this.#checking = true
      const findings = await validate(this.#schema, value)
      this.#checking = false
      // Changed in the meantime: what was found is of another value.
      if (!equal(value, this.value) || !this.checkValidity()) return
      if (findings.length > 0) return this.#found(findings)
    }
    if (this.dispatchEvent(new McpSubmitEvent(value))) this.form?.requestSubmit()
  }

  #found(findings: readonly Finding[]): void {
    const { drafts } = this.#reading
    this.#findings = new Map(findings.map((finding) => [draftAt(drafts, finding.pointer) ?? this.#draft, finding]))
    this.#report([...this.#findings.keys()])
  }

  #report(wrong: Draft[]): void {
    for (const draft of wrong) draft.touched = true
    this.#reported = wrong
    this.requestUpdate()
    const target = this.#jsonProblem === undefined ? '#summary' : '#json'
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(target)?.focus())
  }

  async #focusField(draft: Draft): Promise<void> {
    await this.updateComplete
    const place = this.renderRoot.querySelector<HTMLElement>(`#f${draft.id}`)
    for (let up = place?.closest('details'); up; up = up.parentElement?.closest('details')) up.open = true
    const inside = (selector: string): HTMLElement | null | undefined => place?.querySelector<HTMLElement>(selector)
    const control = place?.matches('fieldset')
      ? (inside(':checked') ?? inside('input, textarea, select') ?? inside('button'))
      : place
    // The root has no place of its own: its parts are the form.
    const target = control ?? this
    target.focus()
  }

  #asText(): string {
    return this.value === undefined ? '' : JSON.stringify(this.value, null, 2)
  }

  readonly #chooseTab = (tab: Tab): void => {
    if (tab === this.#tab) return
    this.requestUpdate()
    this.#jsonBlocked = tab === 'form' && this.#jsonProblem !== undefined
    if (this.#jsonBlocked) return
    if (tab === 'json') this.#jsonText = this.#asText()
    this.#tab = tab
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${tab}`)?.focus())
  }

  readonly #editJson = (text: string): void => {
    this.#jsonText = text
    const parsed = parseJson(text)
    if ('value' in parsed) {
      this.#jsonProblem = undefined
      this.#draft = createDraft(this.#field, true)
      load(this.#draft, parsed.value)
      this.#findings.clear()
      this.#reported = []
    } else this.#jsonProblem = this.#localize.term(parsed.error, parsed.detail)
    this.#jsonBlocked = false
    this.#changed()
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return
    event.preventDefault()
    this.requestSubmit()
  }
}
