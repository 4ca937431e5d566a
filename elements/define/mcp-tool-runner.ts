import './mcp-schema-form.ts'
import { McpToolRunner } from '../tool-runner/tool-runner.ts'

if (!customElements.get('mcp-tool-runner')) customElements.define('mcp-tool-runner', McpToolRunner)

declare global {
  interface HTMLElementTagNameMap {
    'mcp-tool-runner': McpToolRunner
  }
}
