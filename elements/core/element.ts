import { ContextConsumer } from '@lit/context'
import { LitElement } from 'lit'
import type { PropertyValues } from 'lit'
import { property } from 'lit/decorators.js'
import { endpointUrl } from './address.ts'
import { providerContext } from './context.ts'
import type { Provided } from './context.ts'
import type { McpError } from './error.ts'
import { McpErrorEvent } from './events.ts'
import { Localize } from './localize.ts'
import { followPageFont } from './page-font.ts'
import { acquireStore } from './registry.ts'
import type { StoreLease } from './registry.ts'
import type { SSEClient } from './sse-client.ts'
import type { McpStore } from './store.ts'

/**
 * Base of the elements that talk to a server: finds the store and renders again when it changes. A `client` on the
 * element wins over its `<mcp-provider>`, the provider over `endpoint`.
 *
 * @fires {McpErrorEvent} mcp-error - Something failed; the element shows it too.
 */
export abstract class McpElement extends LitElement {
  /** Address of the handler, e.g. `/api/mcp`. Elements of the same address share one line to it. */
  @property() endpoint = ''

  /** A client of the page's own, in place of `endpoint`. The page connects and disconnects it. */
  @property({ attribute: false }) client: SSEClient | undefined

  /** What the server has said; `undefined` until there is an endpoint, a provider or a client. */
  protected store: McpStore | undefined

  protected readonly localize = new Localize(this)
  protected readonly internals = this.attachInternals()
  #lease: StoreLease | undefined
  #provided: Provided | undefined

  constructor() {
    super()
    new ContextConsumer(this, {
      context: providerContext,
      subscribe: true,
      callback: (provided) => {
        this.#provided = provided
        this.requestUpdate()
      },
    })
  }

  override connectedCallback(): void {
    super.connectedCallback()
    followPageFont(this, this.internals)
    // The element may have been moved: under another provider, or back after its lease was given up.
    this.requestUpdate()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#provided = undefined
    this.#release()
  }

  protected override willUpdate(_changed: PropertyValues): void {
    if (this.isConnected) this.#resolve()
  }

  /** Called once for every change of the store, before the element renders it. */
  protected storeChanged(): void {}

  protected reportError(error: McpError): void {
    this.dispatchEvent(new McpErrorEvent(error))
  }

  #resolve(): void {
    const source = this.client ?? this.#provided?.client ?? endpointUrl(this.endpoint)
    if (this.#lease?.source === source) return
    this.#release()
    if (source === undefined) return
    this.#lease = acquireStore(source, () => {
      this.storeChanged()
      this.requestUpdate()
    })
    this.store = this.#lease.store
    this.storeChanged()
  }

  #release(): void {
    this.#lease?.release()
    this.#lease = undefined
    this.store = undefined
  }
}
