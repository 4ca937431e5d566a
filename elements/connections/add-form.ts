import { html, nothing } from 'lit'
import type { LitElement, TemplateResult } from 'lit'
import type { Connection } from '../../shared/connection.ts'
import type { ConnectParams } from '../../shared/rpc.ts'
import { icon } from '../core/icons.ts'
import type { Localize } from '../core/localize.ts'
import { problemTemplate } from '../core/problem.ts'
import type { Problem } from '../core/problem.ts'
import { addressWarning, completeAddress, readConnectForm } from './connect-params.ts'
import type { AddressWarning, FieldErrors } from './connect-params.ts'
import { readServerConfig } from './server-config.ts'
import type { ConfiguredServer } from './server-config.ts'

/** What the form needs to know of the request that it makes. */
export interface AddFormView {
  readonly localize: Localize
  /** Whether the catalogue stands above it. */
  readonly second: boolean
  readonly busy: boolean
  readonly problem: Problem | undefined
  /** Finds out why; absent where that is under way or done. */
  readonly examine: (() => void) | undefined
  readonly findings: TemplateResult | typeof nothing
}

export interface AddFormListener {
  /** Resolves with whether the form may be emptied. */
  send(params: ConnectParams): Promise<boolean>
  /** What was sent is not what is in the form any more. */
  edited(): void
}

/**
 * Adds a server by its address. What is typed lives in the inputs alone: secrets never become attributes or state,
 * and are gone when the form is reset.
 */
export class AddForm {
  readonly #host: LitElement
  readonly #listener: AddFormListener
  #errors: FieldErrors = {}
  #headers: readonly number[] = []
  #nextHeader = 1
  /** The connection that wants a token. */
  #known: Connection | undefined
  #warning: AddressWarning | undefined
  /** Of a configuration that was pasted. */
  #offered: readonly ConfiguredServer[] = []

  constructor(host: LitElement, listener: AddFormListener) {
    this.#host = host
    this.#listener = listener
  }

  /** Begins anew with the address of a connection, and asks for its token. Needs the form to be in the page. */
  askToken(connection: Connection): void {
    const form = this.#host.renderRoot.querySelector<HTMLFormElement>('.add')
    if (!form) return
    // What was typed for another server must not go to this one.
    this.#reset(form)
    this.#known = connection
    input(form, 'url').value = connection.serverUrl
    input(form, 'name').value = connection.serverName
    input(form, 'token').closest('details')?.setAttribute('open', '')
    input(form, 'token').focus()
  }

  template(view: AddFormView): TemplateResult {
    const { localize, busy, problem } = view
    return html`<form class="add" part="add-form" novalidate @input=${this.#edited} @submit=${this.#submit}>
      <label for="url">${localize.term(view.second ? 'connectionsAddressOther' : 'connectionsAddress')}</label>
      <div class="add-line">
        <input
          id="url"
          name="url"
          type="url"
          inputmode="url"
          autocomplete="url"
          autocapitalize="none"
          spellcheck="false"
          required
          placeholder=${localize.term('connectionsAddressExample')}
          aria-invalid=${'url' in this.#errors}
          aria-describedby="url-error url-note"
          @change=${complete}
          @paste=${this.#paste}
        />
        <button type="submit" aria-disabled=${busy ? 'true' : nothing}>
          ${busy ? icon('spinner') : nothing} ${localize.term('connectionsConnect')}
        </button>
      </div>
      ${this.#error(localize, 'url')}
      <div class="field-note" id="url-note" role="status">
        ${this.#warning ? html`${icon('info')}<span>${localize.term(this.#warning)}</span>` : nothing}
        ${this.#offered.length > 0 ? this.#offers(localize) : nothing}
      </div>
      ${
        problem
          ? html`<div class="problem" part="problem">
              <div role="alert">${problemTemplate(localize, problem)}</div>
              ${
                view.examine
                  ? html`<button type="button" @click=${view.examine}>${localize.term('connectionsExamine')}</button>`
                  : nothing
              }
              ${view.findings}
            </div>`
          : nothing
      }
      <details part="advanced">
        <summary>${icon('chevron')}${localize.term('connectionsAdvanced')}</summary>
        ${this.#advanced(localize)}
      </details>
    </form>`
  }

  /** The servers of a pasted configuration, one of which goes into the form. */
  #offers(localize: Localize): TemplateResult {
    const far = this.#offered.filter(({ url }) => url !== undefined)
    const near = this.#offered.filter(({ url }) => url === undefined).map(({ name }) => name)
    return html`<div class="offers">
      ${far.length > 0 ? html`<p>${localize.term('connectionsPasted')}</p>` : nothing}
      ${far.map(
        (server) =>
          html`<button type="button" dir="auto" @click=${(event: Event) => this.#take(formOf(event), server)}>
            ${server.name || server.url}
          </button>`,
      )}
      ${near.length > 0 ? html`<p dir="auto">${localize.term('connectionsPastedPrograms', near.join(', '))}</p>` : nothing}
    </div>`
  }

  #advanced(localize: Localize): TemplateResult {
    return html`<div class="advanced">
      <div>
        <label for="name">${localize.term('connectionsName')}</label>
        <input id="name" name="name" maxlength="200" autocomplete="off" aria-describedby="name-hint" />
        <p class="muted" id="name-hint">${localize.term('connectionsNameHint')}</p>
      </div>
      <div>
        <label for="transport">${localize.term('connectionsTransport')}</label>
        <select id="transport" name="transport">
          <option value="auto">${localize.term('connectionsTransportAuto')}</option>
          <option value="streamable-http">${localize.term('connectionsTransportHttp')}</option>
          <option value="sse">${localize.term('connectionsTransportSse')}</option>
        </select>
      </div>
      <div class="wide">
        <label for="token">${localize.term('connectionsToken')}</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="off"
          aria-invalid=${'token' in this.#errors}
          aria-describedby="token-error secret-hint"
        />
        ${this.#error(localize, 'token')}
      </div>
      <fieldset class="wide">
        <legend>${localize.term('connectionsHeaders')}</legend>
        ${this.#headers.map((key, index) => this.#header(localize, key, index + 1))}
        <button type="button" @click=${this.#addHeader}>${icon('plus')}${localize.term('connectionsHeaderAdd')}</button>
      </fieldset>
      <p class="muted wide" id="secret-hint">${localize.term('connectionsSecretHint')}</p>
    </div>`
  }

  #header(localize: Localize, key: number, position: number): TemplateResult {
    const field = `header-name-${key}`
    return html`<div class="header-line">
      <input
        name=${field}
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        placeholder="X-Api-Key"
        aria-label=${localize.term('connectionsHeaderName', position)}
        aria-invalid=${field in this.#errors}
        aria-describedby="${field}-error"
      />
      <input
        name="header-value-${key}"
        type="password"
        autocomplete="off"
        aria-label=${localize.term('connectionsHeaderValue', position)}
        aria-describedby="${field}-error secret-hint"
      />
      <button
        class="quiet square"
        type="button"
        aria-label=${localize.term('connectionsHeaderRemove', position)}
        @click=${() => this.#setHeaders(this.#headers.filter((one) => one !== key))}
      >
        ${icon('close')}
      </button>
      ${this.#error(localize, field)}
    </div>`
  }

  /** Always there, so that what describes a field by it finds it. */
  #error(localize: Localize, field: string): TemplateResult {
    const term = this.#errors[field]
    return html`<div class="field-error" id="${field}-error" ?hidden=${!term}>
      ${term ? html`${icon('alert')}<span>${localize.term(term)}</span>` : nothing}
    </div>`
  }

  #addHeader = (event: Event): void => {
    const button = event.currentTarget as HTMLElement
    this.#setHeaders([...this.#headers, this.#nextHeader++])
    void this.#host.updateComplete.then(() => button.previousElementSibling?.querySelector('input')?.focus())
  }

  #setHeaders(headers: readonly number[]): void {
    this.#headers = headers
    this.#host.requestUpdate()
  }

  #edited = (event: Event): void => {
    this.#listener.edited()
    const field = event.target as HTMLInputElement
    if (field.name !== 'url') return
    this.#warning = addressWarning(field.value)
    if (field.value === '') this.#offered = []
    this.#host.requestUpdate()
  }

  /** A configuration is not an address: its servers are offered instead. */
  #paste = (event: ClipboardEvent): void => {
    const servers = readServerConfig(event.clipboardData?.getData('text/plain') ?? '')
    if (!servers) return
    event.preventDefault()
    const [only] = servers
    if (servers.length === 1 && only?.url !== undefined) return this.#take(formOf(event), only)
    this.#offered = servers
    this.#host.requestUpdate()
  }

  #take(form: HTMLFormElement, { name, url = '', transportType = 'auto', headers }: ConfiguredServer): void {
    this.#reset(form)
    input(form, 'url').value = completeAddress(url)
    input(form, 'name').value = name
    ;(form.elements.namedItem('transport') as HTMLSelectElement).value = transportType
    this.#warning = addressWarning(url)
    const pairs = Object.entries(headers)
    const keys = pairs.map(() => this.#nextHeader++)
    this.#setHeaders(keys)
    if (pairs.length > 0) form.querySelector('details')?.setAttribute('open', '')
    void this.#host.updateComplete.then(() => {
      for (const [index, [header, value]] of pairs.entries()) {
        input(form, `header-name-${keys[index]}`).value = header
        input(form, `header-value-${keys[index]}`).value = value
      }
      input(form, 'url').focus()
    })
  }

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    input(form, 'url').value = completeAddress(input(form, 'url').value)
    const read = readConnectForm(new FormData(form))
    this.#listener.edited()
    this.#errors = 'errors' in read ? read.errors : {}
    this.#host.requestUpdate()
    if ('errors' in read) {
      await this.#host.updateComplete
      const first = form.querySelector<HTMLElement>('[aria-invalid=true]')
      first?.closest('details')?.setAttribute('open', '')
      first?.focus()
      return
    }
    const known = this.#known?.serverUrl === read.params.serverUrl ? this.#known : undefined
    const { serverId, account } = known ?? {}
    const params = { ...read.params, ...(serverId && { serverId }), ...(account && { account }) }
    if (await this.#listener.send(params)) this.#reset(form)
  }

  #reset(form: HTMLFormElement): void {
    form.reset()
    this.#known = undefined
    this.#errors = {}
    this.#warning = undefined
    this.#offered = []
    this.#listener.edited()
    this.#setHeaders([])
  }
}

const input = (form: HTMLFormElement, name: string) => form.elements.namedItem(name) as HTMLInputElement

const formOf = (event: Event): HTMLFormElement => (event.currentTarget as HTMLElement).closest('form')!

/** What will be sent is seen before it is. */
function complete(event: Event): void {
  const field = event.currentTarget as HTMLInputElement
  field.value = completeAddress(field.value)
}
