import { html, nothing } from 'lit'
import type { LitElement, ReactiveController, TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import type { JsonObject, ToolInfo } from '../../../shared/mcp.ts'
import type { McpError } from '../../core/error.ts'
import { appUriOf } from '../../app-frame/tool-ui.ts'
import { McpCallRequestEvent, McpProgressEvent, McpResultEvent } from '../../core/events.ts'
import type { McpInputEvent, McpSubmitEvent } from '../../core/events.ts'
import { Lazy } from '../../core/lazy.ts'
import { addEnglish } from '../../core/localize.ts'
import type { Localize } from '../../core/localize.ts'
import type { McpStore } from '../../core/store.ts'
import { ResultView } from '../../result/result-view.ts'
import type { Outcome } from '../../result/result-view.ts'
import { equal, isObject } from '../../schema-form/core/json.ts'
import type { McpSchemaForm } from '../../schema-form/schema-form.ts'
import { adoptStyles } from '../../core/adopt.ts'
import type { Announcer } from '../announcer.ts'
import { Consent, needsConfirmation } from '../consent/consent.ts'
import type { Pending } from '../consent/consent.ts'
import type { Focus } from '../focus.ts'
import { historyOf } from '../history/history.ts'
import { followKeys } from './keys.ts'
import type { Questions } from '../questions/questions.ts'
import type { Selection } from '../selection.ts'
import { connectionTitle, toolTitle } from '../tools.ts'
import type { Choice } from '../tools.ts'
import { waiting } from '../waiting.ts'
import { argumentForm } from './argument-form.ts'
import { callKey, Calls } from './calls.ts'
import type { Call } from './calls.ts'
import { Drafts } from './drafts.ts'
import { endingOf, hasFailed } from './endings.ts'
import { openCalls } from './open-calls.ts'
import { decide, obstacleReason } from './policy.ts'
import { runBar } from './run-bar.ts'
import { Sayings } from './sayings.ts'
import { benchStyles } from './styles.ts'
import { titleLevel, toolFacts } from './tool-facts.ts'
import { running as words } from '../../translations/en/running.ts'

addEnglish(words)

const apps = new Lazy(() => import('../../app-frame/for-result.ts'))
const confirming = new Lazy(() => import('../consent/confirmation.ts'))

/** What a runner lends to the part of it that fills in, runs and shows. */
export interface Lent {
  readonly element: LitElement & { readonly confirm: string }
  readonly localize: Localize
  readonly selection: Selection
  readonly announcer: Announcer
  readonly focus: Focus
  store?: McpStore | undefined
  questions?: Questions
  /** What the form of the chosen tool begins with, in place of what the person has typed for it. */
  given?: JsonObject | undefined
  /** Goes to the search field, where there is one. */
  search(): boolean
  choose(choice: Choice, values?: JsonObject): void
  reportError(error: McpError): void
}

/** The chosen tool: its form, the consent to a run, its calls and what they returned. */
export class Workbench implements ReactiveController {
  readonly lent: Lent
  readonly #results: ResultView
  readonly #calls: Calls
  readonly #drafts: Drafts
  readonly #consent = new Consent()
  readonly #sayings: Sayings
  #key: string | undefined
  #tool: ToolInfo | undefined
  /** What the form began with. */
  #initial: JsonObject = {}
  /** What is in the form, as far as it can be sent. */
  #value: JsonObject = {}
  #expanded = false
  /** The next submission runs beside what runs. */
  #beside = false
  /** Whether the form is submitted once it is there. */
  #submitNext = false
  /** Whether the next update brings the result into sight. */
  #showResult = false

  constructor(lent: Lent) {
    this.lent = lent
    const { element, localize } = lent
    adoptStyles(element.renderRoot, benchStyles)
    this.#results = new ResultView(element, localize)
    this.#drafts = new Drafts(element)
    this.#sayings = new Sayings(lent)
    this.#calls = new Calls(element, {
      progressed: (_call, progress) => element.dispatchEvent(new McpProgressEvent(progress)),
      lineLost: (call) => this.#sayings.lineLost(call, call === this.call),
      outlivesPage: ({ callId }) => lent.store?.state.questions.some((question) => question.callId === callId) === true,
      ticked: () => this.#sayings.progress(this.call),
      ended: (call, outcome) => this.#ended(call, outcome),
    })
    element.addController(this)
    followKeys(element, { run: () => this.run(), back: () => this.back(), search: () => lent.search() })
  }

  get confirming(): boolean {
    return this.#consent.pending !== undefined
  }

  get running(): boolean {
    return this.call !== undefined && !this.call.outcome
  }

  get failed(): boolean {
    const outcome = this.call?.outcome
    return outcome !== undefined && hasFailed(outcome)
  }

  /** Keys of the tools that run. */
  get runningKeys(): ReadonlySet<string> {
    return new Set(this.#calls.open.filter(({ outcome }) => !outcome).map(callKey))
  }

  /** The call that is shown. */
  get call(): Call | undefined {
    return this.#key === undefined ? undefined : this.#calls.shown(this.#key)
  }

  /** What is in the form, as far as it can be sent. */
  get value(): JsonObject {
    return this.#value
  }

  isOver(callId: string): boolean {
    return this.#calls.isOver(callId)
  }

  run(): void {
    if (this.#canRun()) this.#form?.requestSubmit()
  }

  /** Cancels the call that is shown. */
  cancel(): void {
    if (this.call) this.#calls.cancel(this.call)
  }

  /** Out of the consent, or of the running call. */
  back(): boolean {
    if (this.confirming) this.#answered(false)
    else if (this.running) this.cancel()
    else return false
    return true
  }

  /** Shows a call of any tool that can be chosen, with what it returned. */
  show(call: Call): void {
    this.#calls.show(call)
    this.lent.choose(this.#current(call.choice))
  }

  /** Fills the form with what a tool was run with before, and runs it where that is wished. */
  repeat(choice: Choice, values: JsonObject, run: boolean): void {
    const { focus } = this.lent
    this.lent.choose(choice, values)
    if (!run) return
    this.#submitNext = this.#beside = true
    focus.moveTo('run')
  }

  /** Takes what the runner knows now. */
  follow(): void {
    const { key, choice } = this.lent.selection
    const before = this.#tool
    if (key !== this.#key) this.begin()
    else if (choice && before) this.#compare(choice.tool, before)
    this.#tool = choice?.tool
    this.#sayings.network(this.lent.selection.obstacle === 'offline')
    if (this.call) this.#calls.seen(this.call)
    // It is wanted soon.
    if (choice && needsConfirmation(choice.tool, this.lent.element.confirm)) void confirming.load().catch(() => {})
  }

  /** Shows another tool, or other values, with what the person has typed for it before. */
  begin(): void {
    const { announcer, given, selection } = this.lent
    this.#consent.clear()
    this.#submitNext = this.#beside = this.#expanded = false
    // It was about another tool.
    if (this.#key !== undefined && selection.key !== this.#key) announcer.say('')
    this.#key = selection.key
    this.#value = this.#initial = given ?? this.#draft
  }

  /** Forgets all, for when another user may come. */
  reset(): void {
    const { store } = this.lent
    this.#calls.clear()
    if (store) historyOf(store).clear()
    this.#drafts.clear()
    this.#consent.clear()
    this.#key = this.#tool = undefined
  }

  hostUpdated(): void {
    if (this.#submitNext && this.#form) {
      this.#submitNext = false
      void this.#form.updateComplete.then(() => this.#form?.requestSubmit())
    }
    if (!this.#showResult) return
    this.#showResult = false
    // At once, whatever the page's CSS says: Chromium carries a gentle scroll on when Tab moves the focus meanwhile,
    // which then is where nobody sees it.
    this.lent.element.renderRoot.querySelector('.result')?.scrollIntoView({ block: 'nearest', behavior: 'instant' })
  }

  /** What runs elsewhere than in sight. */
  others(): unknown {
    const calls = this.#calls.open.filter((call) => call !== this.call)
    if (calls.length === 0) return nothing
    return openCalls(this.lent.localize, this.#results, calls, {
      show: (call) => this.show(call),
      close: (call) => {
        this.#calls.cancel(call)
        this.#calls.seen(call)
        this.lent.focus.moveTo('tool-title')
      },
    })
  }

  /** The chosen tool with its form. `share` goes beside its name, `note` above the form. */
  tool(choice: Choice, share: unknown, note: unknown): unknown {
    const { localize, element, questions } = this.lent
    const { call } = this
    const toggle = () => {
      this.#expanded = !this.#expanded
      element.requestUpdate()
    }
    const held = call !== undefined && questions?.holdsUp(call.callId) === true
    const reason = obstacleReason(localize, this.lent.selection, () => {
      void decide(this.lent, choice, 'ask')
      this.lent.focus.moveTo('run')
    })
    return keyed(
      this.#key,
      html`${toolFacts(localize, choice, titleLevel(element), this.#expanded, toggle, share)} ${note}
      ${argumentForm(choice.tool.inputSchema, this.#initial, this.#typed, this.#submitted)}
      ${
        this.#consent.pending
          ? this.#confirmation(choice, this.#consent.pending)
          : runBar(localize, this.#results, call, held, reason, {
              run: () => this.run(),
              cancel: () => this.cancel(),
              runBeside: () => {
                this.#beside = true
                this.#form?.requestSubmit()
              },
            })
      }`,
    )
  }

  result(choice: Choice): unknown {
    const { connection, tool } = choice
    const { call } = this
    const { element, store, announcer } = this.lent
    const app = call && appUriOf(tool) ? apps.for(element)?.appForCall(store!.client, choice, call) : nothing
    const outcome = call?.outcome ?? call?.previous
    if (!outcome) return app
    return keyed(
      this.#key,
      html`${app}
      ${this.#results.render(outcome, {
        toolName: toolTitle(tool),
        serverName: connectionTitle(connection),
        stale: this.running,
        outputSchema: tool.outputSchema,
        headingLevel: titleLevel(element) + 1,
        readResource: (uri, options) => store!.client.readResource(connection.sessionId, uri, options),
        say: (text) => announcer.say(text),
      })}`,
    )
  }

  #confirmation(choice: Choice, pending: Pending): TemplateResult {
    const { element, localize } = this.lent
    const loaded = confirming.for(element)
    if (!loaded) return waiting(localize, confirming, element)
    adoptStyles(element.renderRoot, loaded.consentStyles)
    return loaded.confirmation(localize, choice, pending, element.confirm === 'always', this.#answered)
  }

  get #form(): McpSchemaForm | null {
    return this.lent.element.renderRoot.querySelector<McpSchemaForm>('.tool > mcp-schema-form')
  }

  #canRun(beside = false): boolean {
    const { choice, obstacle } = this.lent.selection
    return choice !== undefined && obstacle === undefined && !this.confirming && (beside || !this.running)
  }

  /** What a changed tool means for what the person has begun. */
  #compare(tool: ToolInfo, before: ToolInfo): void {
    const { focus } = this.lent
    // It would be an answer about another tool.
    if (tool.hash !== before.hash) this.#consent.pending = undefined
    // Another schema makes a new form; what fits of the old one is kept.
    if (!equal(tool.inputSchema, before.inputSchema)) this.#initial = { ...this.#value }
    if (this.#consent.follow(tool) && focus.isIn('#run')) focus.moveTo('confirmation')
  }

  get #draft(): JsonObject {
    const draft = this.#key === undefined ? undefined : this.#drafts.get(this.#key)
    return isObject(draft) ? draft : {}
  }

  /** A tool as it is known now. */
  #current(choice: Choice): Choice {
    return this.lent.selection.find(choice.connection.sessionId, choice.tool.name) ?? choice
  }

  #typed = ({ value }: McpInputEvent): void => {
    const { choice } = this.lent.selection
    if (this.#key && choice && value !== undefined) {
      this.#drafts.set(this.#key, value, choice.tool.inputSchema)
      if (isObject(value)) this.#value = value
    }
    // What is asked about is not what is in the form any more.
    if (this.confirming) this.#answered(false)
  }

  #submitted = (event: McpSubmitEvent): void => {
    event.preventDefault()
    const { choice } = this.lent.selection
    const beside = this.#beside
    this.#beside = false
    if (!choice || !this.#canRun(beside) || !isObject(event.value)) return
    const { connection, tool } = choice
    const request = { sessionId: connection.sessionId, name: tool.name, arguments: event.value }
    if (needsConfirmation(tool, this.lent.element.confirm)) {
      this.#consent.ask(request, tool)
      this.lent.focus.moveTo('confirmation')
    } else this.#start(choice, { request, approval: tool.hash })
  }

  #answered = (run: boolean, always = false): void => {
    const { pending } = this.#consent
    const { focus, selection, element } = this.lent
    const { choice } = selection
    const hadFocus = focus.isIn('#confirmation')
    this.#consent.clear()
    element.requestUpdate()
    if (run && pending && choice && this.#canRun(true)) {
      this.#start(choice, pending, hadFocus)
      if (always) void decide(this.lent, choice, 'allow')
    } else if (hadFocus) focus.moveTo('run')
  }

  #start(
    choice: Choice,
    { request, approval }: Pick<Pending, 'request' | 'approval'>,
    hadFocus = this.lent.focus.isIn('#run'),
  ): void {
    const { announcer, element, focus, questions, store } = this.lent
    const allowed = store !== undefined && element.dispatchEvent(new McpCallRequestEvent(request))
    if (hadFocus) focus.moveTo(allowed ? 'cancel' : 'run')
    if (!store || !allowed) return
    announcer.say('')
    questions?.clearNote()
    this.#results.load()
    historyOf(store).add(this.#calls.start(store.client, choice, request, approval))
  }

  #ended(call: Call, outcome: Outcome): void {
    const { focus, localize, store } = this.lent
    const shown = call === this.call
    if (shown && focus.isIn('#cancel')) focus.moveTo('run')
    this.#showResult = shown && focus.isIn('.tool')
    if (store) historyOf(store).end(call)
    this.#sayings.ended(call, shown, endingOf(localize, this.#results, outcome))
    if (outcome.type === 'error') {
      this.lent.reportError(outcome.error)
      const { request, approval } = call
      if (shown && this.#consent.refused(request, approval, outcome.error)) store?.reloadTools(request.sessionId)
    }
    if (outcome.type === 'result') this.lent.element.dispatchEvent(new McpResultEvent(call.request, outcome.result))
  }
}
