import { html } from 'lit'
import type { TemplateResult } from 'lit'
import type { Localize } from '../../core/localize.ts'
import type { Field } from '../core/fields.ts'
import { isObject, parseJson } from '../core/json.ts'
import type { JsonObject } from '../core/json.ts'

/** Says that the form was filled in by what was pasted, and takes it back. */
export const pasteNotice = (localize: Localize, undo: () => void): TemplateResult =>
  html`<p class="hint" id="pasted" role="status">
    ${localize.term('formPasted')}
    <button class="link" type="button" @click=${undo}>${localize.term('formPasteUndo')}</button>
  </p>`

/**
 * The arguments that a paste would fill in: an object of this form's names, as JSON, where no text is yet. Anything
 * else is pasted as text.
 */
export function pastedArguments(event: ClipboardEvent, field: Field): JsonObject | undefined {
  const text = event.clipboardData?.getData('text/plain') ?? ''
  const target = event.target as Partial<HTMLTextAreaElement>
  if (field.kind !== 'object' || !/^\s*\{/.test(text) || target.value || target.classList?.contains('mono')) return
  const parsed = parseJson(text)
  if (!('value' in parsed) || !isObject(parsed.value)) return
  const known = new Set(field.properties.map(({ name }) => name))
  const names = Object.keys(parsed.value)
  return names.length > 0 && names.every((name) => known.has(name)) ? parsed.value : undefined
}
