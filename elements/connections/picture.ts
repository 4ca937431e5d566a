import { html } from 'lit'
import type { TemplateResult } from 'lit'
import { ref } from 'lit/directives/ref.js'
import type { CatalogueServer, Connection } from '../../shared/connection.ts'
import type { SSEClient } from '../core/sse-client.ts'
import { adoptStyles } from '../core/adopt.ts'
import type { Desk } from './desk.ts'
import { pictureStyles } from './picture-styles.ts'
import { decodeBase64 } from '../result/files.ts'

/** Device pixels along a side: twice of what is seen. */
const SIDE = 80
/** Largest answer that is decoded, in bytes: as much as the handler gives. */
const MOST_BYTES = 128 * 1024
/** Pictures that are asked for at once. */
const AT_ONCE = 4

type Drawn = Promise<ImageBitmap | undefined>

/** What was drawn once is not asked for again, as long as its client lives. */
const drawn = new WeakMap<SSEClient, Map<string, Drawn>>()
let running = 0
const waiting: (() => void)[] = []

/**
 * A picture over its letter: fetched from this site alone, and drawn, since pages may forbid images. Nothing of it is
 * a document, and where it cannot be had the letter stays.
 */
export function pictureTemplate(
  desk: Desk,
  connection: Connection | undefined,
  entry: CatalogueServer | undefined,
): TemplateResult {
  adoptStyles(desk.element.renderRoot, pictureStyles)
  const address = addressOf(desk, connection, entry)
  const client = desk.store()?.client
  // A key for each address: a canvas is painted once.
  const paint = (canvas: Element | undefined) => {
    if (!(canvas instanceof HTMLCanvasElement) || canvas.dataset.address === address || !client) return
    canvas.dataset.address = address
    canvas.hidden = true
    void load(client, address).then((bitmap) => {
      if (bitmap && canvas.dataset.address === address) draw(canvas, bitmap)
    })
  }
  return html`<canvas hidden width=${SIDE} height=${SIDE} ${ref(paint)}></canvas>`
}

/** Below the handler, or of the page's own site, or inside itself. */
function addressOf({ element }: Desk, connection: Connection | undefined, entry: CatalogueServer | undefined): string {
  const { id, icon } = entry ?? {}
  if (icon && id !== undefined) {
    if (/^data:/i.test(icon)) return icon
    const own = URL.canParse(icon, document.baseURI) && new URL(icon, document.baseURI)
    if (own && own.origin === location.origin) return own.href
    // A catalogue of the page's own is not known to the handler.
    if (!element.servers) return `icon?server=${encodeURIComponent(id)}`
  }
  const { serverInfo, sessionId = '' } = connection ?? {}
  return serverInfo?.icons?.length ? `icon?session=${encodeURIComponent(sessionId)}` : ''
}

function load(client: SSEClient, address: string): Drawn {
  const known = drawn.get(client) ?? new Map<string, Drawn>()
  drawn.set(client, known)
  let one = known.get(address)
  if (!one) known.set(address, (one = decode(client, address).catch(() => undefined)))
  return one
}

async function decode(client: SSEClient, address: string): Drawn {
  const blob = await inTurn(() => fetchPicture(client, address))
  return blob && createImageBitmap(blob)
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  running++
  try {
    return await work()
  } finally {
    running--
    waiting.shift()?.()
  }
}

async function fetchPicture(client: SSEClient, address: string): Promise<Blob | undefined> {
  if (address === '') return undefined
  if (/^data:/i.test(address)) return fromData(address)
  const response = address.startsWith('icon?')
    ? await client.fetch(address, { cache: 'default' })
    : await fetch(address, { credentials: 'same-origin' })
  const blob = response.ok ? await response.blob() : undefined
  return blob && isRaster(blob.type) && blob.size <= MOST_BYTES ? blob : undefined
}

const isRaster = (type: string): boolean => /^image\/(png|jpeg|gif|webp|avif|x-icon)$/.test(type)

/** Not by `fetch`: the page's policy may forbid that. */
function fromData(address: string): Blob | undefined {
  const [, type = '', base64 = ''] = /^data:([\w/+.-]+);base64,([\w+/=]+)$/i.exec(address) ?? []
  if (!isRaster(type.toLowerCase()) || base64.length > MOST_BYTES * 1.4) return undefined
  const bytes = decodeBase64(base64)
  return bytes && new Blob([bytes], { type: type.toLowerCase() })
}

/** Whole, and in the middle. */
function draw(canvas: HTMLCanvasElement, bitmap: ImageBitmap): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const scale = SIDE / Math.max(bitmap.width, bitmap.height)
  const [width, height] = [bitmap.width * scale, bitmap.height * scale]
  context.clearRect(0, 0, SIDE, SIDE)
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, (SIDE - width) / 2, (SIDE - height) / 2, width, height)
  canvas.hidden = false
}
