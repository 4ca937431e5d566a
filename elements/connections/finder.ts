import { html } from 'lit'
import type { TemplateResult } from 'lit'
import type { Connection, ConnectionState } from '../../shared/connection.ts'
import { icon } from '../core/more-icons.ts'
import { addEnglish } from '../core/localize.ts'
import { connectionsFinder } from '../translations/en/connections-finder.ts'
import { adoptStyles } from '../core/adopt.ts'
import { exportConfig } from './config-export.ts'
import { copyButton } from './copy-button.ts'
import type { Desk } from './desk.ts'
import { finderStyles } from './finder-styles.ts'
import { lookOf } from './states.ts'

addEnglish(connectionsFinder)

const ORDERS = ['added', 'name', 'state'] as const
type Order = (typeof ORDERS)[number]

/** What wants attention comes first. */
const URGENCY: readonly ConnectionState[] = ['FAILED', 'AUTHENTICATING', 'DISCONNECTED']

/** Connections that are refreshed at once. */
const AT_ONCE = 4

/** Search and order of many connections, and a refresh of all. */
export class Finder {
  readonly #desk: Desk
  #query = ''
  #order: Order = 'added'
  /** How many are still to be refreshed. */
  #left = 0

  constructor(desk: Desk) {
    this.#desk = desk
    adoptStyles(desk.element.renderRoot, finderStyles)
  }

  list(connections: readonly Connection[]): readonly Connection[] {
    const { localize } = this.#desk
    const words = this.#query.toLowerCase().split(/\s+/)
    const textOf = (one: Connection) =>
      [one.serverName, one.account, one.serverUrl, localize.term(lookOf(one).term)].join('\n').toLowerCase()
    const found = connections.filter((one) => words.every((word) => textOf(one).includes(word)))
    if (this.#order === 'name')
      return found.toSorted((a, b) => a.serverName.localeCompare(b.serverName, localize.lang()))
    if (this.#order !== 'state') return found
    const rank = ({ state }: Connection) => (URGENCY.indexOf(state) + URGENCY.length + 1) % (URGENCY.length + 1)
    return found.toSorted((a, b) => rank(a) - rank(b))
  }

  template(): TemplateResult {
    const { localize, element } = this.#desk
    const all = this.#desk.store()?.state.connections ?? []
    const shown = this.list(all).length
    return html`<div class="toolbar" part="toolbar">
      <input
        type="search"
        aria-label=${localize.term('connectionsSearch')}
        placeholder=${localize.term('connectionsSearch')}
        .value=${this.#query}
        @input=${(event: Event) => {
          this.#query = (event.target as HTMLInputElement).value
          element.requestUpdate()
        }}
      />
      <select
        aria-label=${localize.term('connectionsOrder')}
        @change=${(event: Event) => {
          this.#order = (event.target as HTMLSelectElement).value as Order
          element.requestUpdate()
        }}
      >
        ${ORDERS.map((order) => html`<option value=${order}>${localize.term(`connectionsOrder_${order}`)}</option>`)}
      </select>
      <button type="button" aria-disabled=${this.#left > 0} @click=${this.#refresh}>
        ${icon(this.#left > 0 ? 'spinner' : 'refresh')}${localize.term('connectionsRefreshAll')}
      </button>
      ${copyButton(this.#desk, 'connectionsCopyConfig', () => exportConfig(all))}
      <span class="muted found" role="status">
        ${this.#query === '' ? '' : localize.term('connectionsFound', shown, all.length)}
      </span>
    </div>`
  }

  /** All that are connected or failed, a few at a time; nothing is connected that the person has ended. */
  #refresh = async (): Promise<void> => {
    if (this.#left > 0) return
    const { inRow, element } = this.#desk
    const all = this.#desk.store()?.state.connections ?? []
    const stale = all.filter(({ state }) => state === 'CONNECTED' || state === 'FAILED')
    this.#left = stale.length
    element.requestUpdate()
    const queue = [...stale]
    const work = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { sessionId } = next
        await inRow(sessionId, (store) => store.restore(sessionId))
        this.#left--
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    element.requestUpdate()
  }
}
