import { html } from 'lit'
import { McpElement } from '../../../elements/core/element.ts'
import type { McpProvider } from '../../../elements/core/provider.ts'
import '../../../elements/define/mcp-provider.ts'
import { createFakeEndpoint, fakeConnection } from '../../../stories/fake-endpoint.ts'
import { afterEach, cleanUp, describe, equal, fixture, it, textOf, until } from '../support.ts'

class Names extends McpElement {
  protected override render() {
    return html`${this.store ? this.store.state.connections.map(({ serverName }) => serverName).join() : 'no store'}`
  }
}
customElements.define('test-names', Names)

const endpointOf = (name: string) => createFakeEndpoint({ connections: [fakeConnection({ serverName: name })] })

/** Answers the page's own fetch, by address. */
function serve(endpoints: Record<string, ReturnType<typeof endpointOf>>): () => void {
  const real = globalThis.fetch
  globalThis.fetch = (input, init) => {
    const path = new URL(String(input)).pathname
    return endpoints[path]?.fetch(input, init) ?? real(input, init)
  }
  return () => (globalThis.fetch = real)
}

let restore = (): void => {}
afterEach(() => {
  cleanUp()
  restore()
})

describe('where an element finds its store', () => {
  it('shares one stream for an endpoint, and closes it when the last element is gone', async () => {
    const endpoint = endpointOf('One')
    restore = serve({ '/api/mcp': endpoint })
    const place = await fixture<HTMLElement>(
      html`<div><test-names endpoint="/api/mcp"></test-names><test-names endpoint="api/../api/mcp"></test-names></div>`,
    )
    await until(() => textOf(place) === 'One One')
    equal(endpoint.streams, 1)
    const [first, second] = place.children
    first!.remove()
    place.append(first!)
    second!.remove()
    await until(() => textOf(place) === 'One')
    equal(endpoint.requests.length, 1)
    first!.remove()
    await until(() => endpoint.streams === 0, 'the stream to close', 5_000)
  })

  it('takes its own client before the provider’s, and the provider’s before the endpoint', async () => {
    const [own, provided, served] = [endpointOf('Own'), endpointOf('Provided'), endpointOf('Served')]
    restore = serve({ '/provided': provided, '/served': served })
    const place = await fixture<McpProvider>(
      html`<mcp-provider endpoint="/provided" .authToken=${'secret'}>
        <test-names endpoint="/served"></test-names>
      </mcp-provider>`,
    )
    const names = place.querySelector('test-names') as Names
    await until(() => textOf(names) === 'Provided')
    equal(provided.requests[0]!.headers.get('authorization'), 'Bearer secret')
    const client = own.client()
    names.client = client
    await until(() => textOf(names) === 'Own')
    names.client = undefined
    await until(() => textOf(names) === 'Provided')
    document.body.append(names)
    await until(() => textOf(names) === 'Served')
    names.remove()
    client.disconnect()
  })

  it('shows nothing of the last user when the provider’s token is another one', async () => {
    const endpoint = endpointOf('Mine')
    restore = serve({ '/provided': endpoint })
    const provider = await fixture<McpProvider>(
      html`<mcp-provider endpoint="/provided" .authToken=${'one'}>
        <test-names></test-names>
      </mcp-provider>`,
    )
    const names = provider.querySelector('test-names') as Names
    await until(() => textOf(names) === 'Mine')
    endpoint.refuse('unauthenticated')
    provider.authToken = 'two'
    await until(() => textOf(names) === '')
    await until(() => endpoint.requests.at(-1)!.headers.get('authorization') === 'Bearer two')
  })

  it('does without a store where there is no endpoint, or none that can be', async () => {
    const names = await fixture<Names>(html`<test-names></test-names>`)
    equal(textOf(names), 'no store')
    names.endpoint = 'http://'
    await names.updateComplete
    equal(textOf(names), 'no store')
  })
})
