import { html, nothing } from 'lit'
import type { PropertyValues, TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import type { CatalogueServer, Connection } from '../../shared/connection.ts'
import { McpElement } from '../core/element.ts'
import { McpError } from '../core/error.ts'
import { McpAuthorizeRequestEvent, McpConnectedEvent, McpDisconnectedEvent, McpSelectEvent } from '../core/events.ts'
import { addEnglish } from '../core/localize.ts'
import type { McpStore } from '../core/store.ts'
import { baseStyles } from '../styles/base.ts'
import { connections as words } from '../translations/en/connections.ts'
import { bannerTemplate } from './banner.ts'
import { extrasPart, panelPart, picturePart } from './desk.ts'
import type { Desk } from './desk.ts'
import type { Extras } from './extras.ts'
import { FocusKeeper } from './focus.ts'
import { headerTemplate } from './header.ts'
import type { Panel } from './panel.ts'
import { partFailed } from './part-failed.ts'
import { rowTemplate } from './row.ts'
import { skeletonTemplate } from './skeleton.ts'
import { movesBetween } from './states.ts'
import type { Move } from './states.ts'
import { connectionsStyles } from './styles.ts'

addEnglish(words)

/** From this many connections on they can be searched and sorted. */
const MANY = 8

/** That a part could not be loaded is shown, with a way to try again. */
const nothingMore = (): void => {}

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
 * @fires {McpDisconnectRequestEvent} mcp-disconnect-request - The person ends a connection; it is sent some seconds
 *   later, unless they undo it. Cancellable.
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
 * @csspart changed - Says that a server's tools have changed since the person last looked.
 * @csspart note - What is said below a connection, e.g. that its sign-in was not finished.
 * @csspart farewell - A row that is being disconnected, with its Undo.
 * @csspart steps - What was tried to find out why a connection fails.
 * @csspart toolbar - Search, order and Refresh all, where there are many connections.
 * @csspart dialog - The details of a connection.
 * @csspart tools - The tools in the details.
 * @csspart tool - A tool, and whether it runs.
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
  #problems = new Map<string, McpError>()
  /** Connections whose failure happened before the person's eyes. */
  #alerts = new Set<string>()
  /** Connections whose tools have changed since the person looked at them. */
  #changed = new Set<string>()
  #announcement = ''
  #focus = new FocusKeeper(this)
  #panel: Panel | undefined
  #extras: Extras | undefined
  readonly #desk: Desk = {
    element: this,
    localize: this.localize,
    store: () => this.store,
    arrived: (sessionId) => (this.#focus.arrived = sessionId),
    announce: (text) => {
      this.#announcement = text
      this.requestUpdate()
    },
    report: (error) => this.reportError(error),
    inRow: (sessionId, request) => this.#inRow(sessionId, request),
    signIn: (event, connection) => this.#signIn(event, connection),
    giveToken: (connection) => this.#withPanel((panel) => panel.askToken(connection)),
    offers: () => this.#offers(),
    entry: (serverId) => this.#entry(serverId),
    picture: (connection, entry) => this.#picture(connection, entry),
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const { ready = false, status = 'idle', connections = [] } = this.store?.state ?? {}
    const states = {
      loading: this.store !== undefined && !ready,
      empty: ready && connections.length === 0,
      adding: connections.length > 0 && this.#panel?.adding === true,
      offline: status === 'offline',
      unauthenticated: status === 'unauthenticated',
    }
    for (const [name, on] of Object.entries(states)) {
      if (on) this.internals.states.add(name)
      else this.internals.states.delete(name)
    }
    const panel = (states.empty || this.#panel) && panelPart.for(this)
    if (panel) this.#panel ??= new panel.Panel(this.#desk)
    const wantsExtras = connections.length >= MANY || connections.some(({ state }) => state === 'AUTHENTICATING')
    const extras = (wantsExtras || this.#extras) && extrasPart.for(this)
    if (extras) this.#extras ??= new extras.Extras(this.#desk)
  }

  override disconnectedCallback(): void {
    this.#extras?.leave()
    super.disconnectedCallback()
  }

  protected override storeChanged(): void {
    const { connections = [], ready = false } = this.store?.state ?? {}
    if (this.#seenIn !== this.store) {
      this.#seenIn = this.store
      this.#seen = undefined
      if (!this.servers) void this.store?.loadServers()
    }
    if (this.#seen) {
      for (const move of movesBetween(this.#seen, connections)) this.#tell(move)
      for (const { sessionId, toolsHash } of connections) {
        const before = this.#seen.find((one) => one.sessionId === sessionId)?.toolsHash
        if (before && toolsHash !== before) this.#changed.add(sessionId)
      }
    }
    this.#seen = ready ? connections : undefined
    if (!ready) {
      // Nothing of one person is left for another.
      this.#panel = this.#extras = this.#selected = undefined
      this.#announcement = ''
      for (const kept of [this.#problems, this.#alerts, this.#changed]) kept.clear()
    }
  }

  /** Says to the page and to the reader what the server said of a connection. */
  #tell({ connection, to, isNew }: Move): void {
    const { serverName, sessionId, toolCount } = connection
    this.#problems.delete(sessionId)
    this.#alerts.delete(sessionId)
    if (isNew) this.#focus.arrived = sessionId
    const { localize } = this
    if (to === 'CONNECTED') {
      this.#announcement = localize.term('connectionsSayConnected', serverName, toolCount)
      this.dispatchEvent(new McpConnectedEvent(connection))
    } else if (to === 'gone') {
      this.#announcement = localize.term('connectionsSayDisconnected', serverName)
      this.dispatchEvent(new McpDisconnectedEvent(connection))
    } else if (to === 'FAILED') {
      this.#alerts.add(sessionId)
      this.#announcement = ''
    } else if (to === 'AUTHENTICATING') {
      this.#announcement = localize.term('connectionsSaySignIn', serverName)
    } else if (to === 'CONNECTING') {
      this.#announcement = localize.term('connectionsSayConnecting', serverName)
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
        adding: this.#panel?.adding === true,
        canAdd: !this.withoutAdd || this.#offers().length > 0,
        toggle: () => this.#withPanel((panel) => panel.toggle()),
        near: () => void panelPart.load().catch(nothingMore),
      })}
      ${bannerTemplate(localize, this.store)} ${partFailed(this.#desk, panelPart)} ${partFailed(this.#desk, extrasPart)}
      ${this.store ? this.#body() : nothing}
      <slot name="footer"></slot>
      <div class="visually-hidden" role="status">${this.#announcement}</div>
      ${this.#extras?.overlay()}
    </section>`
  }

  #body(): TemplateResult | typeof nothing {
    const { connections, ready, status } = this.store!.state
    const empty = ready && connections.length === 0
    // The catalogue is the empty state: until it is there, something of its size is.
    if (!ready || (empty && !this.#panel))
      return (ready ? panelPart.failed : status !== 'connecting') ? nothing : skeletonTemplate('row', 3)
    const extras = this.#extras
    const near = () => void extrasPart.load().catch(nothingMore)
    return html`${this.#panel?.template(empty)}
      ${connections.length < MANY ? nothing : (extras?.toolbar() ?? html`<div class="toolbar"></div>`)}
      <ul part="list" @pointerover=${near} @focusin=${near}>
        ${repeat(
          extras?.list(connections) ?? connections,
          ({ sessionId }) => sessionId,
          (connection) => extras?.farewell(connection) ?? this.#row(connection),
        )}
        ${this.#panel?.pending()}
      </ul>`
  }

  /** The catalogue without those that are connected. */
  #offers(): readonly CatalogueServer[] {
    const { connections = [], servers } = this.store?.state ?? {}
    return (this.servers ?? servers ?? []).filter(({ id }) => !connections.some(({ serverId }) => serverId === id))
  }

  #row(connection: Connection): TemplateResult {
    const { sessionId, serverId } = connection
    const extras = this.#extras
    return rowTemplate(connection, {
      localize: this.localize,
      picture: this.#picture(connection, this.#entry(serverId)),
      selected: this.#selected === sessionId,
      changed: this.#changed.has(sessionId),
      requestError: this.#problems.get(sessionId),
      alert: this.#alerts.has(sessionId),
      menu: extras?.menu(connection) ?? nothing,
      notes: extras?.notes(connection) ?? nothing,
      examined: extras?.examined(connection) ?? false,
      select: () => {
        this.#selected = sessionId
        this.#changed.delete(sessionId)
        this.requestUpdate()
        this.dispatchEvent(new McpSelectEvent(connection))
      },
      restore: () => void this.#inRow(sessionId, (store) => store.restore(sessionId)),
      cancel: () => this.#withExtras((loaded) => loaded.end(connection)),
      openMenu: () => this.#withExtras((loaded) => loaded.openMenu(connection)),
      examine: () => this.#withExtras((loaded) => loaded.examine(connection)),
      giveToken: this.withoutAdd ? undefined : () => this.#withPanel((panel) => panel.askToken(connection)),
      signIn: (event) => this.#signIn(event, connection),
    })
  }

  #signIn(event: MouseEvent, connection: Connection): void {
    if (!this.dispatchEvent(new McpAuthorizeRequestEvent(connection))) return event.preventDefault()
    // Only a part that is there already can open the window itself, and so see it close.
    const inTime = extrasPart.value && event
    this.#withExtras((extras) => extras.signIn(inTime, connection))
  }

  /** Does something with a part, at once or when it is loaded; where it cannot be, that is said. */
  #withExtras(work: (extras: Extras) => void): void {
    const part = extrasPart.value
    if (part) work((this.#extras ??= new part.Extras(this.#desk)))
    else void extrasPart.load().then(() => this.#withExtras(work), nothingMore)
    this.requestUpdate()
  }

  #withPanel(work: (panel: Panel) => void): void {
    const part = panelPart.value
    if (part) work((this.#panel ??= new part.Panel(this.#desk)))
    else void panelPart.load().then(() => this.#withPanel(work), nothingMore)
    this.requestUpdate()
  }

  #entry(serverId: string | undefined): CatalogueServer | undefined {
    return (this.servers ?? this.store?.state.servers)?.find(({ id }) => id === serverId)
  }

  #picture(connection: Connection | undefined, entry: CatalogueServer | undefined): TemplateResult | typeof nothing {
    if (!entry?.icon && !connection?.serverInfo?.icons?.length) return nothing
    return picturePart.for(this)?.pictureTemplate(this.#desk, connection, entry) ?? nothing
  }

  async #inRow(sessionId: string, request: (store: McpStore) => Promise<unknown>): Promise<boolean> {
    const { store } = this
    if (!store) return false
    this.#problems.delete(sessionId)
    try {
      await request(store)
      return true
    } catch (error) {
      if (!(error instanceof McpError)) throw error
      // The connection itself tells why it failed.
      if (!store.connection(sessionId)?.error) {
        this.#problems.set(sessionId, error)
        this.#alerts.add(sessionId)
      }
      this.reportError(error)
      return false
    } finally {
      this.requestUpdate()
    }
  }
}
