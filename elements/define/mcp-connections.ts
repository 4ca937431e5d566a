import { McpConnections } from '../connections/connections.ts'

if (!customElements.get('mcp-connections')) customElements.define('mcp-connections', McpConnections)

declare global {
  interface HTMLElementTagNameMap {
    'mcp-connections': McpConnections
  }
}
