/** The element classes, nothing registered: for subclassing and for scoped registries. */
export { McpConnections } from './connections/connections.ts'
export { McpProvider } from './core/provider.ts'
export { McpSchemaForm } from './schema-form/schema-form.ts'
export { McpToolRunner } from './tool-runner/tool-runner.ts'
export * from './core/events.ts'
// A lazy part: `mcp-plug/elements/mcp-app-frame.js` registers it.
export type { McpAppFrame } from './app-frame/app-frame.ts'
export type { AppMeta, McpApp } from './app-frame/app.ts'
