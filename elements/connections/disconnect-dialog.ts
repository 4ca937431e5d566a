import { html } from 'lit'
import type { ReactiveControllerHost, TemplateResult } from 'lit'
import type { Connection } from '../../shared/connection.ts'
import type { Localize } from '../core/localize.ts'

/** Asks before a connection is deleted, and says what goes with it. */
export class DisconnectDialog {
  readonly #host: ReactiveControllerHost & HTMLElement
  readonly #confirm: (connection: Connection) => void
  #connection: Connection | undefined

  constructor(host: ReactiveControllerHost & HTMLElement, confirm: (connection: Connection) => void) {
    this.#host = host
    this.#confirm = confirm
  }

  open(connection: Connection): void {
    this.#connection = connection
    this.#host.requestUpdate()
    void this.#host.updateComplete.then(() => this.#host.shadowRoot?.querySelector('dialog')?.showModal())
  }

  template(localize: Localize): TemplateResult {
    const name = this.#connection?.serverName ?? ''
    return html`<dialog part="dialog" aria-labelledby="confirm-title" aria-describedby="confirm-text">
      <form method="dialog" @submit=${this.#answer}>
        <strong id="confirm-title" dir="auto">${localize.term('connectionsConfirmTitle', name)}</strong>
        <p id="confirm-text">${localize.term('connectionsConfirmText')}</p>
        <div class="dialog-actions">
          <button autofocus>${localize.term('cancel')}</button>
          <button class="danger" value="disconnect">${localize.term('connectionsDisconnect')}</button>
        </div>
      </form>
    </dialog>`
  }

  #answer = (event: SubmitEvent): void => {
    const { value } = event.submitter as HTMLButtonElement
    if (value === 'disconnect' && this.#connection) this.#confirm(this.#connection)
  }
}
