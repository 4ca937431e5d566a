import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { ref } from 'lit/directives/ref.js'
import { icon } from '../../core/more-icons.ts'
import type { ResultBody } from '../body.ts'
import { downloadButton, fileTemplate } from '../file.ts'
import type { Bytes } from '../file.ts'
import type { Picture } from './kinds.ts'

/** Pixels on a side that are drawn; larger pictures are drawn smaller. */
const SIDE = 2_048
/** Pixels of a picture that is decoded at all: a small file may claim to be gigabytes of them. */
const PIXELS = 50_000_000
/** Pictures of one result that are drawn by themselves. */
const DRAWN = 12

class Drawing {
  state: 'waiting' | 'decoding' | 'drawn' | 'damaged' = 'waiting'
  bitmap: ImageBitmap | undefined
  /** Draws into any canvas that it is given; the same function for the same picture, so that each is drawn once. */
  readonly draw = (canvas: Element | undefined): void => {
    const { bitmap } = this
    if (!bitmap || !(canvas instanceof HTMLCanvasElement)) return
    canvas.width = bitmap.width
    canvas.height = bitmap.height
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
  }
}

class Album {
  drawn = 0
}

/** A raster picture, drawn on a canvas: strict pages allow no address of an image, not even one of their own data. */
export function pictureTemplate(
  view: ResultBody,
  bytes: Bytes,
  content: Uint8Array<ArrayBuffer>,
  picture: Picture,
): TemplateResult {
  const { localize } = view
  const { width, height, animated, type } = picture
  if (width * height > PIXELS || width === 0 || height === 0) {
    return fileTemplate(
      view,
      bytes,
      localize.term('mediaTooManyPixels', localize.number(width), localize.number(height)),
    )
  }
  const drawing = view.stateOf(bytes, Drawing)
  if (drawing.state === 'waiting' && view.stateOf(view.outcome, Album).drawn < DRAWN)
    decode(view, drawing, content, picture)
  const label = localize.term('mediaImage', bytes.name, type)
  if (drawing.state === 'damaged') {
    return html`<p class="problem" role="alert">${localize.term('mediaDamaged', type)}</p>
      ${downloadButton(view, bytes)}`
  }
  if (drawing.state === 'waiting') {
    const draw = () => {
      decode(view, drawing, content, picture)
      view.update()
    }
    return html`<button type="button" @click=${draw}>
      ${icon('image')}${localize.term('mediaShowImage', bytes.name)}
    </button>`
  }
  const canvas = () =>
    html`<canvas
      class="picture"
      role="img"
      aria-label=${label}
      width=${width}
      height=${height}
      ${ref(drawing.draw)}
    ></canvas>`
  return html`${
      drawing.state === 'decoding'
        ? html`<canvas class="picture loading" width=${width} height=${height} aria-hidden="true"></canvas>`
        : canvas()
    }
    <div class="media-facts">
      <span class="muted"
        >${localize.term('mediaSize', localize.number(width), localize.number(height))}${
          animated ? html`, ${localize.term('mediaFirstFrame')}` : nothing
        }</span
      >
      <button
        type="button"
        class="quiet"
        aria-label=${localize.term('mediaEnlargeName', bytes.name)}
        ?disabled=${drawing.state !== 'drawn'}
        @click=${(event: Event) => view.enlarge(event, bytes.name, canvas)}
      >
        ${icon('expand')}${localize.term('resultEnlarge')}
      </button>
      ${downloadButton(view, bytes)}
    </div>`
}

function decode(
  view: ResultBody,
  drawing: Drawing,
  content: Uint8Array<ArrayBuffer>,
  { width, height, type }: Picture,
): void {
  view.stateOf(view.outcome, Album).drawn++
  drawing.state = 'decoding'
  const scale = Math.min(1, SIDE / Math.max(width, height))
  const size = scale < 1 && {
    resizeWidth: Math.max(1, Math.round(width * scale)),
    resizeHeight: Math.max(1, Math.round(height * scale)),
  }
  createImageBitmap(new Blob([content], { type }), { ...size }).then(
    (bitmap) => {
      drawing.bitmap = bitmap
      drawing.state = 'drawn'
      view.update()
    },
    () => {
      drawing.state = 'damaged'
      view.update()
    },
  )
}
