import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Connection } from '../../shared/connection.ts'
import { icon } from '../core/more-icons.ts'
import { addEnglish } from '../core/localize.ts'
import { problemTemplate } from '../core/problem.ts'
import type { McpStore } from '../core/store.ts'
import { connectionsDetails } from '../translations/en/connections-details.ts'
import { AccountForm } from './account-form.ts'
import { adoptStyles } from '../core/adopt.ts'
import { exportConfig } from './config-export.ts'
import { copyButton } from './copy-button.ts'
import { debugInfo } from './debug-info.ts'
import type { Desk } from './desk.ts'
import { detailsStyles } from './details-styles.ts'
import { Doctor } from './doctor.ts'
import { factsTemplate } from './facts.ts'
import { Permissions } from './permissions.ts'
import { ToolPolicies } from './tool-policies.ts'
import { stateChip } from './row.ts'
import { tileIcon } from './tile-icon.ts'

addEnglish(connectionsDetails)

/** Characters of a server's instructions that are shown at first. */
const INSTRUCTIONS = 600

/** All there is to know of one connection, and to decide, in a dialog. */
export class Details {
  readonly #desk: Desk
  readonly #disconnect: (connection: Connection) => void
  #sessionId: string | undefined
  #tools: ToolPolicies
  #permissions: Permissions
  #accounts: AccountForm
  #doctor: Doctor | undefined
  #wholeInstructions = false

  constructor(desk: Desk, disconnect: (connection: Connection) => void) {
    this.#desk = desk
    this.#disconnect = disconnect
    adoptStyles(desk.element.renderRoot, detailsStyles)
    this.#tools = new ToolPolicies(desk)
    this.#permissions = new Permissions(desk)
    this.#accounts = new AccountForm(desk, () => this.#close())
  }

  open(sessionId: string): void {
    const { element } = this.#desk
    this.#sessionId = sessionId
    this.#doctor = undefined
    this.#wholeInstructions = false
    this.#tools = new ToolPolicies(this.#desk)
    this.#permissions = new Permissions(this.#desk)
    element.requestUpdate()
    void element.updateComplete.then(() => {
      const dialog = this.#dialog()
      if (dialog?.isConnected && !dialog.open) dialog.showModal()
    })
  }

  template(): TemplateResult | typeof nothing {
    const store = this.#desk.store()
    const connection = this.#sessionId === undefined ? undefined : store?.connection(this.#sessionId)
    // It may have gone away in another tab.
    if (!store || !connection) return nothing
    const { localize, picture, entry } = this.#desk
    const { serverName, serverId, account } = connection
    return html`<dialog class="sheet" part="dialog" aria-labelledby="details-title" @close=${this.#closed}>
      <div class="sheet-header">
        ${tileIcon(serverName, picture(connection, entry(serverId)))}
        <div class="sheet-title">
          <strong id="details-title" role="heading" aria-level="2" dir="auto">${serverName}</strong>
          ${account ? html`<span class="chip plain" dir="auto">${account}</span>` : nothing}
          ${stateChip(localize, connection)}
        </div>
        <button class="quiet square" type="button" aria-label=${localize.term('close')} @click=${() => this.#close()}>
          ${icon('close')}
        </button>
      </div>
      <div class="sheet-body" tabindex="-1">
        ${this.#state(store, connection)}
        ${section('tools', localize.term('connectionsToolsTitle'), this.#tools.template(store, connection))}
        ${section('permissions', localize.term('connectionsPermissions'), this.#permissions.template(store, connection))}
        ${section('accounts', localize.term('connectionsAccounts'), this.#accounts.template(store, connection))}
        ${this.#instructions(connection)}
        ${section('about', localize.term('connectionsAbout'), factsTemplate(localize, connection))}
        <div class="sheet-actions">
          ${copyButton(this.#desk, 'connectionsCopyDebug', () => debugInfo(connection, undefined))}
          ${copyButton(this.#desk, 'connectionsCopyConfig', () => exportConfig([connection]))}
          <button type="button" class="danger" @click=${() => this.#end(connection)}>
            ${localize.term('connectionsDisconnect')}
          </button>
        </div>
      </div>
    </dialog>`
  }

  /** The last error, and what can be tried. */
  #state(store: McpStore, connection: Connection): TemplateResult {
    const { localize, inRow } = this.#desk
    const { error, sessionId } = connection
    const reconnect = () => void inRow(sessionId, () => store.restore(sessionId))
    return html`${error ? html`<div class="problem" part="problem">${problemTemplate(localize, error)}</div>` : nothing}
      <div class="sheet-actions">
        <button type="button" @click=${reconnect}>${icon('refresh')}${localize.term('connectionsReconnect')}</button>
        <button type="button" @click=${() => this.#examine(store, sessionId)}>
          ${icon('search')}${localize.term('connectionsExamine')}
        </button>
      </div>
      ${this.#doctor ? html`<div class="findings">${this.#doctor.template()}</div>` : nothing}`
  }

  #examine(store: McpStore, sessionId: string): void {
    this.#doctor = new Doctor(this.#desk, store, { sessionId })
    this.#desk.element.requestUpdate()
  }

  #instructions({ instructions }: Connection): TemplateResult | typeof nothing {
    if (!instructions?.trim()) return nothing
    const { localize, element } = this.#desk
    const whole = instructions.trim()
    const isLong = whole.length > INSTRUCTIONS
    const shown = isLong && !this.#wholeInstructions ? `${whole.slice(0, INSTRUCTIONS)}…` : whole
    const toggle = () => {
      this.#wholeInstructions = !this.#wholeInstructions
      element.requestUpdate()
    }
    return section(
      'instructions',
      localize.term('connectionsInstructions'),
      html`<p class="muted">${localize.term('connectionsInstructionsHint')}</p>
        <div
          class="instructions"
          role="group"
          aria-labelledby="details-instructions"
          tabindex="0"
          dir="auto"
          .textContent=${shown}
        ></div>
        ${
          isLong
            ? html`<button type="button" aria-expanded=${this.#wholeInstructions} @click=${toggle}>
                ${localize.term(this.#wholeInstructions ? 'connectionsLess' : 'connectionsMoreText')}
              </button>`
            : nothing
        }`,
    )
  }

  #end(connection: Connection): void {
    this.#close()
    this.#disconnect(connection)
  }

  #dialog(): HTMLDialogElement | null {
    return this.#desk.element.renderRoot.querySelector<HTMLDialogElement>('dialog.sheet')
  }

  #close(): void {
    this.#dialog()?.close()
  }

  /** The row that it was opened from gets the focus back, by the browser; its contents are let go. */
  #closed = (): void => {
    this.#sessionId = undefined
    this.#desk.element.requestUpdate()
  }
}

const section = (id: string, title: string, body: TemplateResult): TemplateResult =>
  html`<section class="sheet-part" aria-labelledby="details-${id}">
    <div class="sheet-part-title" id="details-${id}" role="heading" aria-level="3">${title}</div>
    ${body}
  </section>`
