import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { ContentBlock, ReadResourceResult, Resource, ResourceContents } from '../../shared/mcp.ts'
import { McpError } from '../core/error.ts'
import { icon } from '../core/icons.ts'
import { isBlank, memoize, parseJsonText } from './data.ts'
import { failureTemplate } from './failure.ts'
import { decodeBase64, fileName, isAudio, isRasterImage, saveFile } from './files.ts'
import type { ResultBody } from './body.ts'
import type { ResultContext } from './result-view.ts'
import { structuredTemplate } from './structured.ts'
import { textTemplate } from './text.ts'

/** One content block of a result (2026-07-28, server/tools, "Tool Result"). */
export function blockTemplate(view: ResultBody, block: ContentBlock, context: ResultContext): TemplateResult {
  const { localize } = view
  switch (block.type) {
    case 'text':
      return isBlank(block) ? html`<p class="muted">${localize.term('resultEmptyText')}</p>` : readableText(view, block)
    case 'image':
    case 'audio':
      return media(view, { key: block, base64: block.data, mimeType: block.mimeType, name: context.toolName })
    case 'resource_link':
      return resourceLink(view, block, context)
    case 'resource':
      return embeddedResource(view, block.resource)
    default:
      return html`<p class="muted">
        ${localize.term('resultUnknownBlock', String((block as { type: unknown }).type))}
      </p>`
  }
}

const structureOf = memoize((key: { readonly text: string }) => parseJsonText(key.text))

function readableText(view: ResultBody, key: { readonly text: string }): TemplateResult {
  const structure = structureOf(key)
  return structure === undefined ? textTemplate(view, key, key.text) : structuredTemplate(view, structure)
}

interface Bytes {
  /** The block or resource that they came in. */
  readonly key: object
  readonly base64: string
  readonly mimeType: string
  /** For people, and for the saved file. */
  readonly name: string
}

const unreadable = (view: ResultBody, { mimeType }: Bytes, why: 'base64' | 'media'): TemplateResult =>
  html`<p class="problem" role="alert">
    ${view.localize.term(why === 'base64' ? 'resultNotBase64' : 'resultDamaged', mimeType)}
  </p>`

/** Bytes that may be shown are shown, all others can be saved. */
function media(view: ResultBody, bytes: Bytes): TemplateResult {
  const { localize } = view
  const { key, base64, mimeType, name } = bytes
  const isImage = isRasterImage(mimeType)
  if (!isImage && !isAudio(mimeType)) {
    return html`<div class="resource">
      ${icon('file')}
      <span class="resource-name">${localize.term('resultUnsafeType', mimeType)}</span>${downloadButton(view, bytes)}
    </div>`
  }
  const url = view.urlOf(key, () => {
    const content = decodeBase64(base64)
    return content && new Blob([content], { type: mimeType })
  })
  const why = url === undefined ? 'base64' : view.note(key).unreadable
  if (why !== undefined) return unreadable(view, bytes, why)
  const damaged = () => view.change(key, { unreadable: 'media' })
  return isImage
    ? html`<img src=${url!} alt=${localize.term('resultImage', name, mimeType)} @error=${damaged} />`
    : html`<audio
        controls
        src=${url!}
        aria-label=${localize.term('resultAudio', name, mimeType)}
        @error=${damaged}
      ></audio>`
}

function downloadButton(view: ResultBody, bytes: Bytes): TemplateResult {
  const { key, base64, name } = bytes
  if (view.note(key).unreadable === 'base64') return unreadable(view, bytes, 'base64')
  const save = () => {
    const content = decodeBase64(base64)
    if (content) saveFile(fileName(name), content)
    else view.change(key, { unreadable: 'base64' })
  }
  return html`<button type="button" aria-label=${view.localize.term('resultDownloadName', name)} @click=${save}>
    ${view.localize.term('resultDownload')}
  </button>`
}

function resourceLink(view: ResultBody, link: Resource, context: ResultContext): TemplateResult {
  const { localize } = view
  const title = link.title ?? link.name
  const { read } = view.note(link)
  const facts = [link.mimeType, link.size === undefined ? undefined : view.bytes(link.size)].filter(Boolean).join(', ')
  const request = async () => {
    view.change(link, { read: 'reading' })
    try {
      view.change(link, { read: await context.readResource!(link.uri) })
    } catch (error) {
      if (!(error instanceof McpError)) throw error
      view.change(link, { read: error })
    }
  }
  return html`<div class="resource">
      ${icon('file')}
      <div class="resource-name">
        <span
          >${
            /^https?:\/\//i.test(link.uri)
              ? html`<a href=${link.uri} target="_blank" rel="noopener noreferrer" dir="auto">${title}</a>`
              : html`<b dir="auto">${title}</b>`
          }
          ${facts ? html`<span class="muted">${facts}</span>` : nothing}</span
        >
        <span class="muted uri">${link.uri}</span>
        ${link.description ? html`<span class="muted" dir="auto">${link.description}</span>` : nothing}
      </div>
      ${
        context.readResource
          ? html`<button
              type="button"
              aria-label=${localize.term('resultReadName', title)}
              ?disabled=${read === 'reading'}
              @click=${request}
            >
              ${read === 'reading' ? localize.term('resultReading') : localize.term('resultRead')}
            </button>`
          : nothing
      }
    </div>
    ${read === undefined || read === 'reading' ? nothing : readContents(view, read, context)}`
}

const readContents = (view: ResultBody, read: ReadResourceResult | McpError, context: ResultContext) =>
  read instanceof McpError
    ? failureTemplate(view.localize, read, context.serverName)
    : read.contents.map((contents) => embeddedResource(view, contents))

function embeddedResource(view: ResultBody, resource: ResourceContents): TemplateResult {
  const name = fileName(resource.uri)
  const { text, blob, mimeType = 'application/octet-stream' } = resource
  const bytes = blob === undefined ? undefined : { key: resource, base64: blob, mimeType, name }
  return html`<div class="resource">
      ${icon('file')}
      <div class="resource-name">
        <span
          ><b dir="auto">${name}</b>
          ${resource.mimeType ? html`<span class="muted">${resource.mimeType}</span>` : nothing}</span
        >
        <span class="muted uri">${resource.uri}</span>
      </div>
      ${bytes ? downloadButton(view, bytes) : nothing}
    </div>
    ${text !== undefined ? readableText(view, resource as { text: string }) : nothing}
    ${bytes && (isRasterImage(mimeType) || isAudio(mimeType)) ? media(view, bytes) : nothing}`
}
