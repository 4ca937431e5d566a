/** What bytes are, by what they begin with: what a server says of them is not believed. No DOM. */

export interface Picture {
  readonly type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/avif' | 'image/bmp'
  readonly width: number
  readonly height: number
  /** It has more than one frame. */
  readonly animated: boolean
}

/** Bytes in which what is told of a picture is looked for. */
const HEAD = 16_384

const text = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length))

/** A raster picture with its size in pixels; undefined for everything else, SVG too. */
export function readPicture(bytes: Uint8Array<ArrayBuffer>): Picture | undefined {
  if (bytes.length < 16) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    if (text(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return readPng(bytes, view)
    if (/^GIF8[79]a/.test(text(bytes, 0, 6))) return readGif(bytes, view)
    if (view.getUint16(0) === 0xffd8) return readJpeg(view)
    if (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 4) === 'WEBP') return readWebp(bytes, view)
    if (text(bytes, 4, 4) === 'ftyp') return readAvif(bytes, view)
    if (text(bytes, 0, 2) === 'BM') {
      const [width, height] = [Math.abs(view.getInt32(18, true)), Math.abs(view.getInt32(22, true))]
      return { type: 'image/bmp', width, height, animated: false }
    }
  } catch (error) {
    // It ends before its size is told.
    if (!(error instanceof RangeError)) throw error
  }
  return undefined
}

function readPng(bytes: Uint8Array, view: DataView): Picture {
  let animated = false
  // Chunks up to the first with pixels: length, name, data, checksum.
  for (let at = 8; at + 8 <= Math.min(bytes.length, HEAD); at += 12 + view.getUint32(at)) {
    const name = text(bytes, at + 4, 4)
    animated ||= name === 'acTL'
    if (name === 'IDAT') break
  }
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20), animated }
}

function readGif(bytes: Uint8Array, view: DataView): Picture {
  const table = (flags: number) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0)
  let at = 13 + table(bytes[10]!)
  let frames = 0
  while (at < bytes.length && frames < 2) {
    const mark = bytes[at]
    if (mark === 0x2c) {
      frames++
      at += 11 + table(bytes[at + 9]!)
    } else if (mark === 0x21) at += 2
    else break
    while (bytes[at]) at += bytes[at]! + 1
    at++
  }
  return { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true), animated: frames > 1 }
}

function readJpeg(view: DataView): Picture | undefined {
  for (let at = 2; at < view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return undefined
    const mark = view.getUint8(at + 1)
    // Start of frame, but for the three marks between that mean something else.
    if (mark >= 0xc0 && mark <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(mark)) {
      return { type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5), animated: false }
    }
    at += mark === 0xff ? 1 : 2 + view.getUint16(at + 2)
  }
  return undefined
}

function readWebp(bytes: Uint8Array, view: DataView): Picture | undefined {
  const type = 'image/webp'
  const uint24 = (at: number) => view.getUint16(at, true) + (bytes[at + 2]! << 16)
  switch (text(bytes, 12, 4)) {
    case 'VP8X':
      return { type, width: uint24(24) + 1, height: uint24(27) + 1, animated: (bytes[20]! & 2) !== 0 }
    case 'VP8L': {
      const bits = view.getUint32(21, true)
      return { type, width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1, animated: false }
    }
    case 'VP8 ':
      return {
        type,
        width: view.getUint16(26, true) & 0x3fff,
        height: view.getUint16(28, true) & 0x3fff,
        animated: false,
      }
    default:
      return undefined
  }
}

function readAvif(bytes: Uint8Array, view: DataView): Picture | undefined {
  const brand = text(bytes, 8, 4)
  if (brand !== 'avif' && brand !== 'avis') return undefined
  let [width, height] = [0, 0]
  // There may be several, for parts of it; the largest is the whole.
  for (let at = 16; at + 16 <= Math.min(bytes.length, HEAD); at++) {
    if (text(bytes, at, 4) !== 'ispe') continue
    width = Math.max(width, view.getUint32(at + 8))
    height = Math.max(height, view.getUint32(at + 12))
  }
  return width > 0 && height > 0 ? { type: 'image/avif', width, height, animated: brand === 'avis' } : undefined
}

/** Whether bytes are a sound of a kind that browsers play. */
export function isSound(bytes: Uint8Array): boolean {
  const start = text(bytes, 0, 12)
  return (
    /^(RIFF[^]{4}WAVE|OggS|fLaC|ID3|.E\xdf\xa3|[^]{4}ftyp(M4A|isom|mp4|dash|iso))/.test(start) ||
    // A frame of MP3 or AAC.
    (bytes[0] === 0xff && (bytes[1]! & 0xe0) === 0xe0)
  )
}

/** Seconds that a sound lasts, where that can be read without decoding it: WAV and Ogg. */
export function readDuration(bytes: Uint8Array<ArrayBuffer>): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const start = text(bytes, 0, 4)
    if (start === 'RIFF') return wavDuration(bytes, view)
    if (start === 'OggS') return oggDuration(bytes, view)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return undefined
}

function wavDuration(bytes: Uint8Array, view: DataView): number | undefined {
  let rate = 0
  for (let at = 12; at + 8 <= bytes.length;) {
    const [name, size] = [text(bytes, at, 4), view.getUint32(at + 4, true)]
    if (name === 'fmt ') rate = view.getUint32(at + 16, true)
    if (name === 'data') return rate > 0 ? Math.min(size, bytes.length - at - 8) / rate : undefined
    at += 8 + size + (size % 2)
  }
  return undefined
}

/** Bytes that a page of Ogg has at most. */
const PAGE = 65_307

/** By the position of its last page; Opus counts at 48 kHz, Vorbis tells its own rate. */
function oggDuration(bytes: Uint8Array, view: DataView): number | undefined {
  const head = text(bytes, 28, 8)
  const rate = head === 'OpusHead' ? 48_000 : head.startsWith('\x01vorbis') ? view.getUint32(40, true) : 0
  for (let at = bytes.length - 27; rate > 0 && at >= Math.max(0, bytes.length - PAGE); at--) {
    if (text(bytes, at, 4) === 'OggS') return Number(view.getBigUint64(at + 6, true)) / rate
  }
  return undefined
}
