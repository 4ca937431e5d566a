import { formPart } from '../tool-runner/form-part.ts'
import { McpToolRunner } from '../tool-runner/tool-runner.ts'

// Before a tool is chosen there is nothing to fill in.
formPart.load = () => import('./mcp-schema-form.ts')

if (!customElements.get('mcp-tool-runner')) customElements.define('mcp-tool-runner', McpToolRunner)

declare global {
  interface HTMLElementTagNameMap {
    'mcp-tool-runner': McpToolRunner
  }
}
