/** Registers every element. */
import './define/mcp-connections.ts'
import './define/mcp-provider.ts'
import './define/mcp-schema-form.ts'
import './define/mcp-tool-runner.ts'

export * from './classes.ts'

/** Registers `<mcp-app-frame>`, which is loaded when it is needed: the runner does so by itself, other pages call this. */
export const loadAppFrame = () => import('./define/mcp-app-frame.ts')
