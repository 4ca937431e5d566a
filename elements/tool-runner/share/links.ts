import type { LitElement, ReactiveController } from 'lit'
import { Lazy } from '../../core/lazy.ts'
import { readTab } from '../tab-storage.ts'

/** What finds out where a link leads. */
export const following = new Lazy(() => import('./link.ts'))

/**
 * Watches for `#mcp-server=…&mcp-tool=…&mcp-args=…` in the page's address. A link that was followed is not followed
 * again after a reload: what was typed since is kept.
 */
export class Links implements ReactiveController {
  readonly #host: LitElement
  /** What is to be followed. */
  hash: string | undefined
  /** What the person is told of it. */
  note: string | undefined

  constructor(host: LitElement) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    addEventListener('hashchange', this.#read)
    if (readTab('link') !== location.hash) this.#read()
  }

  hostDisconnected(): void {
    removeEventListener('hashchange', this.#read)
  }

  /** Leaves the link: the person has chosen something else. */
  drop(): void {
    this.hash = this.note = undefined
  }

  #read = (): void => {
    if (!/[#&]mcp-tool=/.test(location.hash)) return
    this.hash = location.hash
    this.#host.requestUpdate()
  }
}
