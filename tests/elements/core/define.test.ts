import '../../../elements/index.ts'
import { McpConnections, McpProvider, McpSchemaForm, McpToolRunner } from '../../../elements/classes.ts'
import { describe, it, ok } from '../support.ts'

describe('the tags', () => {
  it('are known by name, to the compiler too', () => {
    const connections: McpConnections = document.createElement('mcp-connections')
    const provider: McpProvider = document.createElement('mcp-provider')
    const form: McpSchemaForm = document.createElement('mcp-schema-form')
    const runner: McpToolRunner = document.createElement('mcp-tool-runner')
    ok(connections instanceof McpConnections)
    ok(provider instanceof McpProvider)
    ok(form instanceof McpSchemaForm)
    ok(runner instanceof McpToolRunner)
  })
})
