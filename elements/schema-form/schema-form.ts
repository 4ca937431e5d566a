import { LitElement, html, nothing } from 'lit'
import type { CSSResultGroup, TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { keyed } from 'lit/directives/keyed.js'
import { McpInputEvent, McpSubmitEvent } from '../core/events.ts'
import { addEnglish, Localize } from '../core/localize.ts'
import { followPageFont } from '../core/page-font.ts'
import { baseStyles } from '../styles/base.ts'
import { form as words } from '../translations/en/form.ts'
import type { Draft } from './core/draft.ts'
import { FormState } from './core/form-state.ts'
import { equal } from './core/json.ts'
import { fieldControl } from './focus.ts'
import { checks, jsonTab, Parts, richFields } from './parts.ts'
import { formStyles } from './styles.ts'
import type { Finding } from './validation-worker.ts'
import { FormView } from './view/form-view.ts'
import type { FormHost } from './view/form-view.ts'
import { loading } from './view/frame.ts'
import type { View } from './view/frame.ts'
import type { JsonTab } from './view/json-tab.ts'
import { tabList } from './view/tabs.ts'
import type { Tab } from './view/tabs.ts'
import { hasWords, problemText } from './words.ts'

addEnglish(words)

/**
 * A form for any JSON Schema. It says exactly what a person filled in: what is left empty is absent, defaults are
 * offered and not sent, and numbers that cannot be held exactly are refused. Fields that few forms have are loaded when
 * a schema needs them: `updateComplete` waits for them, and `value` does not need them.
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

  /** An untouched form is filled in with the schema's defaults, which are sent then. Without it they are only offered. */
  @property({ type: Boolean, attribute: 'send-defaults' }) sendDefaults = false

  readonly #localize = new Localize(this)
  readonly #internals = this.attachInternals()
  #schema: unknown = {}
  #state = new FormState({ type: 'object' })
  #checking = false
  #disabledByForm = false
  #tab: Tab = 'form'
  #json: JsonTab | undefined
  /** What was there before JSON was pasted. */
  #pastedOver: Draft | undefined
  readonly #parts = new Parts(this)
  readonly #view = new FormView(this.#localize, this.#parts, this.#viewHost)
  /** A value that was set since the last rendering: its schema may come after it. */
  #pending: unknown
  /** The value that was set last. */
  #given: unknown

  constructor() {
    super()
    // By the time of a mistake, a submission or a paste it is there.
    this.addEventListener('focusin', () => {
      void jsonTab.load().catch(() => {})
      checks.load().then(
        ({ prepare }) => prepare(this.#schema),
        () => {},
      )
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
    this.#state = new FormState(schema, richFields.value)
    this.#replace(this.#pending)
  }

  /**
   * The value as filled in; `undefined` when there is none. Setting it loads it, in place of what was typed; an equal
   * one changes nothing, nor does the very object that was set last, so that a page may set it at each rendering. To
   * load that again, set a copy of it; `undefined` begins an untouched form.
   */
  @property({ attribute: false })
  get value(): unknown {
    return this.#state.value
  }

  set value(value: unknown) {
    this.#pending = value
    if (value !== undefined && value === this.#given) return
    this.#given = value
    if (value === undefined || !equal(value, this.value)) this.#replace(value)
  }

  /** What is wrong now, in words, by JSON pointer into the value; told at the fields only when it is due. */
  get errors(): ReadonlyMap<string, string> {
    const broken = this.#json?.problem
    if (broken !== undefined) return new Map([['', broken]])
    const errors = new Map<string, string>()
    for (const problem of this.#state.reading.problems) {
      if (!errors.has(problem.pointer)) errors.set(problem.pointer, problemText(problem, this.#localize))
    }
    for (const [draft, finding] of this.#state.findings) {
      const message = this.#view.findingText(draft, finding)
      if (message !== undefined && !errors.has(finding.pointer)) errors.set(finding.pointer, message)
    }
    return errors
  }

  /** The `<form>` that the element is in. */
  get form(): HTMLFormElement | null {
    return this.#internals.form
  }

  /** Whether the value could be submitted; tells nobody. What only the validator finds is not known here. */
  checkValidity(): boolean {
    return this.#json?.problem === undefined && this.#state.problems.size === 0
  }

  /** Tells every mistake at its field and in a summary, which gets the focus. `false` when there are any. */
  reportValidity(): boolean {
    const valid = this.checkValidity()
    if (!valid) this.#report([...this.#state.problems.keys()])
    return valid
  }

  /** Tells mistakes that were found elsewhere, as words by JSON pointer into the value, each until its field changes. */
  showErrors(errors: Readonly<Record<string, string>>): void {
    this.#found(Object.entries(errors).map(([pointer, message]) => ({ pointer, keyword: '', message })))
  }

  /** Checks the value and fires `mcp-submit` if nothing is wrong, at once or after a check in a worker. */
  requestSubmit(): void {
    if (this.#off || this.#checking) return
    if (this.#state.isWaiting && !richFields.failed) void this.updateComplete.then(() => this.requestSubmit())
    else if (this.reportValidity()) void this.#submit()
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

  /** Focuses the first field. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('input, textarea, select, .add')?.focus(options)
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated && this.sendDefaults && this.#pending === undefined) this.#replace(undefined)
    const rich = this.#state.isWaiting && this.#parts.need(richFields)
    if (rich) {
      this.#state.enrich(rich)
      this.#json?.show(this.value)
      this.#refresh()
    }
    if (this.#tab !== 'json' || this.#json) return
    const loaded = this.#parts.need(jsonTab)
    if (!loaded) return
    this.#json = new loaded.JsonTab(this.#localize, {
      edited: (value) => this.#change(() => this.#state.replace(value)),
      broken: () => this.#change(() => {}),
      discarded: () => {
        this.#json?.show(this.value)
        this.#refresh()
        this.#chooseTab('form')
      },
    })
    this.#json.show(this.value)
  }

  protected override render(): TemplateResult {
    const localize = this.#localize
    const tabbed = !this.withoutJson
    const [tab, choose] = [this.#tab, this.#chooseTab]
    const near = (): void => void jsonTab.load().catch(() => {})
    const panel =
      tab === 'form'
        ? keyed(this.#state, keyed(this.#state.beginnings, this.#view.fields()))
        : (this.#json?.render(this.#off, this.#state.reading.missing) ??
          loading(localize, jsonTab.failed, () => this.#parts.retry(jsonTab)))
    // Text that does not parse is another matter than what the form was told.
    const summary = this.#json?.problem === undefined ? this.#view.summary(this.#goTo) : nothing
    // Chromium never lets go of radio buttons in a shadow root that were in no form.
    return html`<form
      novalidate
      @submit=${(event: Event) => event.preventDefault()}
      @keydown=${this.#keydown}
      @paste=${this.#paste}
    >
      ${tabbed ? tabList({ localize, tab, choose, near }) : nothing} ${summary}${this.#renderPasted()}
      <div id="panel" role=${tabbed ? 'tabpanel' : nothing} aria-labelledby=${tabbed ? `tab-${tab}` : nothing}>
        ${panel}
      </div>
    </form>`
  }

  protected override updated(): void {
    this.#pending = undefined
  }

  /** Waits for the parts that are being loaded too. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const done = await super.getUpdateComplete()
    return (await this.#parts.settle()) ? this.getUpdateComplete() : done
  }

  #renderPasted(): View {
    const before = this.#pastedOver
    if (!before) return nothing
    const undo = (): void => {
      this.#change(() => {
        this.#state.draft = before
        this.#state.read()
      })
      void this.updateComplete.then(() => this.focus())
    }
    return this.#parts.need(jsonTab)?.pasteNotice(this.#localize, undo) ?? nothing
  }

  get #viewHost(): FormHost {
    // oxlint-disable-next-line typescript/no-this-alias -- the getters below have a `this` of their own
    const element = this
    return {
      get state() {
        return element.#state
      },
      get disabled() {
        return element.#off
      },
      change: (edit) => element.#change(edit),
      focusField: (draft) => void element.#focusField(draft),
      requestUpdate: () => element.requestUpdate(),
    }
  }

  get #off(): boolean {
    return this.disabled || this.#disabledByForm
  }

  #replace(value: unknown): void {
    this.#given = value
    this.#state.replace(value, this.sendDefaults)
    this.#json?.show(this.value)
    this.#refresh()
  }

  #change(edit: () => void): void {
    const before = this.value
    this.#pastedOver = undefined
    edit()
    this.#refresh()
    if (!equal(before, this.value)) this.dispatchEvent(new McpInputEvent(this.value))
  }

  #refresh(): void {
    const problems = [...this.#state.problems.values()]
    const [first] = problems
    if (problems.some(({ term }) => !hasWords(term))) this.#parts.need(checks)
    const message = this.#json?.problem ?? (first && problemText(first, this.#localize))
    this.#internals.setValidity({ customError: message !== undefined }, message)
    // Without a state, the browser would keep the value for restoring the page; it may hold secrets.
    this.#internals.setFormValue(this.value === undefined ? null : JSON.stringify(this.value), '')
    this.requestUpdate()
  }

  async #submit(): Promise<void> {
    const { value } = this
    if (checks.value?.needsValidator(this.#schema) !== false) {
      this.#checking = true
      // Where the validator cannot be loaded, the server judges alone.
      const findings = await checks.load().then(
        ({ validate }) => validate(this.#schema, value),
        () => [],
      )
      this.#checking = false
      // Changed in the meantime: what was found is of another value.
      if (!equal(value, this.value) || !this.checkValidity()) return
      if (findings.length > 0) return this.#found(findings)
    }
    if (this.dispatchEvent(new McpSubmitEvent(value))) this.form?.requestSubmit()
  }

  #found(findings: readonly Finding[]): void {
    this.#state.find(findings)
    this.#report([...this.#state.findings.keys()])
  }

  #report(wrong: readonly Draft[]): void {
    this.#state.report(wrong)
    this.requestUpdate()
    const target = this.#json?.problem === undefined ? '#summary' : '#json'
    const focus = (): void => this.renderRoot.querySelector<HTMLElement>(target)?.focus()
    void this.updateComplete.then(focus)
  }

  async #focusField(draft: Draft): Promise<void> {
    await this.updateComplete
    const target = fieldControl(this.renderRoot, draft.id) ?? this
    // The root has no place of its own: its parts are the form.
    target.focus()
  }

  readonly #goTo = (draft: Draft): void => {
    this.#tab = 'form'
    this.requestUpdate()
    void this.#focusField(draft)
  }

  readonly #chooseTab = (tab: Tab): void => {
    if (tab === this.#tab) return
    this.requestUpdate()
    if (this.#json) {
      this.#json.blocked = tab === 'form' && this.#json.problem !== undefined
      if (this.#json.blocked) return
      if (tab === 'json') this.#json.show(this.value)
    }
    this.#tab = tab
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${tab}`)?.focus())
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return
    event.preventDefault()
    this.requestSubmit()
  }

  readonly #paste = (event: ClipboardEvent): void => {
    const { draft } = this.#state
    if (this.#off || this.#tab === 'json') return
    const value = jsonTab.value?.pastedArguments(event, draft.field)
    if (!value) return
    event.preventDefault()
    this.#change(() => this.#state.replace(value))
    this.#pastedOver = draft
  }
}
