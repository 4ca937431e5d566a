import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Connection } from '../../shared/connection.ts'
import type { ConnectParams } from '../../shared/rpc.ts'
import { McpError } from '../core/error.ts'
import { McpConnectRequestEvent } from '../core/events.ts'
import { icon } from '../core/icons.ts'
import { problemTemplate } from '../core/problem.ts'
import type { McpStore } from '../core/store.ts'
import type { Desk } from './desk.ts'

/** The accounts of one server, and another one. */
export class AccountForm {
  readonly #desk: Desk
  readonly #done: () => void
  #problem: McpError | undefined
  #wrong: 'connectionsAccountMissing' | 'connectionsAccountTaken' | undefined
  #busy = false

  constructor(desk: Desk, done: () => void) {
    this.#desk = desk
    this.#done = done
  }

  template(store: McpStore, connection: Connection): TemplateResult {
    const { localize } = this.#desk
    const others = othersOf(store, connection)
    const names = others.map(({ account }) => account || localize.term('connectionsAccountUnnamed'))
    return html`<form novalidate @submit=${(event: SubmitEvent) => this.#submit(event, store, connection)}>
      ${
        others.length > 0
          ? html`<p class="muted" dir="auto">${localize.term('connectionsAccountsOther', names.join(', '))}</p>`
          : nothing
      }
      <label for="account">${localize.term('connectionsAccountAdd')}</label>
      <div class="add-line">
        <input
          id="account"
          name="account"
          maxlength="200"
          autocomplete="off"
          placeholder=${localize.term('connectionsAccountExample')}
          aria-invalid=${this.#wrong !== undefined}
          aria-describedby="account-error account-hint"
        />
        <button type="submit" aria-disabled=${this.#busy ? 'true' : nothing}>
          ${this.#busy ? icon('spinner') : nothing} ${localize.term('connectionsConnect')}
        </button>
      </div>
      <div class="field-error" id="account-error" ?hidden=${!this.#wrong}>
        ${this.#wrong ? html`${icon('alert')}<span>${localize.term(this.#wrong)}</span>` : nothing}
      </div>
      <p class="muted" id="account-hint">${localize.term('connectionsAccountHint')}</p>
      <div role="alert">
        ${
          this.#problem
            ? html`<div class="problem" part="problem">${problemTemplate(localize, this.#problem)}</div>`
            : nothing
        }
      </div>
    </form>`
  }

  async #submit(event: SubmitEvent, store: McpStore, connection: Connection): Promise<void> {
    event.preventDefault()
    const { element, arrived, report } = this.#desk
    const input = (event.currentTarget as HTMLFormElement).elements.namedItem('account') as HTMLInputElement
    const account = input.value.trim()
    const taken = [connection, ...othersOf(store, connection)].some((one) => (one.account ?? '') === account)
    this.#wrong = account === '' ? 'connectionsAccountMissing' : taken ? 'connectionsAccountTaken' : undefined
    element.requestUpdate()
    if (this.#wrong) return input.focus()
    const { serverId, serverName, serverUrl } = connection
    const { callbackUrl } = element
    const params: ConnectParams = { serverId, serverName, serverUrl, account, ...(callbackUrl && { callbackUrl }) }
    if (this.#busy || !element.dispatchEvent(new McpConnectRequestEvent(params))) return
    this.#busy = true
    this.#problem = undefined
    try {
      arrived((await store.connect(params)).sessionId)
      this.#done()
    } catch (error) {
      if (!(error instanceof McpError)) return
      // A connection that came into being says in its row why it failed.
      if (store.connection(String(error.data?.sessionId))) this.#done()
      else this.#problem = error
      report(error)
    } finally {
      this.#busy = false
      element.requestUpdate()
    }
  }
}

const othersOf = (store: McpStore, { sessionId, serverUrl }: Connection): readonly Connection[] =>
  store.state.connections.filter((one) => one.serverUrl === serverUrl && one.sessionId !== sessionId)
