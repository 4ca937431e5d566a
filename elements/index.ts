/** Registers every element. */
import './define/mcp-connections.ts'
import './define/mcp-provider.ts'
import './define/mcp-schema-form.ts'
import './define/mcp-tool-runner.ts'

export * from './classes.ts'
