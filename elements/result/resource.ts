import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { ReadResourceResult, Resource, ResourceContents } from '../../shared/mcp.ts'
import { McpError } from '../core/error.ts'
import { icon } from '../core/more-icons.ts'
import { isObject } from '../schema-form/core/json.ts'
import type { ResultBody } from './body.ts'
import { memoize } from './data.ts'
import { failureTemplate } from './failure.ts'
import { fileName } from './files.ts'
import type { Bytes } from './file.ts'
import { followable, placeOf } from './links.ts'
import { byPart, mediaPart } from './parts.ts'
import { readableText } from './structured.ts'

/** Characters of an address that are shown. */
const ADDRESS = 500

class Reading {
  state: 'not read' | 'reading' | ReadResourceResult | McpError = 'not read'
  /** Ends a reading that the person does not want to wait for. */
  abort: AbortController | undefined
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** A link to a resource, which can be read on the spot. */
export function resourceLink(view: ResultBody, link: Resource): TemplateResult {
  const title = text(link.title) ?? link.name
  const url = followable(link.uri)
  const size = typeof link.size === 'number' && link.size >= 0 ? view.bytes(link.size) : undefined
  const facts = [text(link.mimeType), size].filter(Boolean).join(', ')
  return html`<div class="resource">
      ${icon('file')}
      <div class="resource-name">
        <span
          >${
            url
              ? html`<a href=${url.href} title=${url.href} target="_blank" rel="noopener noreferrer"
                    ><bdi>${title}</bdi></a
                  >
                  <span class="muted">(<bdi>${placeOf(url)}</bdi>)</span>`
              : html`<b dir="auto">${title}</b>`
          }
          ${facts ? html`<span class="muted" dir="auto">${facts}</span>` : nothing}</span
        >
        <span class="muted" dir="ltr">${clamped(link.uri)}</span>
        ${text(link.description) ? html`<span class="muted" dir="auto">${clamped(link.description!)}</span>` : nothing}
      </div>
      ${view.context.readResource ? readButton(view, link, title) : nothing}
    </div>
    ${readContents(view, view.stateOf(link, Reading).state)}`
}

const clamped = (value: string): string => (value.length > ADDRESS ? `${value.slice(0, ADDRESS)}…` : value)

function readButton(view: ResultBody, link: Resource, title: string): TemplateResult {
  const { localize } = view
  const reading = view.stateOf(link, Reading)
  if (reading.state === 'reading') {
    return html`<span class="muted" role="status">${icon('spinner')} ${localize.term('resultReading')}</span>
      <button type="button" data-focus="read" @click=${() => reading.abort?.abort()}>
        ${localize.term('cancel')}
      </button>`
  }
  return html`<button
    type="button"
    data-focus="read"
    aria-label=${localize.term('resultReadName', title)}
    @click=${() => void read(view, link, reading)}
  >
    ${localize.term('resultRead')}
  </button>`
}

async function read(view: ResultBody, link: Resource, reading: Reading): Promise<void> {
  const abort = new AbortController()
  reading.abort = abort
  reading.state = 'reading'
  view.update()
  const aborted = new Promise<'not read'>((resolve) => {
    abort.signal.addEventListener('abort', () => resolve('not read'))
  })
  try {
    reading.state = await Promise.race([view.context.readResource!(link.uri, { signal: abort.signal }), aborted])
  } catch (error) {
    reading.state = 'not read'
    if (abort.signal.aborted) return
    if (!(error instanceof McpError)) throw error
    reading.state = error
  } finally {
    view.update()
  }
}

function readContents(view: ResultBody, state: Reading['state']): unknown {
  if (typeof state === 'string') return nothing
  if (state instanceof McpError) return failureTemplate(view.localize, state, view.context.serverName)
  const contents: readonly unknown[] = Array.isArray(state.contents) ? state.contents : []
  const known = contents.filter((one): one is ResourceContents => isObject(one) && typeof one['uri'] === 'string')
  return known.length > 0
    ? known.map((one) => embeddedResource(view, one))
    : html`<p class="muted">${view.localize.term('resultNothingRead')}</p>`
}

const bytesOf = memoize(({ uri, blob, mimeType }: ResourceContents): Bytes => ({
  base64: String(blob),
  mimeType: text(mimeType) ?? 'application/octet-stream',
  name: fileName(uri),
  shown: 'file',
}))

/** A resource with what it holds: text by its type; pictures and sounds; all else to be saved. */
export function embeddedResource(view: ResultBody, resource: ResourceContents): TemplateResult {
  const held = typeof resource.text === 'string' ? resource.text : undefined
  const blob = typeof resource.blob === 'string'
  const facts = text(resource.mimeType)
  return html`<div class="resource">
      ${icon('file')}
      <div class="resource-name">
        <span
          ><b dir="auto">${fileName(resource.uri)}</b>
          ${facts && !blob ? html`<span class="muted" dir="auto">${facts}</span>` : nothing}</span
        >
        <span class="muted" dir="ltr">${clamped(resource.uri)}</span>
      </div>
    </div>
    ${held === undefined ? nothing : readableText(view, resource as ResourceContents & { text: string })}
    ${blob ? byPart(view, mediaPart, ({ mediaTemplate }) => mediaTemplate(view, bytesOf(resource))) : nothing}`
}
