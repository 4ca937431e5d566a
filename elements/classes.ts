/** The element classes, nothing registered: for subclassing and for scoped registries. */
export { McpConnections } from './connections/connections.ts'
export { McpProvider } from './core/provider.ts'
export { McpSchemaForm } from './schema-form/schema-form.ts'
export { McpToolRunner } from './tool-runner/tool-runner.ts'
export * from './core/events.ts'
