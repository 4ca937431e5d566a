import { html, nothing } from 'lit'
import type { PropertyValues, TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import type { CatalogueServer, Connection } from '../../shared/connection.ts'
import type { ConnectParams } from '../../shared/rpc.ts'
import { McpElement } from '../core/element.ts'
import { McpError } from '../core/error.ts'
import {
  McpAuthorizeRequestEvent,
  McpConnectedEvent,
  McpConnectRequestEvent,
  McpDisconnectedEvent,
  McpDisconnectRequestEvent,
  McpSelectEvent,
} from '../core/events.ts'
import type { McpStore, PendingConnection } from '../core/store.ts'
import { baseStyles } from '../styles/base.ts'
import { AddForm } from './add-form.ts'
import { bannerTemplate } from './banner.ts'
import { catalogueTemplate, skeletonTemplate, tileTemplate } from './catalogue.ts'
import { DisconnectDialog } from './disconnect-dialog.ts'
import { FocusKeeper } from './focus.ts'
import { headerTemplate } from './header.ts'
import { pendingRowTemplate, rowTemplate, shortAddress } from './row.ts'
import { movesBetween } from './states.ts'
import { connectionsStyles } from './styles.ts'
import { addEnglish } from '../core/localize.ts'
import { connections as words } from '../translations/en/connections.ts'

addEnglish(words)

/** Key of the form among the places where a connection can be asked for; the others are catalogue ids. */
const FORM = Symbol('form')
type Source = string | typeof FORM

/**
 * A person's connections to MCP servers: what there is to connect, what is connected, and how each of them fares.
 * A connection is shown as connected when the server says so, never before.
 *
 * @summary Connects MCP servers, shows their state, ends them.
 * @slot heading - The title, e.g. an `<h2>`. Default: "Connections".
 * @slot empty - The words above the catalogue while there is no connection.
 * @slot footer - Below everything.
 * @fires {McpConnectRequestEvent} mcp-connect-request - The person asks to connect a server. Cancellable.
 * @fires {McpConnectedEvent} mcp-connected - The server says that a connection is ready.
 * @fires {McpAuthorizeRequestEvent} mcp-authorize-request - The person follows a sign-in link. Cancellable.
 * @fires {McpDisconnectRequestEvent} mcp-disconnect-request - The person ends a connection. Cancellable.
 * @fires {McpDisconnectedEvent} mcp-disconnected - The server says that a connection is gone.
 * @fires {McpSelectEvent} mcp-select - The person chose a connection.
 * @fires {McpErrorEvent} mcp-error - A request of this element failed; it is shown where it was made.
 * @csspart base - The card around everything.
 * @csspart header - The line with title, count and Add.
 * @csspart title - The default title.
 * @csspart count - How many connections are ready.
 * @csspart add-button - Opens the panel that adds a connection.
 * @csspart banner - Says that the site cannot be reached, or that nobody is signed in.
 * @csspart panel - Catalogue and form; the empty state.
 * @csspart tile - A server of the catalogue.
 * @csspart add-form - The form for a server's address.
 * @csspart advanced - The folded part of that form.
 * @csspart list - The connections.
 * @csspart row - A connection; also `row-<state>`, e.g. `row-failed`.
 * @csspart icon - The picture or letter of a server.
 * @csspart name - The button with a connection's name.
 * @csspart account - The account of a connection.
 * @csspart state - The state of a connection, as icon and word.
 * @csspart facts - Address and tool count of a connection.
 * @csspart actions - The buttons of a connection.
 * @csspart sign-in - The link to a sign-in.
 * @csspart menu-button - Opens the menu of a connection.
 * @csspart menu - The menu of a connection.
 * @csspart problem - What went wrong, and the next step.
 * @csspart dialog - Asks before a connection is deleted.
 * @cssproperty [--mcp-color-accent] - Colour of the main action, focus and selection.
 * @cssproperty [--mcp-color-surface] - Background of the card.
 * @cssproperty [--mcp-color-raised] - Background of buttons, menus and dialogs.
 * @cssproperty [--mcp-color-line] - Hairlines.
 * @cssproperty [--mcp-color-text] - Text.
 * @cssproperty [--mcp-color-muted] - Lesser text, and the borders of controls.
 * @cssproperty [--mcp-color-success] - What went well.
 * @cssproperty [--mcp-color-warning] - What wants attention.
 * @cssproperty [--mcp-color-danger] - What failed or deletes.
 * @cssproperty [--mcp-radius=10px] - Roundness.
 * @cssproperty [--mcp-radius-control] - Roundness of buttons and fields. Default: 0.7 of `--mcp-radius`.
 * @cssproperty [--mcp-space=4px] - Unit of distances.
 * @cssproperty [--mcp-font] - Font family. Default: the page's.
 * @cssstate loading - The server has not yet said which connections there are.
 * @cssstate empty - There is no connection.
 * @cssstate adding - The panel that adds a connection is open beside connections.
 * @cssstate offline - The site cannot be reached.
 * @cssstate unauthenticated - Nobody is signed in.
 */
export class McpConnections extends McpElement {
  static override styles = [baseStyles, connectionsStyles]

  /** Offers the catalogue only, no servers by address. */
  @property({ type: Boolean, reflect: true, attribute: 'without-add' }) withoutAdd = false

  /** Where sign-ins return to, for apps that keep the callback on a page of their own. Sent with every connect. */
  @property({ attribute: 'callback-url' }) callbackUrl = ''

  /** What can be connected by a click, in place of the server's catalogue. */
  @property({ attribute: false }) servers: readonly CatalogueServer[] | undefined

  #seen: readonly Connection[] | undefined
  #seenIn: McpStore | undefined
  #selected: string | undefined
  #adding = false
  #busy = new Set<Source>()
  #problems = new Map<Source, McpError>()
  #rowProblems = new Map<string, McpError>()
  /** Connections whose failure happened before the person's eyes. */
  #alerts = new Set<string>()
  #announcement = ''
  #focus = new FocusKeeper(this)
  #form = new AddForm(this, {
    send: (params) => this.#connect(FORM, params),
    edited: () => {
      if (this.#problems.delete(FORM)) this.requestUpdate()
    },
  })
  #dialog = new DisconnectDialog(this, (connection) => void this.#disconnect(connection))

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const { ready = false, status = 'idle', connections = [] } = this.store?.state ?? {}
    const states = {
      loading: this.store !== undefined && !ready,
      empty: ready && connections.length === 0,
      adding: connections.length > 0 && this.#adding,
      offline: status === 'offline',
      unauthenticated: status === 'unauthenticated',
    }
    for (const [name, on] of Object.entries(states)) {
      if (on) this.internals.states.add(name)
      else this.internals.states.delete(name)
    }
  }

  protected override storeChanged(): void {
    const { connections = [], ready = false } = this.store?.state ?? {}
    if (this.#seenIn !== this.store) {
      this.#seenIn = this.store
      this.#seen = undefined
      if (!this.servers) void this.store?.loadServers()
    }
    if (this.#seen) for (const { connection, to } of movesBetween(this.#seen, connections)) this.#tell(connection, to)
    this.#seen = ready ? connections : undefined
  }

  /** Says to the page and to the reader what the server said of a connection. */
  #tell(connection: Connection, to: Connection['state'] | 'gone'): void {
    const { serverName, sessionId } = connection
    this.#rowProblems.delete(sessionId)
    this.#alerts.delete(sessionId)
    if (to !== 'gone' && !this.#seen?.some((one) => one.sessionId === sessionId)) this.#focus.arrived = sessionId
    if (to === 'CONNECTED') {
      this.#announcement = this.localize.term('connectionsSayConnected', serverName, connection.toolCount)
      this.dispatchEvent(new McpConnectedEvent(connection))
    } else if (to === 'gone') {
      this.#announcement = this.localize.term('connectionsSayDisconnected', serverName)
      this.dispatchEvent(new McpDisconnectedEvent(connection))
    } else if (to === 'FAILED') {
      this.#alerts.add(sessionId)
      this.#announcement = ''
    } else if (to === 'AUTHENTICATING') {
      this.#announcement = this.localize.term('connectionsSaySignIn', serverName)
    } else if (to === 'CONNECTING') {
      this.#announcement = this.localize.term('connectionsSayConnecting', serverName)
    }
  }

  protected override render(): TemplateResult {
    const { localize } = this
    const { connections = [], ready = false } = this.store?.state ?? {}
    return html`<section
      class="card"
      part="base"
      tabindex="-1"
      aria-label=${localize.term('connectionsTitle')}
      aria-busy=${this.store !== undefined && !ready}
    >
      ${headerTemplate({
        localize,
        connections,
        adding: this.#adding,
        canAdd: !this.withoutAdd || this.#offers().length > 0,
        toggle: this.#toggleAdding,
      })}
      ${bannerTemplate(localize, this.store)} ${this.store ? this.#body() : nothing}
      <slot name="footer"></slot>
      <div class="visually-hidden" role="status">${this.#announcement}</div>
      ${this.#dialog.template(localize)}
    </section>`
  }

  #body(): TemplateResult | typeof nothing {
    const { connections, pending, ready, status } = this.store!.state
    if (!ready)
      return status === 'connecting'
        ? html`<ul>
            ${skeletonTemplate('row', 3)}
          </ul>`
        : nothing
    const empty = connections.length === 0
    const open = empty || this.#adding
    return html`${this.#panel(empty, open)}
      <ul part="list">
        ${repeat(
          connections,
          ({ sessionId }) => sessionId,
          (connection) => this.#row(connection),
        )}
        ${open ? nothing : pending.map((asked) => this.#pendingRow(asked))}
      </ul>`
  }

  /** Stays in the page while it is closed: what was typed is kept. */
  #panel(empty: boolean, open: boolean): TemplateResult {
    const { localize, withoutAdd } = this
    const { servers, serversError } = this.store!.state
    const loading = !this.servers && !servers && !serversError
    const offers = this.#offers()
    const intro =
      withoutAdd && !loading && offers.length === 0 && !serversError ? 'connectionsNoServers' : 'connectionsIntro'
    return html`<div
      class="panel ${empty ? 'first' : ''}"
      part="panel"
      id="panel"
      ?hidden=${!open}
      @keydown=${this.#panelKey}
    >
      ${empty ? html`<div class="intro"><slot name="empty">${localize.term(intro)}</slot></div>` : nothing}
      ${catalogueTemplate({
        localize,
        offers,
        loading,
        problem: this.servers ? undefined : serversError,
        tile: (server) => this.#tile(server),
        retry: () => void this.store?.loadServers(),
      })}
      ${
        withoutAdd
          ? nothing
          : this.#form.template({
              localize,
              second: offers.length > 0,
              busy: this.#busy.has(FORM),
              problem: this.#problems.get(FORM),
            })
      }
    </div>`
  }

  /** The catalogue without those that are connected. */
  #offers(): readonly CatalogueServer[] {
    const { connections = [], servers } = this.store?.state ?? {}
    const connected = new Set(connections.map(({ serverId }) => serverId))
    return (this.servers ?? servers ?? []).filter(({ id }) => !connected.has(id))
  }

  #tile(server: CatalogueServer): TemplateResult {
    const { id, name: serverName, url: serverUrl, transportType } = server
    // A catalogue of the page's own is not known to the server.
    const params: ConnectParams = this.servers
      ? { serverId: id, serverName, serverUrl, ...(transportType && { transportType }) }
      : { serverId: id }
    return tileTemplate(server, {
      localize: this.localize,
      busy: this.#busy.has(id),
      problem: this.#problems.get(id),
      connect: () => void this.#connect(id, params),
    })
  }

  #row(connection: Connection): TemplateResult {
    const { sessionId } = connection
    return rowTemplate(connection, {
      localize: this.localize,
      picture: this.#entry(connection.serverId)?.icon,
      selected: this.#selected === sessionId,
      requestError: this.#rowProblems.get(sessionId),
      alert: this.#alerts.has(sessionId),
      select: () => {
        this.#selected = sessionId
        this.requestUpdate()
        this.dispatchEvent(new McpSelectEvent(connection))
      },
      restore: () => void this.#inRow(sessionId, (store) => store.restore(sessionId)),
      cancel: () => void this.#disconnect(connection),
      disconnect: () => this.#dialog.open(connection),
      giveToken: this.withoutAdd ? undefined : () => this.#giveToken(connection),
      signIn: (event) => {
        if (!this.dispatchEvent(new McpAuthorizeRequestEvent(connection))) event.preventDefault()
      },
    })
  }

  #pendingRow({ key, serverId, serverName, serverUrl = '' }: PendingConnection): TemplateResult {
    const entry = this.#entry(serverId)
    const address = shortAddress(entry?.url ?? serverUrl)
    const name = serverName ?? entry?.name ?? address
    const cancel = () => this.store?.cancelPending(key)
    return pendingRowTemplate(this.localize, { name, address, picture: entry?.icon, cancel })
  }

  #entry(serverId: string | undefined): CatalogueServer | undefined {
    return (this.servers ?? this.store?.state.servers)?.find(({ id }) => id === serverId)
  }

  #toggleAdding = (): void => {
    this.#adding = !this.#adding
    this.requestUpdate()
    if (!this.#adding) return
    const panel = '#panel :is(button, input)'
    void this.updateComplete.then(() => this.shadowRoot?.querySelector<HTMLElement>(panel)?.focus())
  }

  #giveToken(connection: Connection): void {
    this.#adding = true
    this.requestUpdate()
    void this.updateComplete.then(() => this.#form.askToken(connection))
  }

  #panelKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.#adding) return
    this.#adding = false
    this.requestUpdate()
    this.shadowRoot?.querySelector<HTMLElement>('[aria-controls=panel]')?.focus()
  }

  /** Asks for a connection. Resolves with whether what was asked for can be forgotten where it was asked. */
  async #connect(source: Source, asked: ConnectParams): Promise<boolean> {
    const { store } = this
    const params = { ...asked, ...(this.callbackUrl && { callbackUrl: this.callbackUrl }) }
    if (!store || this.#busy.has(source) || !this.dispatchEvent(new McpConnectRequestEvent(params))) return false
    this.#busy.add(source)
    this.#problems.delete(source)
    this.requestUpdate()
    try {
      this.#focus.arrived = (await store.connect(params)).sessionId
      this.#adding = false
      return true
    } catch (error) {
      if (!(error instanceof McpError)) return false
      // A connection that came into being and failed says so in its row.
      const failed = store.connection(String(error.data?.sessionId))
      if (failed) {
        this.#adding = false
        this.#focus.arrived = failed.sessionId
      } else this.#problems.set(source, error)
      this.reportError(error)
      return false
    } finally {
      this.#busy.delete(source)
      this.requestUpdate()
    }
  }

  async #disconnect(connection: Connection): Promise<void> {
    if (!this.dispatchEvent(new McpDisconnectRequestEvent(connection))) return
    await this.#inRow(connection.sessionId, (store) => store.disconnect(connection.sessionId))
  }

  /** Makes a request whose failure belongs to a row. */
  async #inRow(sessionId: string, request: (store: McpStore) => Promise<void>): Promise<void> {
    const { store } = this
    if (!store) return
    this.#rowProblems.delete(sessionId)
    try {
      await request(store)
    } catch (error) {
      if (!(error instanceof McpError)) throw error
      // The connection itself tells why it failed.
      if (!store.connection(sessionId)?.error) {
        this.#rowProblems.set(sessionId, error)
        this.#alerts.add(sessionId)
      }
      this.reportError(error)
    }
    this.requestUpdate()
  }
}
