import { McpSchemaForm } from '../schema-form/schema-form.ts'

if (!customElements.get('mcp-schema-form')) customElements.define('mcp-schema-form', McpSchemaForm)

declare global {
  interface HTMLElementTagNameMap {
    'mcp-schema-form': McpSchemaForm
  }
}
