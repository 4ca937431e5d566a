import { html } from 'lit'
import type { TemplateResult } from 'lit'
import type { ContentBlock } from '../../shared/mcp.ts'
import { isObject } from '../schema-form/core/json.ts'
import type { ResultBody } from './body.ts'
import { isBlank } from './data.ts'
import type { Bytes } from './file.ts'
import { byPart, mediaPart, treePart } from './parts.ts'
import { embeddedResource, resourceLink } from './resource.ts'
import { readableText } from './structured.ts'

/** What a block must have to be what its type says: servers send anything. */
const FIELDS: Readonly<Record<ContentBlock['type'], readonly string[]>> = {
  text: ['text'],
  image: ['data', 'mimeType'],
  audio: ['data', 'mimeType'],
  resource_link: ['uri', 'name'],
  resource: ['resource'],
}

function isKnown(block: unknown): block is ContentBlock {
  if (!isObject(block)) return false
  const { type } = block
  const fields =
    typeof type === 'string' && Object.hasOwn(FIELDS, type) ? FIELDS[type as ContentBlock['type']] : undefined
  if (!fields) return false
  if (type === 'resource') return isObject(block['resource']) && typeof block['resource']['uri'] === 'string'
  return fields.every((field) => typeof block[field] === 'string')
}

/** One content block of a result (2026-07-28, server/tools, "Tool Result"). */
export function blockTemplate(view: ResultBody, block: ContentBlock): unknown {
  const { localize } = view
  if (!isKnown(block)) return unknownBlock(view, block)
  switch (block.type) {
    case 'text':
      return isBlank(block) ? html`<p class="muted">${localize.term('resultEmptyText')}</p>` : readableText(view, block)
    case 'image':
    case 'audio':
      return byPart(view, mediaPart, ({ mediaTemplate }) => mediaTemplate(view, mediaBytes(view, block)))
    case 'resource_link':
      return resourceLink(view, block)
    case 'resource':
      return embeddedResource(view, block.resource)
  }
}

const named = new WeakMap<object, Bytes>()

function mediaBytes(view: ResultBody, block: ContentBlock & { type: 'image' | 'audio' }): Bytes {
  let bytes = named.get(block)
  if (!bytes) {
    bytes = { base64: block.data, mimeType: block.mimeType, name: view.context.toolName, shown: 'block' }
    named.set(block, bytes)
  }
  return bytes
}

function unknownBlock(view: ResultBody, block: unknown): TemplateResult {
  const type = isObject(block) && typeof block['type'] === 'string' ? block['type'].slice(0, 100) : '?'
  return html`<p class="muted" dir="auto">${view.localize.term('resultUnknownBlock', type)}</p>
    ${byPart(view, treePart, ({ jsonTree }) => jsonTree(view, block))}`
}
