import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Connection } from '../../shared/connection.ts'
import { icon } from '../core/icons.ts'
import type { Localize } from '../core/localize.ts'
import { problemTemplate } from '../core/problem.ts'
import type { Problem } from '../core/problem.ts'
import { menuTemplate } from './menu.ts'
import { isNew, STATE_LOOKS } from './states.ts'
import { tileIcon } from './tile-icon.ts'

/** What a row needs to know besides its connection, and what it asks for. */
export interface RowView {
  readonly localize: Localize
  readonly picture: string | undefined
  readonly selected: boolean
  /** Why a request that was made in this row failed. */
  readonly requestError: Problem | undefined
  /** Whether the failure happened before the person's eyes, and is to be read out. */
  readonly alert: boolean
  select(): void
  restore(): void
  /** Ends a connection that was not there before. */
  cancel(): void
  disconnect(): void
  /** Asks for a token; absent where there is no form for it. */
  readonly giveToken: (() => void) | undefined
  signIn(event: Event): void
}

/** Host and path of a server's address, as people read it. */
export function shortAddress(serverUrl: string): string {
  if (!URL.canParse(serverUrl)) return serverUrl
  const { host, pathname } = new URL(serverUrl)
  return host + (pathname === '/' ? '' : pathname)
}

function stateChip(localize: Localize, state: Connection['state']): TemplateResult {
  const look = STATE_LOOKS[state]
  return html`<span class="chip ${look.tone}" part="state">${icon(look.icon)}${localize.term(look.term)}</span>`
}

export function rowTemplate(connection: Connection, view: RowView): TemplateResult {
  const { localize, selected } = view
  const { account, serverName, state, toolCount } = connection
  const problem = view.requestError ?? connection.error
  return html`<li class="row" part="row row-${state.toLowerCase()}" aria-current=${selected ? 'true' : nothing}>
    ${tileIcon(serverName, view.picture)}
    <div class="row-body">
      <div class="row-name">
        <button
          class="name"
          part="name"
          id="connection-${connection.sessionId}"
          type="button"
          dir="auto"
          @click=${view.select}
        >
          ${serverName}
        </button>
        ${account ? html`<span class="chip plain" part="account" dir="auto">${account}</span>` : nothing}
        ${stateChip(localize, state)}
      </div>
      <div class="row-facts muted" part="facts">
        ${shortAddress(connection.serverUrl)}
        ${state === 'CONNECTED' ? html`· <span>${localize.term('connectionsTools', toolCount)}</span>` : nothing}
      </div>
    </div>
    <div class="row-actions" part="actions">${actions(connection, view)}</div>
    ${
      problem
        ? html`<div class="problem" part="problem" role=${view.alert ? 'alert' : nothing}>
            ${problemTemplate(localize, problem)}
          </div>`
        : nothing
    }
  </li>`
}

/** What was asked for, of which the server has not spoken yet. */
export interface PendingView {
  readonly name: string
  readonly address: string
  readonly picture: string | undefined
  cancel(): void
}

export function pendingRowTemplate(
  localize: Localize,
  { name, address, picture, cancel }: PendingView,
): TemplateResult {
  return html`<li class="row" part="row row-connecting">
    ${tileIcon(name, picture)}
    <div class="row-body">
      <div class="row-name"><strong dir="auto">${name}</strong> ${stateChip(localize, 'CONNECTING')}</div>
      <div class="row-facts muted" part="facts">${address}</div>
    </div>
    <div class="row-actions" part="actions">
      <button type="button" aria-label=${localize.term('connectionsCancel', name)} @click=${cancel}>
        ${localize.term('cancel')}
      </button>
    </div>
  </li>`
}

function actions(connection: Connection, view: RowView): TemplateResult {
  const { localize } = view
  const { serverName, sessionId, state } = connection
  if (isNew(connection)) {
    return html`<button
      type="button"
      aria-label=${localize.term('connectionsCancel', serverName)}
      @click=${view.cancel}
    >
      ${localize.term('cancel')}
    </button>`
  }
  const reconnect = { label: localize.term('connectionsReconnect'), run: view.restore }
  const disconnect = { label: localize.term('connectionsDisconnect'), danger: true, run: view.disconnect }
  const menu = menuTemplate(
    `menu-${sessionId}`,
    localize.term('connectionsMore', serverName),
    state === 'CONNECTED' || state === 'AUTHENTICATING' || wantsToken(connection, view)
      ? [reconnect, disconnect]
      : [disconnect],
  )
  return html`${primaryAction(connection, view)} ${menu}`
}

/** Whether a token is the way in: the server wants one, and offers no sign-in. */
const wantsToken = ({ authUrl, error }: Connection, { giveToken }: RowView): boolean =>
  giveToken !== undefined && authUrl === undefined && error?.code === 'reauth_required'

function primaryAction(connection: Connection, view: RowView): TemplateResult | typeof nothing {
  const { localize } = view
  const { authUrl, serverName, state } = connection
  if (state === 'AUTHENTICATING' && authUrl !== undefined && isWebAddress(authUrl)) {
    return html`<a
      class="button primary"
      part="sign-in"
      href=${authUrl}
      target="_blank"
      rel="noopener"
      aria-label=${localize.term('connectionsSignInTo', serverName)}
      @click=${view.signIn}
      >${localize.term('connectionsSignIn')}</a
    >`
  }
  if (wantsToken(connection, view)) {
    return html`<button
      type="button"
      class="primary"
      aria-label=${localize.term('connectionsGiveTokenFor', serverName)}
      @click=${view.giveToken}
    >
      ${localize.term('connectionsGiveToken')}
    </button>`
  }
  if (state === 'FAILED') {
    return html`<button
      type="button"
      aria-label=${localize.term('connectionsRetry', serverName)}
      @click=${view.restore}
    >
      ${localize.term('tryAgain')}
    </button>`
  }
  if (state === 'DISCONNECTED') {
    return html`<button
      type="button"
      aria-label=${localize.term('connectionsConnectTo', serverName)}
      @click=${view.restore}
    >
      ${localize.term('connectionsConnect')}
    </button>`
  }
  return nothing
}

const isWebAddress = (url: string): boolean =>
  URL.canParse(url, document.baseURI) && /^https?:$/.test(new URL(url, document.baseURI).protocol)
