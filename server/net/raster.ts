/** A raster picture: its media type by its own first bytes, and its size where they tell it. */
export interface Raster {
  readonly type: string
  /** The longer side, in pixels; undefined where only decoding would tell. */
  readonly side: number | undefined
}

const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))

const begins = (bytes: Uint8Array, ...start: number[]): boolean => start.every((byte, at) => bytes[at] === byte)

/** What a picture is by its bytes, whatever its server says of it; undefined for all that is no raster picture, SVG too. */
export function sniffRaster(bytes: Uint8Array): Raster | undefined {
  if (bytes.byteLength < 32) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const longer = (width: number, height: number) => Math.max(width, height)
  if (begins(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a))
    return { type: 'image/png', side: longer(view.getUint32(16), view.getUint32(20)) }
  if (/^GIF8[79]a$/.test(ascii(bytes, 0, 6)))
    return { type: 'image/gif', side: longer(view.getUint16(6, true), view.getUint16(8, true)) }
  if (begins(bytes, 0xff, 0xd8, 0xff)) return { type: 'image/jpeg', side: jpegSide(view) }
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP')
    return { type: 'image/webp', side: webpSide(bytes, view) }
  if (ascii(bytes, 4, 8) === 'ftyp' && /^avi[fs]$/.test(ascii(bytes, 8, 12)))
    return { type: 'image/avif', side: undefined }
  if (begins(bytes, 0, 0, 1, 0) && bytes[4]! > 0 && bytes[5] === 0) return { type: 'image/x-icon', side: undefined }
  return undefined
}

/** Walks the segments up to the frame header (ITU-T T.81, B.2.2). */
function jpegSide(view: DataView): number | undefined {
  let at = 2
  while (at + 9 < view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return Math.max(view.getUint16(at + 5), view.getUint16(at + 7))
    at += 2 + view.getUint16(at + 2)
  }
  return undefined
}

/** The canvas of an extended file, or the frame of a simple one (RFC 9649). */
function webpSide(bytes: Uint8Array, view: DataView): number | undefined {
  const kind = ascii(bytes, 12, 16)
  if (kind === 'VP8X') {
    const side = (at: number) => 1 + view.getUint16(at, true) + (bytes[at + 2]! << 16)
    return Math.max(side(24), side(27))
  }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true)
    return Math.max((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)
  }
  if (kind === 'VP8 ') return Math.max(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff)
  return undefined
}
