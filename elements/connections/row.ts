import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Connection } from '../../shared/connection.ts'
import { icon } from '../core/icons.ts'
import type { Localize } from '../core/localize.ts'
import { problemTemplate } from '../core/problem.ts'
import type { Problem } from '../core/problem.ts'
import { isNew, lookOf } from './states.ts'
import { tileIcon } from './tile-icon.ts'

/** What a row needs to know besides its connection, and what it asks for. */
export interface RowView {
  readonly localize: Localize
  readonly picture: TemplateResult | typeof nothing
  readonly selected: boolean
  /** Whether the server's tools have changed since the person last looked. */
  readonly changed: boolean
  /** Why a request that was made in this row failed. */
  readonly requestError: Problem | undefined
  /** Whether the failure happened before the person's eyes, and is to be read out. */
  readonly alert: boolean
  /** The menu, while it is open. */
  readonly menu: TemplateResult | typeof nothing
  /** What is said below: of a sign-in, of what was found out. */
  readonly notes: TemplateResult | typeof nothing
  /** Whether that says why it failed. */
  readonly examined: boolean
  select(): void
  restore(): void
  /** Ends a connection that was not there before. */
  cancel(): void
  openMenu(event: Event): void
  examine(): void
  /** Asks for a token; absent where there is no form for it. */
  readonly giveToken: (() => void) | undefined
  signIn(event: MouseEvent): void
}

/** Host and path of a server's address, as people read it. */
export function shortAddress(serverUrl: string): string {
  if (!URL.canParse(serverUrl)) return serverUrl
  const { host, pathname } = new URL(serverUrl)
  return host + (pathname === '/' ? '' : pathname)
}

export function stateChip(localize: Localize, connection: Connection): TemplateResult {
  const look = lookOf(connection)
  return html`<span class="chip ${look.tone}" part="state">${icon(look.icon)}${localize.term(look.term)}</span>`
}

export function rowTemplate(connection: Connection, view: RowView): TemplateResult {
  const { localize, notes, requestError } = view
  const { account, error, serverName, serverUrl, sessionId, state, toolCount } = connection
  const problem = requestError ?? error
  return html`<li
    class="row"
    part="row row-${state.toLowerCase()}"
    id="row-${sessionId}"
    aria-current=${view.selected ? 'true' : nothing}
  >
    ${tileIcon(serverName, view.picture)}
    <div class="row-body">
      <div class="row-name">
        <button class="name" part="name" id="connection-${sessionId}" type="button" dir="auto" @click=${view.select}>
          ${serverName}
        </button>
        ${account ? html`<span class="chip plain" part="account" dir="auto">${account}</span>` : nothing}
        ${stateChip(localize, connection)}
        ${
          view.changed
            ? html`<span class="chip info" part="changed">${icon('info')}${localize.term('connectionsChanged')}</span>`
            : nothing
        }
      </div>
      <div class="row-facts muted" part="facts">
        <bdi>${shortAddress(serverUrl)}</bdi>
        ${state === 'CONNECTED' ? html`· <span>${localize.term('connectionsTools', toolCount)}</span>` : nothing}
      </div>
    </div>
    <div class="row-actions" part="actions">
      ${isNew(connection) ? cancel(connection, view) : actions(connection, view)}
    </div>
    ${
      problem
        ? html`<div class="problem" part="problem">
            <div role=${view.alert ? 'alert' : nothing}>${problemTemplate(localize, problem)}</div>
            ${view.examined ? nothing : button(localize.term('connectionsExamine'), view.examine, '', localize.term('connectionsExamineOf', serverName))}
          </div>`
        : nothing
    }
    ${notes}
  </li>`
}

/** A button; `name` says more to those who do not see its row. */
const button = (text: string, run: () => void, look: string, name?: string): TemplateResult =>
  html`<button type="button" class=${look} aria-label=${name ?? nothing} @click=${run}>${text}</button>`

const cancel = ({ serverName }: Connection, { localize, cancel: run }: RowView): TemplateResult =>
  button(localize.term('cancel'), run, '', localize.term('connectionsCancel', serverName))

const actions = (connection: Connection, view: RowView): TemplateResult =>
  html`${primaryAction(connection, view)}
    <button
      class="quiet square"
      part="menu-button"
      type="button"
      popovertarget=${view.menu === nothing ? nothing : `menu-${connection.sessionId}`}
      aria-haspopup="menu"
      aria-expanded=${view.menu !== nothing}
      aria-label=${view.localize.term('connectionsMore', connection.serverName)}
      @click=${view.openMenu}
      @keydown=${openByArrow}
    >
      ${icon('more')}</button
    >${view.menu}`

function openByArrow(event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown') return
  event.preventDefault()
  ;(event.currentTarget as HTMLElement).click()
}

/** Whether a token is the way in: the server wants one, and offers no sign-in. */
export const wantsToken = ({ authUrl, error }: Connection): boolean =>
  authUrl === undefined && error?.code === 'reauth_required'

function primaryAction(connection: Connection, view: RowView): TemplateResult | typeof nothing {
  const { localize, giveToken } = view
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
  if (giveToken && wantsToken(connection)) {
    const name = localize.term('connectionsGiveTokenFor', serverName)
    return button(localize.term('connectionsGiveToken'), giveToken, 'primary', name)
  }
  if (state === 'FAILED')
    return button(localize.term('tryAgain'), view.restore, '', localize.term('connectionsRetry', serverName))
  if (state === 'DISCONNECTED')
    return button(
      localize.term('connectionsConnect'),
      view.restore,
      '',
      localize.term('connectionsConnectTo', serverName),
    )
  return nothing
}

export const isWebAddress = (url: string): boolean =>
  URL.canParse(url, document.baseURI) && /^https?:$/.test(new URL(url, document.baseURI).protocol)
