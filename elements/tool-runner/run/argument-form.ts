import { html } from 'lit'
import type { TemplateResult } from 'lit'
import { guard } from 'lit/directives/guard.js'
import type { JsonObject } from '../../../shared/mcp.ts'
import type { McpInputEvent, McpSubmitEvent } from '../../core/events.ts'

/** Parts of the form, under names that tell them from the runner's own. */
export const FORM_PARTS = ['tabs', 'tab', 'summary', 'field', 'group', 'label', 'hint', 'control', 'error', 'more']
  .map((part) => `${part}: form-${part}`)
  .join(', ')

/** The form for a tool's arguments. `initial` is loaded once for each new object; typing goes on from there. */
export const argumentForm = (
  schema: JsonObject,
  initial: JsonObject,
  typed: (event: McpInputEvent) => void,
  submitted: (event: McpSubmitEvent) => void,
): TemplateResult =>
  html`<mcp-schema-form
    part="form"
    exportparts=${FORM_PARTS}
    .schema=${schema}
    .value=${guard([initial], () => initial)}
    @mcp-input=${typed}
    @mcp-submit=${submitted}
  ></mcp-schema-form>`
