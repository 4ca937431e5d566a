import type { LitElement, ReactiveController } from 'lit'
import { Lazy } from '../../core/lazy.ts'
import type { Localize } from '../../core/localize.ts'
import type { McpStore } from '../../core/store.ts'
import type { Selection } from '../selection.ts'
import { readTab, writeTab } from '../tab-storage.ts'
import type { Linked } from './link.ts'

const following = new Lazy(() => import('./link.ts'))

/**
 * Follows `#mcp-server=…&mcp-tool=…&mcp-args=…` in the page's address: it chooses a tool and fills in its form. It
 * never runs anything. A link that was followed is not followed again after a reload: what was typed since is kept.
 */
export class Links implements ReactiveController {
  readonly #host: LitElement
  /** What is to be followed. */
  #hash: string | undefined
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
    this.#hash = this.note = undefined
  }

  /** Where the link leads to, once, as soon as that is known. */
  follow(localize: Localize, selection: Selection, store: McpStore | undefined): Linked | undefined {
    const hash = this.#hash
    const loaded = hash && store && following.for(this.#host)
    if (!loaded) return undefined
    const linked = loaded.followLink(localize, hash, selection, store)
    this.note = linked.note
    if (linked.wait) return undefined
    this.#hash = undefined
    if (linked.choice) writeTab('link', () => hash)
    return linked
  }

  #read = (): void => {
    if (!/[#&]mcp-tool=/.test(location.hash)) return
    this.#hash = location.hash
    this.#host.requestUpdate()
  }
}
