import { html, nothing } from 'lit'
import type { PropertyValues, TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { keyed } from 'lit/directives/keyed.js'
import type { JsonObject, ToolInfo } from '../../shared/mcp.ts'
import { McpElement } from '../core/element.ts'
import { McpCallRequestEvent, McpProgressEvent, McpResultEvent } from '../core/events.ts'
import type { CallRequest, McpInputEvent, McpSubmitEvent } from '../core/events.ts'
import type { McpStore } from '../core/store.ts'
import { ResultView } from '../result/result-view.ts'
import type { Outcome } from '../result/result-view.ts'
import { resultStyles } from '../result/styles.ts'
import { equal, isObject } from '../schema-form/core/json.ts'
import type { McpSchemaForm } from '../schema-form/schema-form.ts'
import { baseStyles } from '../styles/base.ts'
import { Announcer } from './announcer.ts'
import { argumentForm } from './argument-form.ts'
import { Calls } from './calls.ts'
import type { Call } from './calls.ts'
import { confirmation } from './confirmation.ts'
import { Drafts } from './drafts.ts'
import { nothingChosen } from './nothing-chosen.ts'
import { endingOf, hasFailed, percentOf, runBar } from './run-bar.ts'
import { Selection } from './selection.ts'
import { runnerStyles } from './styles.ts'
import { clearTab, readTab, writeTab } from './tab-storage.ts'
import { toolFacts } from './tool-facts.ts'
import { ToolList } from './tool-list.ts'
import { choiceKey, connectionTitle, needsConfirmation, toolTitle } from './tools.ts'
import type { Choice } from './tools.ts'

/** A call that waits for the person's consent, and the hash of the tool that was shown with it. */
interface Question {
  readonly request: CallRequest
  readonly approval: string
}

/**
 * Lets a person choose a tool of their connections, fill in its arguments, run it and read what it returns.
 *
 * @summary Runs tools of connected MCP servers.
 * @slot heading - In place of the title "Run a tool".
 * @slot empty - In place of the words shown while no server is connected.
 * @slot footer - Below everything.
 * @fires {McpCallRequestEvent} mcp-call-request - A tool is about to run, with these arguments. Cancellable.
 * @fires {McpProgressEvent} mcp-progress - The running tool got further.
 * @fires {McpResultEvent} mcp-result - The tool returned a result, which may say that it failed.
 * @fires {McpErrorEvent} mcp-error - A call ended without a result.
 * @csspart card - The frame around everything.
 * @csspart heading - The row of the title.
 * @csspart picker - In a narrow element: the button that opens the list of tools.
 * @csspart tool-list - The search field and the list of tools.
 * @csspart search - The search field.
 * @csspart tool-option - One tool in the list.
 * @csspart tool - The chosen tool, its form and its result.
 * @csspart tool-title - The chosen tool's name.
 * @csspart tool-description - The chosen tool's description.
 * @csspart form - The form for the arguments.
 * @csspart form-tabs - The form's row of tabs.
 * @csspart form-tab - The tabs "Form" and "JSON".
 * @csspart form-summary - The list of what is wrong in the form.
 * @csspart form-field - A field with its label and its hints.
 * @csspart form-group - The border around an object or a list.
 * @csspart form-label - A field's name.
 * @csspart form-hint - A field's description.
 * @csspart form-control - A text field, a list of options or a fixed value.
 * @csspart form-error - What is wrong with a field.
 * @csspart form-more - The folded optional fields.
 * @csspart confirmation - The question before a tool that may change something runs.
 * @csspart confirm-button - The consent to it.
 * @csspart run-button - Runs the tool.
 * @csspart cancel-button - Cancels the running tool.
 * @csspart progress - How far the running tool is.
 * @csspart ending - How the tool's last call ended.
 * @csspart logs - What the running tool logs.
 * @csspart result - What the tool returned.
 * @cssstate running - The chosen tool runs.
 * @cssstate confirming - The person is asked whether to run it.
 * @cssstate failed - Its last call ended without a result, or with one that says that the tool failed.
 */
export class McpToolRunner extends McpElement {
  static override styles = [baseStyles, resultStyles, runnerStyles]

  /** Only tools of this server: a catalogue entry's id, or a connection's `serverId`. */
  @property() server = ''

  /** Only tools of this connection. */
  @property({ attribute: 'session-id' }) sessionId = ''

  /** Name of the tool to run. With it there is no list to choose from. */
  @property() tool = ''

  /** Fills the form of `tool`, or of the chosen tool. An equal value changes nothing that the person has typed. */
  @property({ attribute: false, hasChanged: (value, old) => !equal(value, old) }) toolArguments: JsonObject | undefined

  /**
   * When a person is asked before a tool runs. `auto`: unless its hints say that it only reads, or only adds;
   * `always`: every time.
   */
  @property() confirm: 'auto' | 'always' = 'auto'

  #announcer = new Announcer(this)
  #list = new ToolList(this, this.localize, {
    chosen: (choice) => this.#choose(choice),
    retried: (sessionId) => this.store?.reloadTools(sessionId),
    say: (text) => this.#announcer.say(text),
  })
  #calls = new Calls(this, {
    progressed: (_call, progress) => this.dispatchEvent(new McpProgressEvent(progress)),
    ticked: () => this.#sayProgress(),
    ended: (call, outcome) => this.#ended(call, outcome),
  })
  #results = new ResultView(this, this.localize)
  #drafts = new Drafts()
  #selection = new Selection()
  /** What the form began with. */
  #initial: JsonObject = {}
  #question: Question | undefined
  #expanded = false
  #lastStore: McpStore | undefined
  /** Where the focus goes after the next update. */
  #focusNext: string | undefined
  /** Whether the next update brings the result into sight. */
  #showResult = false

  /** As if the person pressed Run: the form is checked, and the person asked where that is due. */
  run(): void {
    if (this.#canRun) this.renderRoot.querySelector<McpSchemaForm>('mcp-schema-form')?.requestSubmit()
  }

  /** Cancels the running call of the chosen tool. What it answers later is ignored. */
  cancel(): void {
    if (this.#selection.key) this.#calls.cancel(this.#selection.key)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.addEventListener('keydown', this.#pressed)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.removeEventListener('keydown', this.#pressed)
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    if (this.isConnected) this.#follow()
    if (changed.has('toolArguments') && this.toolArguments) this.#begin(this.toolArguments)
    const outcome = this.#call?.outcome
    this.#state('running', this.#running)
    this.#state('confirming', this.#question !== undefined)
    this.#state('failed', outcome !== undefined && hasFailed(outcome))
  }

  protected override updated(): void {
    const target = this.#focusNext
    this.#focusNext = undefined
    if (target) this.renderRoot.querySelector<HTMLElement>(`#${target}`)?.focus()
    if (!this.#showResult) return
    this.#showResult = false
    const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth'
    this.renderRoot.querySelector('.result')?.scrollIntoView({ block: 'nearest', behavior })
  }

  protected override render(): TemplateResult {
    const { localize } = this
    const selection = this.#selection
    const { choice, key } = selection
    const hasList = selection.groups.length > 0 && !selection.fixed
    return html`<section class="card" part="card" aria-labelledby="heading">
      <header class="card-header" part="heading" id="heading">
        <span class="card-title">
          <slot name="heading"><span role="heading" aria-level="2">${localize.term('runnerHeading')}</span></slot>
        </span>
      </header>
      <div class="layout ${hasList ? 'with-list' : ''}">
        ${hasList ? this.#list.render(selection) : nothing}
        <div class="tool" part="tool" @keydown=${this.#submitKey}>
          ${choice ? keyed(key, this.#tool(choice)) : nothingChosen(localize, this.store, selection, this)}
        </div>
      </div>
      <slot name="footer"></slot>
      ${this.#announcer.render()}
    </section>`
  }

  #tool(choice: Choice): TemplateResult {
    const { localize } = this
    const call = this.#call
    const outcome = call?.outcome ?? call?.previous
    const toggle = () => {
      this.#expanded = !this.#expanded
      this.requestUpdate()
    }
    return html`${toolFacts(localize, choice, this.#titleLevel, this.#expanded, toggle)}
    ${argumentForm(choice.tool.inputSchema, this.#initial, this.#typed, this.#submitted)}
    ${
      this.#question
        ? confirmation(localize, choice, this.#question.request, this.#answered)
        : runBar(localize, this.#results, call, this.#selection.reason(localize), this)
    }
    ${
      outcome
        ? this.#results.render(outcome, {
            toolName: toolTitle(choice.tool),
            serverName: connectionTitle(choice.connection),
            stale: this.#running,
            readResource: (uri) => this.store!.client.readResource(choice.connection.sessionId, uri),
            say: (text) => this.#announcer.say(text),
          })
        : nothing
    }`
  }

  /** One below the heading: the page's own, where it has put one in. */
  get #titleLevel(): number {
    const own = this.querySelector(':scope > [slot=heading]')
    return Number(/^H([1-5])$/.exec(own?.tagName ?? 'H2')?.[1] ?? 2) + 1
  }

  get #call(): Call | undefined {
    const { key } = this.#selection
    return key === undefined ? undefined : this.#calls.get(key)
  }

  get #running(): boolean {
    return this.#call !== undefined && !this.#call.outcome
  }

  get #canRun(): boolean {
    const { choice, obstacle } = this.#selection
    return choice !== undefined && obstacle === undefined && !this.#question && !this.#running
  }

  #follow(): void {
    const { store } = this
    const signedOut = store?.state.status === 'unauthenticated'
    // Nothing of one user is left for another.
    if (signedOut || (this.#lastStore && store !== this.#lastStore)) this.#reset()
    this.#lastStore = store
    const { key, choice } = this.#selection
    this.#selection.follow(store, this)
    const chosen = this.#selection.choice || !this.#keptChoice ? undefined : readTab(this.#keptChoice)
    if (chosen) this.#selection.choose(chosen)
    if (this.#selection.key !== key) this.#begin(this.toolArguments)
    else if (this.#selection.choice && choice) this.#compare(this.#selection.choice.tool, choice.tool)
  }

  /** What a changed tool means for what the person has begun. */
  #compare(tool: ToolInfo, before: ToolInfo): void {
    // It would be an answer about another tool.
    if (tool.hash !== before.hash) this.#question = undefined
    // Another schema makes a new form; what fits of the old one is kept.
    if (!equal(tool.inputSchema, before.inputSchema)) this.#initial = { ...this.#draft }
  }

  /** Where the tab keeps which tool the person chose; `undefined` where the page decides that. */
  get #keptChoice(): string | undefined {
    const { server, sessionId, store, tool } = this
    return store && !tool && !sessionId ? `tool:${store.client.url}\n${server}` : undefined
  }

  get #draft(): JsonObject {
    const { key } = this.#selection
    const draft = key === undefined ? undefined : this.#drafts.get(key)
    return isObject(draft) ? draft : {}
  }

  #reset(): void {
    this.#calls.clear()
    this.#drafts.clear()
    clearTab()
    this.#selection.choice = undefined
    this.#question = undefined
    this.#announcer.say('')
  }

  /** Shows another tool, with what the person has typed for it before. */
  #begin(values?: JsonObject): void {
    this.#question = undefined
    this.#expanded = false
    // It was about another tool.
    this.#announcer.say('')
    this.#initial = values ?? this.#draft
  }

  #choose(choice: Choice): void {
    const { key } = this.#selection
    this.#selection.choice = choice
    if (this.#selection.key !== key) this.#begin()
    if (this.#keptChoice) writeTab(this.#keptChoice, () => this.#selection.key)
    this.#focusNext = 'tool-title'
    this.requestUpdate()
  }

  #typed = ({ value }: McpInputEvent): void => {
    const { key, choice } = this.#selection
    if (key && choice && value !== undefined) this.#drafts.set(key, value, choice.tool.inputSchema)
    // What is asked about is not what is in the form any more.
    if (this.#question) this.#answered(false)
  }

  #submitted = (event: McpSubmitEvent): void => {
    event.preventDefault()
    const { choice } = this.#selection
    if (!choice || !this.#canRun || !isObject(event.value)) return
    const { connection, tool } = choice
    const request = {
      sessionId: connection.sessionId,
      name: tool.name,
      arguments: event.value,
    }
    if (needsConfirmation(tool, this.confirm)) {
      this.#question = { request, approval: tool.hash }
      this.#focusNext = 'confirmation'
      this.requestUpdate()
    } else this.#start({ request, approval: tool.hash })
  }

  #answered = (run: boolean): void => {
    const question = this.#question
    const hadFocus = this.#focusIn('#confirmation')
    this.#question = undefined
    this.requestUpdate()
    if (run && question && this.#canRun) this.#start(question, hadFocus)
    else if (hadFocus) this.#focusNext = 'run'
  }

  #start({ request, approval }: Question, hadFocus = this.#focusIn('#run')): void {
    const allowed = this.store !== undefined && this.dispatchEvent(new McpCallRequestEvent(request))
    if (hadFocus) this.#focusNext = allowed ? 'cancel' : 'run'
    if (!this.store || !allowed) return
    this.#announcer.say('')
    void this.#calls.start(choiceKey(request.sessionId, request.name), this.store.client, request, approval)
  }

  #ended(call: Call, outcome: Outcome): void {
    if (this.#focusIn('#cancel')) this.#focusNext = 'run'
    this.#showResult = call === this.#call && this.#focusIn('.tool')
    // A failure is an alert already.
    if (!hasFailed(outcome)) this.#announcer.say(endingOf(this.localize, this.#results, outcome))
    if (outcome.type === 'error') this.reportError(outcome.error)
    if (outcome.type === 'result') this.dispatchEvent(new McpResultEvent(call.request, outcome.result))
  }

  #sayProgress(): void {
    const call = this.#call
    if (!call || call.outcome) return
    this.#announcer.sayProgress(call.startedAt, this.localize.term('runnerSayRunning', percentOf(this.localize, call)))
  }

  #submitKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat || event.defaultPrevented) return
    event.preventDefault()
    this.run()
  }

  /** Escape steps back: out of the question, or of the running call. A dialog, a popup or a search field has it first. */
  #pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return
    const [target] = event.composedPath()
    if (target instanceof HTMLInputElement && target.type === 'search' && target.value !== '') return
    if (this.#has(':popover-open, dialog[open]') || this.closest('dialog[open], :popover-open')) return
    if (this.#question) this.#answered(false)
    else if (this.#running) this.cancel()
    else return
    event.preventDefault()
  }

  #focusIn(selector: string): boolean {
    return this.shadowRoot?.activeElement?.closest(selector) != null
  }

  #has(selector: string): boolean {
    return this.renderRoot.querySelector(selector) !== null
  }

  #state(name: string, on: boolean): void {
    if (on) this.internals.states.add(name)
    else this.internals.states.delete(name)
  }
}
