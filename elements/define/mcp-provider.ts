import { McpProvider } from '../core/provider.ts'

if (!customElements.get('mcp-provider')) customElements.define('mcp-provider', McpProvider)

declare global {
  interface HTMLElementTagNameMap {
    'mcp-provider': McpProvider
  }
}
