import { html, nothing } from 'lit'
import type { PropertyValues, TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import type { JsonObject } from '../../shared/mcp.ts'
import { McpElement } from '../core/element.ts'
import { Lazy } from '../core/lazy.ts'
import { addEnglish } from '../core/localize.ts'
import { Person } from '../core/person.ts'
import { equal } from '../schema-form/core/json.ts'
import { baseStyles } from '../styles/base.ts'
import { Announcer } from './announcer.ts'
import { ToolList } from './find/tool-list.ts'
import { Focus } from './focus.ts'
import { withForm } from './form-part.ts'
import type { HistoryPanel } from './history/history-panel.ts'
import { nothingChosen } from './nothing-chosen.ts'
import { Panel } from './panel.ts'
import type { Lent, Workbench } from './run/workbench.ts'
import { Selection } from './selection.ts'
import { following, Links } from './share/links.ts'
import type { ShareMenu } from './share/share-menu.ts'
import { runnerStyles } from './styles.ts'
import { claimTab, clearTab, readTab, writeTab } from './tab-storage.ts'
import type { Choice } from './tools.ts'
import { waiting } from './waiting.ts'
import { runner as words } from '../translations/en/runner.ts'

addEnglish(words)

// Not on the screen before a tool is chosen, or something is asked.
const benches = new Lazy(() => withForm(import('./run/workbench.ts')))
const asking = new Lazy(() => withForm(import('./questions/questions.ts')))
const histories = new Lazy(() => import('./history/history-panel.ts'))
const shares = new Lazy(() => import('./share/share-menu.ts'))

const soon = (...parts: readonly Lazy<unknown>[]) => {
  for (const part of parts) void part.load().catch(() => {})
}

const NONE: ReadonlySet<string> = new Set()

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
 * @csspart history-button - Opens the list of earlier runs.
 * @csspart history - The panel with the list of earlier runs.
 * @csspart history-entry - One of them.
 * @csspart history-compare - Two results beside each other.
 * @csspart open-calls - What runs, or has ended, while another tool is shown.
 * @csspart tool - The chosen tool, its form and its result.
 * @csspart tool-title - The chosen tool's name.
 * @csspart tool-description - The chosen tool's description.
 * @csspart share-button - Opens what can be shared of the tool and its arguments.
 * @csspart share - The panel with what can be shared.
 * @csspart share-choice - One of it.
 * @csspart link-note - What became of a link to a tool in the page's address.
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
 * @csspart always - The choice not to be asked again.
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
 * @csspart beside-button - Runs the tool once more beside the call that runs.
 * @csspart remedy-button - Changes what keeps the tool from being run.
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
  static override styles = [baseStyles, runnerStyles]

  /** Only tools of this server: a catalogue entry's id, or a connection's `serverId`. */
  @property() server = ''

  /** Only tools of this connection. */
  @property({ attribute: 'session-id' }) sessionId = ''

  /** Name of the tool to run. With it there is no list to choose from. */
  @property() tool = ''

  /** Fills the form of `tool`, or of the chosen tool. An equal value changes nothing that the person has typed. */
  @property({ attribute: false, hasChanged: (value, old) => !equal(value, old) }) toolArguments: JsonObject | undefined

  /**
   * When a person is asked before a tool runs. `auto`: where the server would ask for it, that is unless the person has
   * allowed the tool, or its hints say that it only reads, or only adds; `always`: every time.
   */
  @property() confirm: 'auto' | 'always' = 'auto'

  /**
   * No links to tools: `#mcp-server=…&mcp-tool=…&mcp-args=…` in the page's address is left alone, and none can be
   * copied. Without it such a link chooses the tool and fills in its form; it never runs anything.
   */
  @property({ type: Boolean, attribute: 'without-link' }) withoutLink = false

  #announcer = new Announcer(this)
  #person = new Person()
  #selection = new Selection()
  #links = new Links(this)
  #list = new ToolList(this, this.localize, {
    chosen: (choice) => this.#choose(choice),
    retried: (sessionId) => this.store?.reloadTools(sessionId),
    say: (text) => this.#announcer.say(text),
  })
  #historyPanel = new Panel(this, 'history', () => soon(benches, histories))
  #sharePanel = new Panel(this, 'share', () => soon(shares))
  #lent: Lent = {
    element: this,
    localize: this.localize,
    selection: this.#selection,
    announcer: this.#announcer,
    focus: new Focus(this),
    search: () => this.#list.focus(),
    choose: (choice, values) => this.#choose(choice, values),
    reportError: (error) => this.reportError(error),
  }
  #bench: Workbench | undefined
  #history: HistoryPanel | undefined
  #share: ShareMenu | undefined

  constructor() {
    super()
    for (const sign of ['pointerenter', 'focusin']) this.addEventListener(sign, () => soon(benches), { once: true })
  }

  /** As if the person pressed Run: the form is checked, and the person asked where that is due. */
  run(): void {
    this.#bench?.run()
  }

  /** Cancels the running call of the chosen tool. What it answers later is ignored. */
  cancel(): void {
    this.#bench?.cancel()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    const given = changed.has('toolArguments') ? this.toolArguments : undefined
    if (given) this.#lent.given = given
    if (this.tool) soon(benches)
    if (this.isConnected) this.#follow()
    if (given) this.#bench?.begin()
    this.#state('running', this.#bench?.running)
    this.#state('confirming', this.#bench?.confirming)
    this.#state('asking', this.#lent.questions?.any)
    this.#state('failed', this.#bench?.failed)
  }

  protected override render(): TemplateResult {
    const { localize } = this
    const selection = this.#selection
    const { choice } = selection
    const bench = this.#bench
    const hasList = selection.groups.length > 0 && !selection.fixed
    // Most people have connections: nothing moves when theirs arrive.
    const awaitsList = this.store?.state.status === 'connecting' && !this.store.state.ready && !selection.fixed
    return html`<section class="card" part="card" aria-labelledby="heading" ?inert=${this.#person.inDoubt}>
      <header class="card-header" part="heading">
        <span class="card-title" id="heading">
          <slot name="heading"><span role="heading" aria-level="2">${localize.term('runnerHeading')}</span></slot>
        </span>
        ${
          this.store?.state.ready
            ? this.#historyPanel.render(localize.term('runnerHistory'), () => this.#historyView())
            : nothing
        }
      </header>
      ${bench?.others()}
      <div class="layout ${hasList || awaitsList ? 'with-list' : ''}">
        ${hasList ? this.#list.render(selection, bench?.runningKeys ?? NONE) : awaitsList ? html`<div></div>` : nothing}
        <div class="tool" part="tool">
          ${
            !choice
              ? [this.#note(), nothingChosen(localize, this.store, selection, this)]
              : bench
                ? bench.tool(choice, this.#shareButton(choice, bench), this.#note())
                : waiting(localize, benches, this)
          }
          ${asking.failed ? waiting(localize, asking, this) : this.#lent.questions?.render()}
          ${choice && bench ? bench.result(choice) : nothing}
        </div>
      </div>
      <slot name="footer"></slot>
      ${this.#announcer.render()}
    </section>`
  }

  #note(): unknown {
    const { note } = this.#links
    return note ? html`<p class="muted" part="link-note" dir="auto">${note}</p>` : nothing
  }

  #shareButton(choice: Choice, bench: Workbench): TemplateResult {
    const { localize } = this
    return this.#sharePanel.render(localize.term('runnerShare'), () => {
      const loaded = shares.for(this)
      if (!loaded) return waiting(localize, shares, this)
      this.#share ??= new loaded.ShareMenu(this, localize, this.#announcer)
      return this.#share.render(choice, bench.value, !this.withoutLink)
    })
  }

  #historyView(): TemplateResult {
    const bench = this.#needBench()
    const loaded = histories.for(this)
    if (!bench) return waiting(this.localize, benches, this)
    if (!loaded) return waiting(this.localize, histories, this)
    this.#history ??= new loaded.HistoryPanel(bench, () => this.#historyPanel.close())
    return this.#history.render()
  }

  /** What fills in, runs and shows; `undefined` while it is loaded. */
  #needBench(): Workbench | undefined {
    const loaded = benches.for(this)
    if (loaded) this.#bench ??= new loaded.Workbench(this.#lent)
    return this.#bench
  }

  #follow(): void {
    const { store } = this
    // Nothing of one user is left for another.
    if (this.#person.follow(store)) this.#reset()
    if (this.#person.inDoubt) return
    this.#lent.store = store
    if (store?.state.user) claimTab(store.client.url, store.state.user)
    const selection = this.#selection
    const { key } = selection
    selection.follow(store, this)
    const kept = selection.choice || !this.#keptChoice ? undefined : readTab(this.#keptChoice)
    if (kept) selection.choose(kept)
    if (selection.key !== key) this.#lent.given = this.toolArguments
    const links = !this.withoutLink && store && this.#links.hash && following.for(this)
    const linked = links && links.followLink(this.localize, this.#links, selection, store)
    if (linked) {
      if (linked.choice) this.#take(linked.choice, linked.values)
      this.#announcer.say(linked.note ?? '')
    }
    if (selection.choice) this.#needBench()
    this.#bench?.follow()
    this.#followQuestions()
  }

  #followQuestions(): void {
    const lent = this.#lent
    const { store } = lent
    const loaded = store?.state.questions.length ? asking.for(this) : undefined
    if (loaded) {
      lent.questions ??= new loaded.Questions(this, this.localize, {
        say: (text) => this.#announcer.say(text),
        failed: (error) => this.reportError(error),
        waitsFor: ({ callId }) => this.#bench?.running === true && callId === this.#bench.call?.callId,
      })
    }
    lent.questions?.follow(store, this, this.#selection.choice, (id) => this.#bench?.isOver(id) === true)
  }

  /** Where the tab keeps which tool the person chose; `undefined` where the page decides that. */
  get #keptChoice(): string | undefined {
    const { server, sessionId, store, tool } = this
    return store && !tool && !sessionId ? `tool:${store.client.url}\n${server}` : undefined
  }

  #reset(): void {
    this.#bench?.reset()
    clearTab()
    this.#selection.choice = undefined
    this.#lent.given = undefined
    this.#links.drop()
    this.#lent.questions?.clear()
    this.#announcer.say('')
  }

  /** The person chooses a tool. `values` fill its form, in place of what was typed for it before. */
  #choose(choice: Choice, values?: JsonObject): void {
    this.#links.drop()
    this.#take(choice, values)
    this.#lent.focus.moveTo('tool-title')
    this.requestUpdate()
  }

  #take(choice: Choice, values: JsonObject | undefined): void {
    const { key } = this.#selection
    this.#selection.choice = choice
    if (this.#selection.key !== key || values) {
      this.#lent.given = values
      this.#bench?.begin()
    }
    if (this.#keptChoice) writeTab(this.#keptChoice, () => this.#selection.key)
  }

  #state(name: string, on = false): void {
    if (on) this.internals.states.add(name)
    else this.internals.states.delete(name)
  }
}
