import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Connection } from '../../shared/connection.ts'
import { McpError } from '../core/error.ts'
import { icon } from '../core/icons.ts'
import { problemTemplate } from '../core/problem.ts'
import type { McpStore } from '../core/store.ts'
import type { Desk } from './desk.ts'
import { isWebAddress } from './row.ts'

/** Scopes of one connection that are shown. */
const MOST = 100

/** What a sign-in has given, and a sign-in again, for more or for the same. */
export class Permissions {
  readonly #desk: Desk
  #problem: McpError | undefined
  #busy = false

  constructor(desk: Desk) {
    this.#desk = desk
  }

  template(store: McpStore, connection: Connection): TemplateResult {
    const { localize, entry } = this.#desk
    const { scopes = [], serverId } = connection
    const asked = (entry(serverId)?.scopes ?? []).filter((scope) => !scopes.includes(scope))
    return html`${
        scopes.length > 0
          ? chips(localize.term('connectionsScopesGiven'), scopes)
          : html`<p class="muted">${localize.term('connectionsScopesNone')}</p>`
      }
      ${asked.length > 0 ? chips(localize.term('connectionsScopesAsked'), asked) : nothing}
      <form class="scopes" novalidate @submit=${(event: SubmitEvent) => this.#submit(event, store, connection)}>
        <label for="more-scopes">${localize.term('connectionsScopesMore')}</label>
        <div class="add-line">
          <input
            id="more-scopes"
            name="scopes"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            .defaultValue=${asked.join(' ')}
            aria-describedby="more-scopes-hint"
          />
          <button type="submit" aria-disabled=${this.#busy ? 'true' : nothing}>
            ${this.#busy ? icon('spinner') : nothing} ${localize.term('connectionsSignInAgain')}
          </button>
        </div>
        <p class="muted" id="more-scopes-hint">${localize.term('connectionsScopesHint')}</p>
        <div role="alert">
          ${
            this.#problem
              ? html`<div class="problem" part="problem">${problemTemplate(localize, this.#problem)}</div>`
              : nothing
          }
        </div>
      </form>
      ${this.#link(connection)}`
  }

  /** Nothing opens by itself: the person follows it. */
  #link(connection: Connection): TemplateResult | typeof nothing {
    const { localize, signIn } = this.#desk
    const { authUrl, serverName, state } = connection
    if (state !== 'AUTHENTICATING' || authUrl === undefined || !isWebAddress(authUrl)) return nothing
    return html`<a
      class="button primary"
      href=${authUrl}
      target="_blank"
      rel="noopener"
      aria-label=${localize.term('connectionsSignInTo', serverName)}
      @click=${(event: MouseEvent) => signIn(event, connection)}
      >${localize.term('connectionsSignIn')}</a
    >`
  }

  async #submit(event: SubmitEvent, { client }: McpStore, { sessionId, serverName }: Connection): Promise<void> {
    event.preventDefault()
    if (this.#busy) return
    const { element, localize, announce, report } = this.#desk
    const typed = String(new FormData(event.currentTarget as HTMLFormElement).get('scopes') ?? '')
    const scopes = typed.split(/[\s,]+/).filter((scope) => scope !== '')
    this.#busy = true
    this.#problem = undefined
    element.requestUpdate()
    try {
      await client.authorize(sessionId, scopes.length > 0 ? scopes : undefined)
      announce(localize.term('connectionsSaySignIn', serverName))
    } catch (error) {
      if (!(error instanceof McpError)) throw error
      this.#problem = error
      report(error)
    } finally {
      this.#busy = false
      element.requestUpdate()
    }
  }
}

const chips = (label: string, scopes: readonly string[]): TemplateResult =>
  html`<p class="muted">${label}</p>
    <ul class="scope-list">
      ${scopes.slice(0, MOST).map((scope) => html`<li class="chip plain"><bdi>${scope}</bdi></li>`)}
    </ul>`
