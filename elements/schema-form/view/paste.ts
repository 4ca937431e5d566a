import { html } from 'lit'
import type { TemplateResult } from 'lit'
import type { Localize } from '../../core/localize.ts'

/** Says that the form was filled in by what was pasted, and takes it back. */
export const pasteNotice = (localize: Localize, undo: () => void): TemplateResult =>
  html`<p class="hint" id="pasted" role="status">
    ${localize.term('formPasted')}
    <button class="link" type="button" @click=${undo}>${localize.term('formPasteUndo')}</button>
  </p>`
