import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Connection } from '../../shared/connection.ts'
import { icon } from '../core/icons.ts'
import type { Desk } from './desk.ts'
import { isWebAddress } from './row.ts'

const LOOK_MS = 500
/** A window that closes may have finished: its news needs a moment. */
const GRACE_MS = 2_500
/** A window that this page cannot see any more: its site has cut the tie (COOP), or the page was loaded again. */
const LOST_MS = 180_000
/** A sign-in that was begun is good for this time, as the handler has it. */
const EXPIRED_MS = 600_000

const PREFIX = 'mcp-plug:sign-in:'

interface SignIn {
  readonly since: number
  window: WindowProxy | undefined
  /** When the window was seen closed, with this page in front. */
  closedAt: number | undefined
  told: 'waiting' | 'closed' | 'lost' | 'expired'
}

/**
 * Sign-ins that this page has sent a person to: says when one is not finished, and how to go on. A sign-in that ends
 * well after all says so by the connection's state.
 */
export class SignIns {
  readonly #desk: Desk
  readonly #end: (connection: Connection) => void
  readonly #open = new Map<string, SignIn>()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(desk: Desk, end: (connection: Connection) => void) {
    this.#desk = desk
    this.#end = end
  }

  /** `event` is the click on the link, as long as it can still be taken over. */
  begin(event: MouseEvent | undefined, { sessionId }: Connection): void {
    const since = Date.now()
    const window = event && openWindow(event)
    this.#open.set(sessionId, { since, window, closedAt: undefined, told: 'waiting' })
    remember(sessionId, since)
    this.#watch()
    this.#desk.element.requestUpdate()
  }

  /** What is to be said below a connection that waits for its sign-in. */
  note(connection: Connection): TemplateResult | typeof nothing {
    const { sessionId, state, authUrl } = connection
    const signIn = this.#open.get(sessionId) ?? this.#recall(connection)
    if (!signIn) return nothing
    if (state !== 'AUTHENTICATING') {
      this.#forget(sessionId)
      return nothing
    }
    const { localize, signIn: follow } = this.#desk
    const { told } = signIn
    const again =
      told !== 'waiting' && authUrl !== undefined && isWebAddress(authUrl)
        ? html`<a
            class="button"
            href=${authUrl}
            target="_blank"
            rel="noopener"
            aria-label=${localize.term('connectionsOpenAgainOf', connection.serverName)}
            @click=${(event: MouseEvent) => follow(event, connection)}
            >${localize.term('connectionsOpenAgain')}</a
          >`
        : nothing
    return html`<div class="note" part="note">
      ${icon(told === 'waiting' ? 'spinner' : 'info')}
      <p>${localize.term(`connectionsSignIn_${told}`)}</p>
      ${again}
      <button
        type="button"
        aria-label=${localize.term('connectionsSignInCancel', connection.serverName)}
        @click=${() => this.#cancel(connection)}
      >
        ${localize.term('cancel')}
      </button>
    </div>`
  }

  leave(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** Gives up: a connection that never was goes away, any other stays as it is. */
  #cancel(connection: Connection): void {
    this.#forget(connection.sessionId)
    if (connection.toolsHash === '') this.#end(connection)
    this.#desk.element.requestUpdate()
  }

  #forget(sessionId: string): void {
    this.#open.delete(sessionId)
    remember(sessionId, undefined)
    if (this.#open.size === 0) this.leave()
  }

  /** One that was begun before this page was loaded again. */
  #recall({ sessionId, state }: Connection): SignIn | undefined {
    const since = state === 'AUTHENTICATING' ? recall(sessionId) : undefined
    if (since === undefined) return undefined
    const signIn: SignIn = { since, window: undefined, closedAt: undefined, told: 'waiting' }
    this.#open.set(sessionId, signIn)
    this.#look()
    this.#watch()
    return signIn
  }

  #watch(): void {
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS)
  }

  #look(): void {
    const { localize, announce } = this.#desk
    const store = this.#desk.store()
    const seen = document.visibilityState === 'visible' && document.hasFocus()
    for (const [sessionId, signIn] of this.#open) {
      const connection = store?.connection(sessionId)
      if (!connection || connection.state !== 'AUTHENTICATING') {
        if (store?.state.ready) this.#forget(sessionId)
        continue
      }
      const told = whatToTell(signIn, seen, Date.now())
      if (told === signIn.told) continue
      signIn.told = told
      announce(localize.term('connectionsSayUnfinished', connection.serverName))
    }
  }
}

/** Closing a window brings this page to the front; a tie that is cut leaves it behind. */
function whatToTell(signIn: SignIn, seen: boolean, now: number): SignIn['told'] {
  if (now - signIn.since > EXPIRED_MS) return 'expired'
  if (signIn.window?.closed) {
    if (seen) signIn.closedAt ??= now
    else if (signIn.closedAt === undefined) signIn.window = undefined
  }
  if (signIn.closedAt !== undefined) return now - signIn.closedAt > GRACE_MS ? 'closed' : signIn.told
  return !signIn.window && now - signIn.since > LOST_MS ? 'lost' : signIn.told
}

/**
 * Opens the link's address in a window that can be seen to close, and that knows nothing of this page. Where that is
 * blocked, the link leads there in this tab.
 */
function openWindow(event: MouseEvent): WindowProxy | undefined {
  const link = event.currentTarget as HTMLAnchorElement
  const own = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
  if (own || event.defaultPrevented) return undefined
  const opened = window.open(link.href, '_blank')
  if (!opened) {
    link.target = '_self'
    return undefined
  }
  event.preventDefault()
  opened.opener = null
  return opened
}

/** Pages may have no storage: then a reload forgets. */
function remember(sessionId: string, since: number | undefined): void {
  try {
    if (since === undefined) sessionStorage.removeItem(PREFIX + sessionId)
    else sessionStorage.setItem(PREFIX + sessionId, String(since))
  } catch {
    // It is not there.
  }
}

function recall(sessionId: string): number | undefined {
  try {
    const since = Number(sessionStorage.getItem(PREFIX + sessionId))
    return since > 0 ? since : undefined
  } catch {
    return undefined
  }
}
