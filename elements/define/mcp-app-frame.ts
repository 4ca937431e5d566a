import { McpAppFrame } from '../app-frame/app-frame.ts'

if (!customElements.get('mcp-app-frame')) customElements.define('mcp-app-frame', McpAppFrame)

declare global {
  interface HTMLElementTagNameMap {
    'mcp-app-frame': McpAppFrame
  }
}
