import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Connection } from '../../shared/connection.ts'
import { McpDisconnectRequestEvent } from '../core/events.ts'
import { Lazy } from '../core/lazy.ts'
import { addEnglish } from '../core/localize.ts'
import { connectionsExtras } from '../translations/en/connections-extras.ts'
import { adoptStyles } from '../core/adopt.ts'
import type { Desk } from './desk.ts'
import type { Details } from './details.ts'
import { doctorPart } from './doctor-part.ts'
import type { Doctor } from './doctor.ts'
import { extrasStyles } from './extras-styles.ts'
import { Farewells } from './farewells.ts'
import type { Finder } from './finder.ts'
import { partFailed } from './part-failed.ts'
import { wantsToken } from './row.ts'
import { RowMenu } from './row-menu.ts'
import type { MenuItem } from './row-menu.ts'
import { SignIns } from './sign-ins.ts'

addEnglish(connectionsExtras)

const detailsPart = new Lazy(() => import('./details.ts'))
const finderPart = new Lazy(() => import('./finder.ts'))

/** What rows have beside themselves: a menu and what it leads to, the way out of a sign-in, the doctor, search. */
export class Extras {
  readonly #desk: Desk
  readonly #menu: RowMenu
  readonly #farewells: Farewells
  readonly #signIns: SignIns
  readonly #doctors = new Map<string, Doctor>()
  #details: Details | undefined
  #finder: Finder | undefined

  constructor(desk: Desk) {
    this.#desk = desk
    adoptStyles(desk.element.renderRoot, extrasStyles)
    this.#menu = new RowMenu(desk.element)
    this.#farewells = new Farewells(desk)
    this.#signIns = new SignIns(desk, (connection) => this.end(connection))
  }

  openMenu({ sessionId }: Connection): void {
    void this.#menu.open(sessionId)
    void detailsPart.load().catch(() => {})
  }

  menu(connection: Connection): TemplateResult | typeof nothing {
    return this.#menu.template(connection, () => this.#items(connection))
  }

  #items(connection: Connection): readonly MenuItem[] {
    const { localize, inRow } = this.#desk
    const { sessionId, state } = connection
    const again = state === 'CONNECTED' || state === 'AUTHENTICATING' || wantsToken(connection)
    const reconnect = () => void inRow(sessionId, (store) => store.restore(sessionId))
    return [
      { label: localize.term('connectionsDetails'), run: () => void this.showDetails(connection) },
      ...(again ? [{ label: localize.term('connectionsReconnect'), run: reconnect }] : []),
      { label: localize.term('connectionsDisconnect'), danger: true, run: () => this.disconnect(connection) },
    ]
  }

  /** Ends a connection after a while in which the person can change their mind. */
  disconnect(connection: Connection): void {
    if (this.#desk.element.dispatchEvent(new McpDisconnectRequestEvent(connection))) this.#farewells.begin(connection)
  }

  /** Ends a connection that was not there before: nothing is lost. */
  end(connection: Connection): void {
    const { sessionId } = connection
    if (!this.#desk.element.dispatchEvent(new McpDisconnectRequestEvent(connection))) return
    void this.#desk.inRow(sessionId, (store) => store.disconnect(sessionId))
  }

  farewell(connection: Connection): TemplateResult | undefined {
    return this.#farewells.template(connection)
  }

  signIn(event: MouseEvent | undefined, connection: Connection): void {
    this.#signIns.begin(event, connection)
  }

  /** Finds out why a connection fails, in its row. */
  async examine({ sessionId }: Connection): Promise<void> {
    const store = this.#desk.store()
    const part = await doctorPart.load().catch(() => undefined)
    if (part && store) this.#doctors.set(sessionId, new part.Doctor(this.#desk, store, { sessionId }))
    this.#desk.element.requestUpdate()
  }

  /** Whether it is said already why this connection fails. */
  examined({ sessionId, state }: Connection): boolean {
    if (state === 'CONNECTED') this.#doctors.delete(sessionId)
    return this.#doctors.has(sessionId)
  }

  notes(connection: Connection): TemplateResult | typeof nothing {
    const doctor = this.#doctors.get(connection.sessionId)
    return html`${this.#signIns.note(connection)}
    ${doctor ? html`<div class="findings">${doctor.template()}</div>` : nothing}`
  }

  async showDetails({ sessionId }: Connection): Promise<void> {
    const part = await detailsPart.load().catch(() => undefined)
    this.#details ??= part && new part.Details(this.#desk, (connection) => this.disconnect(connection))
    this.#details?.open(sessionId)
    this.#desk.element.requestUpdate()
  }

  overlay(): TemplateResult {
    return html`${partFailed(this.#desk, detailsPart)} ${partFailed(this.#desk, doctorPart)}
    ${this.#details?.template()}`
  }

  /** Search, order and Refresh all; undefined until they are there. */
  toolbar(): TemplateResult | undefined {
    const part = finderPart.for(this.#desk.element)
    if (part) this.#finder ??= new part.Finder(this.#desk)
    return this.#finder?.template()
  }

  /** The connections that are searched for, in the order that is wanted. */
  list(connections: readonly Connection[]): readonly Connection[] {
    return this.#finder?.list(connections) ?? connections
  }

  /** The element is leaving the page. */
  leave(): void {
    this.#farewells.leave()
    this.#signIns.leave()
  }
}
