import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { CatalogueServer, Connection } from '../../shared/connection.ts'
import type { ConnectParams } from '../../shared/rpc.ts'
import { McpError } from '../core/error.ts'
import { McpConnectRequestEvent } from '../core/events.ts'
import { addEnglish } from '../core/localize.ts'
import { connectionsAdding } from '../translations/en/connections-adding.ts'
import { AddForm } from './add-form.ts'
import { adoptStyles } from '../core/adopt.ts'
import { catalogueTemplate, tileTemplate } from './catalogue.ts'
import type { Desk } from './desk.ts'
import { doctorPart } from './doctor-part.ts'
import type { Doctor } from './doctor.ts'
import { panelStyles } from './panel-styles.ts'
import { pendingRowTemplate } from './pending-row.ts'
import { shortAddress } from './row.ts'

addEnglish(connectionsAdding)

/** Key of the form among the places where a connection can be asked for; the others are catalogue ids. */
const FORM = Symbol('form')
type Source = string | typeof FORM

/** What adds a connection: the catalogue, and the form for a server's address. */
export class Panel {
  /** Whether it is open beside connections. Without any it always is. */
  adding = false
  readonly #desk: Desk
  readonly #form: AddForm
  #busy = new Set<Source>()
  #problems = new Map<Source, McpError>()
  /** The address in the form that was refused, for who wants to find out why. */
  #refused: string | undefined
  #doctor: Doctor | undefined

  constructor(desk: Desk) {
    this.#desk = desk
    adoptStyles(desk.element.renderRoot, panelStyles)
    this.#form = new AddForm(desk.element, {
      send: (params) => this.#connect(FORM, params),
      edited: () => {
        this.#doctor = undefined
        if (this.#problems.delete(FORM)) desk.element.requestUpdate()
      },
    })
  }

  /** Opens or closes it beside connections. */
  toggle(): void {
    this.#setAdding(!this.adding)
    if (!this.adding) return
    const { element } = this.#desk
    const first = '#panel :is(button, input)'
    void element.updateComplete.then(() => element.renderRoot.querySelector<HTMLElement>(first)?.focus())
  }

  /** Begins anew with the address of a connection, and asks for its token. */
  askToken(connection: Connection): void {
    this.#setAdding(true)
    void this.#desk.element.updateComplete.then(() => this.#form.askToken(connection))
  }

  /** Stays in the page while it is closed: what was typed is kept. */
  template(empty: boolean): TemplateResult {
    const { localize, element, offers } = this.#desk
    const { servers, serversError } = this.#desk.store()?.state ?? {}
    const loading = !element.servers && !servers && !serversError
    const bare = element.withoutAdd && !loading && offers().length === 0 && !serversError
    return html`<div
      class="panel ${empty ? 'first' : ''}"
      part="panel"
      id="panel"
      ?hidden=${!empty && !this.adding}
      @keydown=${this.#key}
    >
      ${
        empty
          ? html`<div class="intro">
              <slot name="empty">${localize.term(bare ? 'connectionsNoServers' : 'connectionsIntro')}</slot>
            </div>`
          : nothing
      }
      ${catalogueTemplate({
        localize,
        offers: offers(),
        loading,
        problem: element.servers ? undefined : serversError,
        tile: (server) => this.#tile(server),
        retry: () => void this.#desk.store()?.loadServers(),
      })}
      ${
        element.withoutAdd
          ? nothing
          : this.#form.template({
              localize,
              second: offers().length > 0,
              busy: this.#busy.has(FORM),
              problem: this.#problems.get(FORM),
              examine: this.#doctor ? undefined : () => void this.#examine(),
              findings: this.#doctor?.template() ?? nothing,
            })
      }
    </div>`
  }

  /** What was asked for, of which the server has not spoken yet. */
  pending(): readonly TemplateResult[] {
    const { localize, entry, picture } = this.#desk
    const store = this.#desk.store()
    // While the panel is open, it is said there.
    if (this.adding || store?.state.connections.length === 0) return []
    return (store?.state.pending ?? []).map(({ key, serverId, serverName, serverUrl = '' }) => {
      const known = entry(serverId)
      const address = shortAddress(known?.url ?? serverUrl)
      return pendingRowTemplate(localize, {
        name: serverName ?? known?.name ?? address,
        address,
        picture: picture(undefined, known),
        cancel: () => store?.cancelPending(key),
      })
    })
  }

  #tile(server: CatalogueServer): TemplateResult {
    const { id, name: serverName, url: serverUrl, transportType } = server
    // A catalogue of the page's own is not known to the server.
    const params: ConnectParams = this.#desk.element.servers
      ? { serverId: id, serverName, serverUrl, ...(transportType && { transportType }) }
      : { serverId: id }
    return tileTemplate(server, {
      localize: this.#desk.localize,
      picture: this.#desk.picture(undefined, server),
      busy: this.#busy.has(id),
      problem: this.#problems.get(id),
      connect: () => void this.#connect(id, params),
    })
  }

  #setAdding(open: boolean): void {
    this.adding = open
    this.#desk.element.requestUpdate()
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.adding) return
    this.#setAdding(false)
    this.#desk.element.renderRoot.querySelector<HTMLElement>('[aria-controls=panel]')?.focus()
  }

  async #examine(): Promise<void> {
    const address = this.#refused
    const part = await doctorPart.load().catch(() => undefined)
    const store = this.#desk.store()
    if (part && store && address !== undefined && address === this.#refused) {
      this.#doctor = new part.Doctor(this.#desk, store, { serverUrl: address })
    }
    this.#desk.element.requestUpdate()
  }

  /** Asks for a connection. Resolves with whether what was asked for can be forgotten where it was asked. */
  async #connect(source: Source, asked: ConnectParams): Promise<boolean> {
    const { element, arrived } = this.#desk
    const store = this.#desk.store()
    const { callbackUrl } = element
    const params = { ...asked, ...(callbackUrl && { callbackUrl }) }
    if (!store || this.#busy.has(source) || !element.dispatchEvent(new McpConnectRequestEvent(params))) return false
    this.#busy.add(source)
    this.#problems.delete(source)
    element.requestUpdate()
    try {
      arrived((await store.connect(params)).sessionId)
      this.#setAdding(false)
      return true
    } catch (error) {
      if (!(error instanceof McpError)) return false
      // A connection that came into being and failed says so in its row.
      const failed = store.connection(String(error.data?.sessionId))
      if (failed) {
        this.#setAdding(false)
        arrived(failed.sessionId)
      } else {
        this.#problems.set(source, error)
        if (source === FORM) this.#refused = asked.serverUrl
      }
      this.#desk.report(error)
      return false
    } finally {
      this.#busy.delete(source)
      element.requestUpdate()
    }
  }
}
