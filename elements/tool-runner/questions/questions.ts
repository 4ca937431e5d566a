import { html, nothing } from 'lit'
import type { LitElement, ReactiveController } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { OpenQuestion } from '../../../shared/events.ts'
import type { JsonObject } from '../../../shared/mcp.ts'
import { McpError } from '../../core/error.ts'
import { McpInputRequiredEvent } from '../../core/events.ts'
import type { Localize } from '../../core/localize.ts'
import type { McpStore } from '../../core/store.ts'
import { isObject } from '../../schema-form/core/json.ts'
import type { McpSchemaForm } from '../../schema-form/schema-form.ts'
import type { ToolFilter } from '../selection.ts'
import { toolTitle } from '../tools.ts'
import type { Choice } from '../tools.ts'
import { adoptStyles } from '../../core/adopt.ts'
import { questionView, showQuestion } from './question-view.ts'
import type { Answer, ShownQuestion } from './question-view.ts'
import { questionStyles } from './styles.ts'

const MINUTE = 60_000
/** Characters of a question that are said; all of it can be read. */
const SAID = 300

export interface QuestionsListener {
  say(text: string): void
  /** An answer could not be sent. */
  failed(error: McpError): void
  /** Whether the person waits for the call that asks. */
  waitsFor(question: OpenQuestion): boolean
}

/**
 * The questions that concern a runner: of calls of its tools, in whichever tab they were started, and what else the
 * chosen tool's connection asks.
 */
function questionsFor(
  store: McpStore | undefined,
  { server, sessionId, tool }: ToolFilter,
  choice: Choice | undefined,
  isOver: (callId: string) => boolean,
): readonly OpenQuestion[] {
  return (store?.state.questions ?? []).filter((question) => {
    const { callId, name } = question
    const connection = store?.connection(question.sessionId)
    if (!connection || (server && connection.serverId !== server)) return false
    if (sessionId && question.sessionId !== sessionId) return false
    if (callId === undefined) return !choice || choice.connection.sessionId === question.sessionId
    return (!tool || name === undefined || name === tool) && !isOver(callId)
  })
}

/** What MCP servers ask the person: shows it, sends the answers, and tells when it is over. */
export class Questions implements ReactiveController {
  readonly #host: LitElement
  readonly #localize: Localize
  readonly #listener: QuestionsListener
  readonly #known = new Map<string, ShownQuestion>()
  #store: McpStore | undefined
  #shown: readonly ShownQuestion[] = []
  /** Those that the page has not been told of. */
  #fresh: ShownQuestion[] = []
  /** How the last question ended, where it was not answered here. */
  #note: string | undefined
  #timer: ReturnType<typeof setInterval> | undefined
  /** The question that had the focus before an update, and the one that gets it after. */
  #focused: Element | null | undefined
  #focusNext: string | undefined

  constructor(host: LitElement, localize: Localize, listener: QuestionsListener) {
    this.#host = host
    this.#localize = localize
    this.#listener = listener
    host.addController(this)
    adoptStyles(host.renderRoot, questionStyles)
  }

  get any(): boolean {
    return this.#shown.length > 0
  }

  /** Whether a call goes on once the person has answered. */
  holdsUp(callId: string): boolean {
    return this.#shown.some(({ question, sending }) => question.callId === callId && !sending)
  }

  /** Takes what the store knows of now. */
  follow(
    store: McpStore | undefined,
    filter: ToolFilter,
    choice: Choice | undefined,
    isOver: (callId: string) => boolean,
  ): void {
    this.#store = store
    const wanted = questionsFor(store, filter, choice, isOver)
    const before = this.#shown
    this.#shown = wanted.map((question) => this.#known.get(question.inputId) ?? this.#add(question))
    for (const shown of before) {
      if (this.#isOpen(shown)) continue
      this.#known.delete(shown.question.inputId)
      if (!shown.sending) this.#ended(shown)
      else if (store?.outcome(shown.question.inputId) === shown.sending)
        this.#listener.say(this.#localize.term('questionSaySent'))
    }
    this.#keepTime()
  }

  /** Forgets all, for when another user may come. */
  clear(): void {
    this.#known.clear()
    this.#shown = this.#fresh = []
    this.clearNote()
  }

  clearNote(): void {
    this.#note = undefined
  }

  hostConnected(): void {
    this.#keepTime()
  }

  hostDisconnected(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  hostUpdate(): void {
    this.#focused = this.#active?.closest('.question')
  }

  hostUpdated(): void {
    for (const { question } of this.#fresh.splice(0)) this.#host.dispatchEvent(new McpInputRequiredEvent(question))
    const find = (selector: string) => this.#host.shadowRoot?.querySelector<HTMLElement>(selector)
    if (this.#focusNext) find(this.#focusNext)?.focus()
    else if (this.#focused && !this.#focused.isConnected)
      (find('.question') ?? find('#cancel') ?? find('#run:enabled') ?? find('#tool-title'))?.focus()
    this.#focusNext = undefined
  }

  render(): unknown {
    return [
      repeat(
        this.#shown,
        ({ number }) => number,
        (shown) =>
          questionView(this.#localize, shown, this.#calledName(shown.question), {
            answered: (...answer) => void this.#answer(shown, ...answer),
            opened: () => {
              shown.opened = true
              this.#host.requestUpdate()
            },
          }),
      ),
      this.#note === undefined ? nothing : html`<p class="muted" part="question-note" dir="auto">${this.#note}</p>`,
    ]
  }

  #calledName({ sessionId, name }: OpenQuestion): string | undefined {
    const tool = this.#store?.tools(sessionId)?.find((one) => one.name === name)
    return tool ? toolTitle(tool) : name
  }

  #add(question: OpenQuestion): ShownQuestion {
    const shown = showQuestion(question)
    this.#known.set(question.inputId, shown)
    this.#fresh.push(shown)
    this.clearNote()
    const left = question.expiresAt - Date.now()
    shown.warned = left <= MINUTE
    // Whoever waits for the call is taken to the question; others hear of it.
    if (this.#active?.matches('#run, #cancel') && this.#listener.waitsFor(question))
      this.#focusNext ??= `#question-${shown.number}`
    else {
      const { serverName, message } = question
      this.#listener.say(
        this.#localize.term('questionSay', serverName, message.slice(0, SAID), Math.floor(left / MINUTE)),
      )
    }
    return shown
  }

  async #answer(shown: ShownQuestion, action: Answer, content?: JsonObject, form?: McpSchemaForm): Promise<void> {
    if (shown.sending || !this.#store) return
    shown.sending = action
    shown.error = undefined
    this.#host.requestUpdate()
    try {
      await this.#store.answer(shown.question, action, content)
    } catch (error) {
      if (!(error instanceof McpError)) throw error
      this.#failed(shown, error, form)
    } finally {
      shown.sending = undefined
      this.#host.requestUpdate()
    }
  }

  #failed(shown: ShownQuestion, error: McpError, form: McpSchemaForm | undefined): void {
    if (!this.#isOpen(shown)) return this.#ended(shown)
    const errors = error.code === 'invalid_params' ? error.data?.['errors'] : undefined
    if (form && isObject(errors)) return form.showErrors(errors as Readonly<Record<string, string>>)
    shown.error = error
    this.#listener.failed(error)
  }

  #ended({ question: { inputId, serverName } }: ShownQuestion): void {
    const outcome = this.#store?.outcome(inputId)
    const term =
      outcome === 'expired'
        ? 'questionExpired'
        : outcome === 'accept' || outcome === 'decline'
          ? 'questionElsewhere'
          : 'questionClosed'
    this.#note = this.#localize.term(term, serverName)
    this.#listener.say(this.#note)
  }

  #isOpen({ question: { inputId } }: ShownQuestion): boolean {
    return this.#store?.state.questions.some((question) => question.inputId === inputId) === true
  }

  get #active(): Element | null | undefined {
    return this.#host.shadowRoot?.activeElement
  }

  #keepTime(): void {
    if (!this.any || !this.#host.isConnected) return this.hostDisconnected()
    this.#timer ??= setInterval(() => {
      for (const shown of this.#shown) {
        if (shown.warned || shown.question.expiresAt - Date.now() > MINUTE) continue
        shown.warned = true
        this.#listener.say(this.#localize.term('questionSaySoon', shown.question.serverName))
      }
      this.#host.requestUpdate()
    }, 1000)
  }
}
