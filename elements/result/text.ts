import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { ResultBody } from './body.ts'

/** Characters of one text that are shown at once: more makes pages slow, and is rarely read. */
const SHOWN = 100_000

/** A text as it came, and its rest when asked for. `key` remembers that it was. */
export function textTemplate(view: ResultBody, key: object, text: string): TemplateResult {
  const clamped = text.length > SHOWN && !view.note(key).all
  return html`<div class="text" dir="auto">${clamped ? text.slice(0, SHOWN) : text}</div>
    ${
      clamped
        ? html`<button type="button" @click=${() => view.change(key, { all: true })}>
            ${view.localize.term('resultShowAll', view.bytes(text.length))}
          </button>`
        : nothing
    }`
}
