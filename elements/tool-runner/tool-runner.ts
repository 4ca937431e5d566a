import { html, nothing } from 'lit'
import type { PropertyValues, TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { keyed } from 'lit/directives/keyed.js'
import type { JsonObject, ToolInfo } from '../../shared/mcp.ts'
import { appUriOf } from '../app-frame/tool-ui.ts'
import { McpElement } from '../core/element.ts'
import { McpCallRequestEvent, McpProgressEvent, McpResultEvent } from '../core/events.ts'
import type { McpInputEvent, McpSubmitEvent } from '../core/events.ts'
import { Lazy } from '../core/lazy.ts'
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
import { Consent } from './consent.ts'
import type { Pending } from './consent.ts'
import { Drafts } from './drafts.ts'
import { followKeys } from './keys.ts'
import { nothingChosen } from './nothing-chosen.ts'
import { questionStyles } from './question-styles.ts'
import { Questions, questionsFor } from './questions.ts'
import { endingOf, hasFailed, percentOf, runBar } from './run-bar.ts'
import { Selection } from './selection.ts'
import { runnerStyles } from './styles.ts'
import { clearTab, readTab, writeTab } from './tab-storage.ts'
import { titleLevel, toolFacts } from './tool-facts.ts'
import { ToolList } from './tool-list.ts'
import { choiceKey, connectionTitle, needsConfirmation, toolTitle } from './tools.ts'
import type { Choice } from './tools.ts'
import { addEnglish } from '../core/localize.ts'
import { runner as words } from '../translations/en/runner.ts'

addEnglish(words)

const appFrames = new Lazy(() => import('../app-frame/for-result.ts'))

/**
 * Lets a person choose a tool of their connections, fill in its arguments, run it and read what it returns.
 *
 * @summary Runs tools of connected MCP servers.
 * @slot heading - In place of the title "Run a tool".
 * @slot empty - In place of the words shown while no server is connected.
 * @slot footer - Below everything.
 * @fires {McpCallRequestEvent} mcp-call-request - A tool is about to run, with these arguments. Cancellable.
 * @fires {McpProgressEvent} mcp-progress - The running tool got further.
 * @fires {McpInputRequiredEvent} mcp-input-required - An MCP server asks the person something; the question is shown.
 * @fires {McpResultEvent} mcp-result - The tool returned a result, which may say that it failed.
 * @fires {McpErrorEvent} mcp-error - A call ended without a result, or an answer was not taken.
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
 * @csspart changes - How a tool differs from the one that was approved.
 * @csspart question - What a server asks during a call.
 * @csspart question-message - The server's words.
 * @csspart question-form - The form for the answer; its parts are named as those of the form for the arguments.
 * @csspart question-address - The address that the server wants the person to open.
 * @csspart question-link - The link to it.
 * @csspart question-note - How a question ended that was not answered here.
 * @csspart send-button - Sends the answer.
 * @csspart done-button - Says that what was to be done at the address is done.
 * @csspart decline-button - Answers with a no.
 * @csspart dismiss-button - Takes the question away without an answer.
 * @csspart run-button - Runs the tool.
 * @csspart cancel-button - Cancels the running tool.
 * @csspart progress - How far the running tool is.
 * @csspart ending - How the tool's last call ended.
 * @csspart logs - What the running tool logs.
 * @csspart result - What the tool returned.
 * @cssstate running - The chosen tool runs.
 * @cssstate confirming - The person is asked whether to run it.
 * @cssstate asking - A server asks the person something.
 * @cssstate failed - Its last call ended without a result, or with one that says that the tool failed.
 */
export class McpToolRunner extends McpElement {
  static override styles = [baseStyles, resultStyles, runnerStyles, questionStyles]

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
  #questions = new Questions(this, this.localize, {
    say: (text) => this.#announcer.say(text),
    failed: (error) => this.reportError(error),
    waitsFor: ({ callId }) => this.#running && callId === this.#call?.callId,
  })
  #results = new ResultView(this, this.localize)
  #drafts = new Drafts()
  #selection = new Selection()
  /** What the form began with. */
  #initial: JsonObject = {}
  #consent = new Consent()
  #expanded = false
  #lastStore: McpStore | undefined
  /** Where the focus goes after the next update. */
  #focusNext: string | undefined
  /** Whether the next update brings the result into sight. */
  #showResult = false

  constructor() {
    super()
    followKeys(this, { run: () => this.run(), back: () => this.#back() })
  }

  /** As if the person pressed Run: the form is checked, and the person asked where that is due. */
  run(): void {
    if (this.#canRun) this.renderRoot.querySelector<McpSchemaForm>('mcp-schema-form')?.requestSubmit()
  }

  /** Cancels the running call of the chosen tool. What it answers later is ignored. */
  cancel(): void {
    if (this.#selection.key) this.#calls.cancel(this.#selection.key)
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    if (this.isConnected) this.#follow()
    if (changed.has('toolArguments') && this.toolArguments) this.#begin(this.toolArguments)
    const outcome = this.#call?.outcome
    this.#state('running', this.#running)
    this.#state('confirming', this.#consent.pending !== undefined)
    this.#state('asking', this.#questions.any)
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
        <div class="tool" part="tool">
          ${choice ? keyed(key, this.#tool(choice)) : nothingChosen(localize, this.store, selection, this)}
          ${this.#questions.render()} ${choice ? keyed(key, this.#result(choice)) : nothing}
        </div>
      </div>
      <slot name="footer"></slot>
      ${this.#announcer.render()}
    </section>`
  }

  #tool(choice: Choice): TemplateResult {
    const { localize } = this
    const { pending } = this.#consent
    const call = this.#call
    const waiting = call !== undefined && this.#questions.holdsUp(call.callId)
    const toggle = () => {
      this.#expanded = !this.#expanded
      this.requestUpdate()
    }
    return html`${toolFacts(localize, choice, titleLevel(this), this.#expanded, toggle)}
    ${argumentForm(choice.tool.inputSchema, this.#initial, this.#typed, this.#submitted)}
    ${
      pending
        ? confirmation(localize, choice, pending, this.#answered)
        : runBar(localize, this.#results, call, waiting, this.#selection.reason(localize), this)
    }`
  }

  #result(choice: Choice): unknown {
    const { connection, tool } = choice
    const call = this.#call
    const app = call && appUriOf(tool) ? appFrames.for(this)?.appForCall(this.store!.client, choice, call) : nothing
    const outcome = call?.outcome ?? call?.previous
    if (!outcome) return app
    return html`${app} ${this.#resultOf(outcome, connection, tool)}`
  }

  #resultOf(outcome: Outcome, connection: Choice['connection'], tool: ToolInfo): unknown {
    return this.#results.render(outcome, {
      toolName: toolTitle(tool),
      serverName: connectionTitle(connection),
      stale: this.#running,
      readResource: (uri) => this.store!.client.readResource(connection.sessionId, uri),
      say: (text) => this.#announcer.say(text),
    })
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
    return choice !== undefined && obstacle === undefined && !this.#consent.pending && !this.#running
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
    const wanted = questionsFor(store, this, this.#selection.choice, (callId) => this.#calls.isOver(callId))
    this.#questions.follow(store, wanted)
  }

  /** What a changed tool means for what the person has begun. */
  #compare(tool: ToolInfo, before: ToolInfo): void {
    // It would be an answer about another tool.
    if (tool.hash !== before.hash) this.#consent.pending = undefined
    // Another schema makes a new form; what fits of the old one is kept.
    if (!equal(tool.inputSchema, before.inputSchema)) this.#initial = { ...this.#draft }
    if (!this.#consent.follow(tool)) return
    if (this.#focusNext || this.#focusIn('#run')) this.#focusNext = 'confirmation'
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
    this.#consent.clear()
    this.#questions.clear()
    this.#announcer.say('')
  }

  /** Shows another tool, with what the person has typed for it before. */
  #begin(values?: JsonObject): void {
    this.#consent.clear()
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
    if (this.#consent.pending) this.#answered(false)
  }

  #submitted = (event: McpSubmitEvent): void => {
    event.preventDefault()
    const { choice } = this.#selection
    if (!choice || !this.#canRun || !isObject(event.value)) return
    const { connection, tool } = choice
    const request = { sessionId: connection.sessionId, name: tool.name, arguments: event.value }
    if (needsConfirmation(tool, this.confirm)) {
      this.#consent.ask(request, tool)
      this.#focusNext = 'confirmation'
      this.requestUpdate()
    } else this.#start({ request, approval: tool.hash })
  }

  #answered = (run: boolean): void => {
    const { pending } = this.#consent
    const hadFocus = this.#focusIn('#confirmation')
    this.#consent.clear()
    this.requestUpdate()
    if (run && pending && this.#canRun) this.#start(pending, hadFocus)
    else if (hadFocus) this.#focusNext = 'run'
  }

  #start({ request, approval }: Pick<Pending, 'request' | 'approval'>, hadFocus = this.#focusIn('#run')): void {
    const allowed = this.store !== undefined && this.dispatchEvent(new McpCallRequestEvent(request))
    if (hadFocus) this.#focusNext = allowed ? 'cancel' : 'run'
    if (!this.store || !allowed) return
    this.#announcer.say('')
    this.#questions.clearNote()
    void this.#calls.start(choiceKey(request.sessionId, request.name), this.store.client, request, approval)
  }

  #ended(call: Call, outcome: Outcome): void {
    if (this.#focusIn('#cancel')) this.#focusNext = 'run'
    this.#showResult = call === this.#call && this.#focusIn('.tool')
    // A failure is an alert already.
    if (!hasFailed(outcome)) this.#announcer.say(endingOf(this.localize, this.#results, outcome))
    if (outcome.type === 'error') {
      this.reportError(outcome.error)
      const { request, approval } = call
      if (call === this.#call && this.#consent.refused(request, approval, outcome.error))
        this.store?.reloadTools(request.sessionId)
    }
    if (outcome.type === 'result') this.dispatchEvent(new McpResultEvent(call.request, outcome.result))
  }

  #sayProgress(): void {
    const call = this.#call
    if (!call || call.outcome || this.#questions.any) return
    this.#announcer.sayProgress(call.startedAt, this.localize.term('runnerSayRunning', percentOf(this.localize, call)))
  }

  #back(): boolean {
    if (this.#consent.pending) this.#answered(false)
    else if (this.#running) this.cancel()
    else return false
    return true
  }

  #focusIn(selector: string): boolean {
    return this.shadowRoot?.activeElement?.closest(selector) != null
  }

  #state(name: string, on: boolean): void {
    if (on) this.internals.states.add(name)
    else this.internals.states.delete(name)
  }
}
