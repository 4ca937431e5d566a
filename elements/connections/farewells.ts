import { html } from 'lit'
import type { TemplateResult } from 'lit'
import type { Connection } from '../../shared/connection.ts'
import { icon } from '../core/icons.ts'
import type { McpStore } from '../core/store.ts'
import type { Desk } from './desk.ts'
import { tileIcon } from './tile-icon.ts'

/** How long a person can change their mind, in milliseconds; longer while they are at the row (WCAG 2.2, 2.2.1). */
const UNDO_MS = 8_000

interface Farewell {
  readonly store: McpStore
  revoke: boolean
  timer: ReturnType<typeof setTimeout> | undefined
}

/**
 * Connections that are to be disconnected: each can be undone for some seconds, and is disconnected then, or at once
 * when the page or the element goes away.
 */
export class Farewells {
  readonly #desk: Desk
  readonly #open = new Map<string, Farewell>()

  constructor(desk: Desk) {
    this.#desk = desk
  }

  begin({ sessionId, serverName }: Connection): void {
    const { element, localize, announce } = this.#desk
    const store = this.#desk.store()
    if (!store || this.#open.has(sessionId)) return
    if (this.#open.size === 0) addEventListener('pagehide', this.#sendAll)
    this.#open.set(sessionId, { store, revoke: true, timer: undefined })
    this.#resume(sessionId)
    announce(localize.term('connectionsSayFarewell', serverName))
    element.requestUpdate()
    void element.updateComplete.then(() => this.#focus(`undo-${sessionId}`))
  }

  /** The row of a connection that is to be disconnected; undefined for all others. */
  template(connection: Connection): TemplateResult | undefined {
    const { sessionId, serverName, serverId } = connection
    const farewell = this.#open.get(sessionId)
    if (!farewell) return undefined
    const { localize, picture, entry } = this.#desk
    const hold = () => clearTimeout(farewell.timer)
    const resume = (event: Event) => {
      const row = event.currentTarget as HTMLElement
      // The focus has not yet arrived where it goes.
      setTimeout(() => {
        if (!row.matches(':hover, :has(:focus-visible)')) this.#resume(sessionId)
      })
    }
    return html`<li
      class="row farewell"
      part="row farewell"
      @pointerenter=${hold}
      @pointerleave=${resume}
      @focusin=${(event: Event) => (event.target as Element).matches(':focus-visible') && hold()}
      @focusout=${resume}
    >
      ${tileIcon(serverName, picture(connection, entry(serverId)))}
      <div class="row-body">
        <div class="row-name">
          <strong dir="auto">${serverName}</strong>
          <span class="chip plain" part="state">${icon('stop')}${localize.term('connectionsFarewell')}</span>
        </div>
      </div>
      <div class="row-actions" part="actions">
        <button
          type="button"
          id="undo-${sessionId}"
          aria-label=${localize.term('connectionsUndoOf', serverName)}
          @click=${() => this.#undo(connection)}
        >
          ${localize.term('connectionsUndo')}
        </button>
        <button
          class="quiet square"
          type="button"
          aria-label=${localize.term('connectionsFarewellNow', serverName)}
          @click=${() => this.#send(sessionId)}
        >
          ${icon('close')}
        </button>
      </div>
      <div>
        <p class="muted">${localize.term('connectionsFarewellText')}</p>
        <label class="check">
          <input
            type="checkbox"
            .checked=${farewell.revoke}
            aria-describedby="revoke-${sessionId}"
            @change=${(event: Event) => (farewell.revoke = (event.target as HTMLInputElement).checked)}
          />
          ${localize.term('connectionsRevoke')}
        </label>
        <p class="muted" id="revoke-${sessionId}">${localize.term('connectionsRevokeHint')}</p>
      </div>
    </li>`
  }

  /** The element is leaving the page, if it is not put back at once. */
  leave(): void {
    queueMicrotask(() => {
      if (!this.#desk.element.isConnected) this.#sendAll()
    })
  }

  #resume(sessionId: string): void {
    const farewell = this.#open.get(sessionId)
    if (!farewell) return
    clearTimeout(farewell.timer)
    farewell.timer = setTimeout(() => this.#send(sessionId), UNDO_MS)
  }

  #undo({ sessionId, serverName }: Connection): void {
    const { element, localize, announce } = this.#desk
    this.#take(sessionId)
    announce(localize.term('connectionsSayKept', serverName))
    void element.updateComplete.then(() => this.#focus(`connection-${sessionId}`))
  }

  #take(sessionId: string): Farewell | undefined {
    const farewell = this.#open.get(sessionId)
    clearTimeout(farewell?.timer)
    this.#open.delete(sessionId)
    if (this.#open.size === 0) removeEventListener('pagehide', this.#sendAll)
    return farewell
  }

  #send(sessionId: string): void {
    const farewell = this.#take(sessionId)
    if (!farewell) return
    const { store, revoke } = farewell
    // It may have gone away by itself meanwhile.
    if (!store.connection(sessionId)) return
    void this.#desk.inRow(sessionId, () => store.disconnect(sessionId, revoke ? undefined : false))
  }

  #sendAll = (): void => {
    for (const [sessionId, { store, revoke }] of this.#open) {
      this.#take(sessionId)
      // Nobody is left to be told of a failure, and the store may have been emptied already.
      void store.disconnect(sessionId, revoke ? undefined : false).catch(() => {})
    }
  }

  #focus(id: string): void {
    ;(this.#desk.element.renderRoot as ShadowRoot).getElementById(id)?.focus()
  }
}
