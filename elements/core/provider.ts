import { ContextProvider } from '@lit/context'
import { css, html, LitElement } from 'lit'
import type { PropertyValues, TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { endpointUrl } from './address.ts'
import { providerContext } from './context.ts'
import { McpElement } from './element.ts'
import { SSEClient } from './sse-client.ts'
import type { SSEClientOptions } from './sse-client.ts'

/**
 * Hands a client, or credentials, to the elements inside it. Not needed where a cookie signs the person in.
 *
 * @summary One line to a server, with credentials, for all elements inside.
 * @slot - The page's content.
 */
export class McpProvider extends LitElement {
  static override styles = css`
    :host {
      display: contents;
    }
  `

  /** Address of the handler, e.g. `/api/mcp`. */
  @property() endpoint = ''

  /**
   * A bearer token for the handler, or a function that gives one and is asked for every request. Another string counts
   * as another user: for tokens that are renewed, give a function.
   */
  @property({ attribute: false }) authToken: SSEClientOptions['authToken']

  /** Sent with every request to the handler. */
  @property({ attribute: false }) headers: Readonly<Record<string, string>> | undefined

  /** A client of the page's own, in place of all the above. */
  @property({ attribute: false }) client: SSEClient | undefined

  #context = new ContextProvider(this, { context: providerContext, initialValue: { client: undefined } })
  #own: { client: SSEClient; key: string } | undefined

  override connectedCallback(): void {
    super.connectedCallback()
    this.#own?.client.connect()
    if (!this.hasUpdated) this.#callElements()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#own?.client.disconnect()
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const client = this.client ?? this.#ownClient()
    if (client !== this.#context.value.client) this.#context.setValue({ client })
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>`
  }

  /** Elements that were registered before this one have found no provider: they look again, as if put in now. */
  #callElements(): void {
    for (const element of this.querySelectorAll('*')) {
      if (!(element instanceof McpElement)) continue
      element.disconnectedCallback()
      element.connectedCallback()
    }
  }

  /** One client for as long as the credentials mean the same user. */
  #ownClient(): SSEClient | undefined {
    const { endpoint, authToken, headers } = this
    const asked = typeof authToken === 'function'
    const key = JSON.stringify([endpoint, asked ? 'asked' : authToken, headers])
    if (this.#own?.key === key) return this.#own.client
    this.#own?.client.disconnect()
    this.#own = undefined
    const url = endpointUrl(endpoint)
    if (url === undefined) return undefined
    const client = new SSEClient({
      url,
      authToken: asked ? () => (typeof this.authToken === 'function' ? this.authToken() : undefined) : authToken,
      headers,
    })
    this.#own = { client, key }
    if (this.isConnected) client.connect()
    return client
  }
}
