import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { icon } from '../core/more-icons.ts'
import type { ResultBody } from './body.ts'
import { decodeBase64, saveFile, sizeOfBase64 } from './files.ts'

/** Bytes of a server, as base64. Make one for each block or resource, once: it is the key of what is known of them. */
export interface Bytes {
  readonly base64: string
  /** What the server says that they are. */
  readonly mimeType: string
  /** For people, and for the saved file. */
  readonly name: string
  /** A part of the result that is a file in itself, and is presented as one by whoever shows it. */
  readonly shown: 'block' | 'file'
}

class Saving {
  unreadable = false
}

/** Bytes that are not shown: their name, type and size, and a button that saves them. */
export function fileTemplate(view: ResultBody, bytes: Bytes, why?: string): TemplateResult {
  const facts = [bytes.mimeType, view.bytes(sizeOfBase64(bytes.base64))].join(', ')
  return html`<div class="resource">
    ${bytes.shown === 'file' ? nothing : icon('file')}
    <div class="resource-name">
      ${bytes.shown === 'file' ? nothing : html`<b dir="auto">${bytes.name}</b>`}
      <span class="muted" dir="auto">${facts}</span>
      ${why === undefined ? nothing : html`<span>${why}</span>`}
    </div>
    ${downloadButton(view, bytes)}
  </div>`
}

export function downloadButton(view: ResultBody, bytes: Bytes): TemplateResult {
  const { base64, name, mimeType } = bytes
  const saving = view.stateOf(bytes, Saving)
  if (saving.unreadable) {
    return html`<p class="problem" role="alert">${view.localize.term('resultNotBase64', mimeType)}</p>`
  }
  const save = () => {
    const content = decodeBase64(base64)
    if (content) saveFile(name, content)
    else {
      saving.unreadable = true
      view.update()
    }
  }
  return html`<button type="button" aria-label=${view.localize.term('resultDownloadName', name)} @click=${save}>
    ${icon('download')}${view.localize.term('resultDownload')}
  </button>`
}
