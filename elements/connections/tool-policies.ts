import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { repeat } from 'lit/directives/repeat.js'
import type { Connection } from '../../shared/connection.ts'
import type { ToolInfo, ToolPolicy } from '../../shared/mcp.ts'
import { McpError } from '../core/error.ts'
import { icon } from '../core/icons.ts'
import { problemText } from '../core/problem.ts'
import type { McpStore } from '../core/store.ts'
import type { Desk } from './desk.ts'

const POLICIES = ['ask', 'allow', 'block'] as const satisfies readonly ToolPolicy[]
/** From this many tools on they can be searched. */
const MANY = 8
/** Tools that are shown at first. */
const SHOWN = 50
/** Characters of a description: enough to know the tool by. */
const DESCRIPTION = 140
/** Requests of a decision on many tools that run at once. */
const AT_ONCE = 4
/** The list is asked for again when the last decision is this old, in milliseconds. */
const SETTLE_MS = 300

/** Which tools of a connection run unasked, ask before they run, or do not run. What is shown is what the server said. */
export class ToolPolicies {
  readonly #desk: Desk
  #query = ''
  #all = false
  /** Asked for, and not yet answered. */
  readonly #asked = new Set<string>()
  /** Decided since the list was loaded, by the hash that was decided on. */
  readonly #decided = new Map<string, { readonly hash: string; readonly policy: ToolPolicy }>()
  readonly #problems = new Map<string, McpError>()
  #reload: ReturnType<typeof setTimeout> | undefined

  constructor(desk: Desk) {
    this.#desk = desk
  }

  template(store: McpStore, connection: Connection): TemplateResult {
    const { localize } = this.#desk
    const { sessionId, state } = connection
    const tools = store.tools(sessionId)
    const error = store.toolsError(sessionId)
    if (!tools && error) {
      return html`<div class="problem" part="problem">
        <p>${problemText(localize, error)}</p>
        <button type="button" @click=${() => store.reloadTools(sessionId)}>${localize.term('tryAgain')}</button>
      </div>`
    }
    if (!tools) {
      return html`<p class="muted checking">
        ${state === 'CONNECTED' ? html`${icon('spinner')} ${localize.term('loading')}` : localize.term('connectionsToolsLater')}
      </p>`
    }
    if (tools.length === 0) return html`<p class="muted">${localize.term('connectionsToolsNone')}</p>`
    return this.#list(store, sessionId, tools)
  }

  #list(store: McpStore, sessionId: string, tools: readonly ToolInfo[]): TemplateResult {
    const { localize, element } = this.#desk
    const words = this.#query.toLowerCase().split(/\s+/)
    const found = tools.filter((tool) => words.every((word) => textOf(tool).includes(word)))
    const shown = this.#all ? found : found.slice(0, SHOWN)
    const update = (change: () => void) => () => {
      change()
      element.requestUpdate()
    }
    return html`<p class="muted">${localize.term('connectionsToolsHint')}</p>
      ${
        tools.length >= MANY
          ? html`<input
              type="search"
              aria-label=${localize.term('connectionsToolsSearch')}
              placeholder=${localize.term('connectionsToolsSearch')}
              .value=${this.#query}
              @input=${(event: Event) => update(() => (this.#query = (event.target as HTMLInputElement).value))()}
            />`
          : nothing
      }
      <div class="sheet-actions">
        ${this.#bulk(store, sessionId, 'connectionsAllowReads', found.filter(onlyReads), 'allow')}
        ${this.#bulk(store, sessionId, 'connectionsAskAll', found, 'ask')}
        ${this.#bulk(store, sessionId, 'connectionsBlockAll', found, 'block')}
      </div>
      <p class="muted" role="status">
        ${
          this.#asked.size > 1
            ? localize.term('connectionsDeciding', this.#asked.size)
            : this.#query === ''
              ? nothing
              : localize.term('connectionsToolsFound', found.length, tools.length)
        }
      </p>
      <ul class="policies" part="tools">
        ${repeat(
          shown,
          ({ name }) => name,
          (tool) => this.#tool(store, sessionId, tool),
        )}
      </ul>
      ${
        shown.length < found.length
          ? html`<button type="button" @click=${update(() => (this.#all = true))}>
              ${localize.term('connectionsToolsAll', found.length)}
            </button>`
          : nothing
      }`
  }

  #bulk(
    store: McpStore,
    sessionId: string,
    term: 'connectionsAllowReads' | 'connectionsAskAll' | 'connectionsBlockAll',
    tools: readonly ToolInfo[],
    policy: ToolPolicy,
  ): TemplateResult {
    const run = () => void this.#decideAll(store, sessionId, tools, policy)
    return html`<button type="button" aria-disabled=${this.#asked.size > 0 || tools.length === 0} @click=${run}>
      ${this.#desk.localize.term(term)}
    </button>`
  }

  #tool(store: McpStore, sessionId: string, tool: ToolInfo): TemplateResult {
    const { localize } = this.#desk
    const { name, description = '', changes, annotations } = tool
    const title = titleOf(tool)
    const policy = this.#policy(tool)
    const problem = this.#problems.get(name)
    const decide = (event: Event) => {
      const wanted = (event.target as HTMLSelectElement).value as ToolPolicy
      void this.#decide(store, sessionId, tool, wanted)
      // What is shown is what holds, until the server has said otherwise.
      this.#desk.element.requestUpdate()
    }
    return html`<li part="tool">
      <div>
        <span dir="auto">${title}</span>
        ${changes?.length ? html`<span class="chip warn">${localize.term('connectionsToolChanged')}</span>` : nothing}
        ${annotations?.destructiveHint === true ? html`<span class="chip warn">${localize.term('connectionsToolDestroys')}</span>` : nothing}
        ${onlyReads(tool) ? html`<span class="chip plain">${localize.term('connectionsToolReads')}</span>` : nothing}
        ${description.trim() ? html`<p class="muted" dir="auto">${clamp(description.trim())}</p>` : nothing}
        ${
          problem
            ? html`<div class="field-error" role="alert">
                ${icon('alert')}<span>${problemText(localize, problem)}</span>
              </div>`
            : nothing
        }
      </div>
      ${this.#asked.has(name) ? icon('spinner') : nothing}
      <select
        aria-label=${localize.term('connectionsPolicyOf', title)}
        aria-busy=${this.#asked.has(name)}
        .value=${live(policy)}
        @change=${decide}
      >
        ${POLICIES.map(
          (one) =>
            html`<option value=${one} ?selected=${one === policy}>
              ${localize.term(`connectionsPolicy_${one}`)}
            </option>`,
        )}
      </select>
    </li>`
  }

  #policy({ name, hash, policy }: ToolInfo): ToolPolicy {
    const decided = this.#decided.get(name)
    return decided?.hash === hash ? decided.policy : policy
  }

  async #decide(store: McpStore, sessionId: string, tool: ToolInfo, policy: ToolPolicy): Promise<void> {
    const { element, localize, announce, report } = this.#desk
    const { name, hash } = tool
    if (this.#asked.has(name)) return
    this.#asked.add(name)
    this.#problems.delete(name)
    try {
      await store.client.setToolPolicy(sessionId, name, policy, { hash })
      this.#decided.set(name, { hash, policy })
      announce(localize.term('connectionsSayPolicy', titleOf(tool), localize.term(`connectionsPolicy_${policy}`)))
      clearTimeout(this.#reload)
      this.#reload = setTimeout(() => store.reloadTools(sessionId), SETTLE_MS)
    } catch (error) {
      if (!(error instanceof McpError)) throw error
      this.#problems.set(name, error)
      // Another tool than the one that was seen: the new one is to be seen.
      if (error.code === 'tool_changed' || error.code === 'tool_not_found') store.reloadTools(sessionId)
      report(error)
    } finally {
      this.#asked.delete(name)
      element.requestUpdate()
    }
  }

  async #decideAll(store: McpStore, sessionId: string, tools: readonly ToolInfo[], policy: ToolPolicy): Promise<void> {
    if (this.#asked.size > 0) return
    const queue = tools.filter((tool) => this.#policy(tool) !== policy)
    const work = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) await this.#decide(store, sessionId, next, policy)
    }
    const running = Promise.all(Array.from({ length: AT_ONCE }, work))
    this.#desk.element.requestUpdate()
    await running
  }
}

/** By its own word, as the handler has it (2025-11-25, "ToolAnnotations"). */
const onlyReads = ({ annotations }: ToolInfo): boolean =>
  annotations?.readOnlyHint === true && annotations.destructiveHint !== true

const titleOf = ({ title, annotations, name }: ToolInfo): string => title || annotations?.title || name

const textOf = (tool: ToolInfo): string => `${tool.name}\n${titleOf(tool)}\n${tool.description ?? ''}`.toLowerCase()

const clamp = (text: string): string => {
  const [line = ''] = text.split('\n', 1)
  return line.length > DESCRIPTION ? `${line.slice(0, DESCRIPTION)}…` : line
}
