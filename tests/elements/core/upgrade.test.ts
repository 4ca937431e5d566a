import type { McpConnections, McpProvider, McpToolRunner } from '../../../elements/classes.ts'
import { createFakeEndpoint, fakeConnection } from '../../../stories/fake-endpoint.ts'
import { describe, equal, it, textOf, until } from '../support.ts'

describe('elements that are in the page before they are defined', () => {
  it('keep what was set on them, and hear from the provider around them, which comes last', async () => {
    const endpoint = createFakeEndpoint({ connections: [fakeConnection({ serverName: 'Early' })] })
    const real = globalThis.fetch
    globalThis.fetch = (input, init) =>
      new URL(String(input)).pathname === '/early' ? endpoint.fetch(input, init) : real(input, init)
    const provider = document.createElement('mcp-provider') as McpProvider
    const connections = document.createElement('mcp-connections') as McpConnections
    const runner = document.createElement('mcp-tool-runner') as McpToolRunner
    provider.setAttribute('endpoint', '/early')
    provider.headers = { 'X-Page': 'early' }
    connections.withoutAdd = true
    runner.toolArguments = { steps: 3 }
    provider.append(connections, runner)
    document.body.append(provider)
    equal(connections.shadowRoot, null)

    await import('../../../elements/define/mcp-connections.ts')
    await until(() => textOf(connections) !== '', 'the element to be shown')
    equal(textOf(connections).includes('Early'), false)
    await import('../../../elements/index.ts')
    await until(() => textOf(connections).includes('Early'), 'the connection to be shown')
    equal(endpoint.streams, 1)
    equal(connections.withoutAdd, true)
    equal(runner.toolArguments?.['steps'], 3)
    equal(provider.headers?.['X-Page'], 'early')
    provider.remove()
    globalThis.fetch = real
  })
})
