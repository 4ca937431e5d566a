/** Bytes that arrive as base64: shown by Blob URLs of safe types, or saved as a file. */

const RASTER_TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'])

const essence = (mimeType: string | undefined): string => (mimeType ?? '').split(';', 1)[0]!.trim().toLowerCase()

/** Pictures that cannot carry scripts. SVG can, once its URL is opened as a document. */
export const isRasterImage = (mimeType: string | undefined): boolean => RASTER_TYPES.has(essence(mimeType))

export const isAudio = (mimeType: string | undefined): boolean => /^audio\/[\w.+-]+$/.test(essence(mimeType))

/** The bytes, or undefined where the text is not base64. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

/** A file name made of the last part of an address: untrusted, so only plain characters stay. */
export function fileName(uri: string): string {
  const last =
    uri
      .split(/[?#]/, 1)[0]!
      .split(/[/\\:]/)
      .findLast((part) => part !== '') ?? ''
  return (
    last
      .replace(/[^\p{L}\p{N}._-]+/gu, '_')
      .replace(/^\.+/, '')
      .slice(-80) || 'result'
  )
}

/**
 * Lets the person save a file. Its type is always generic: a Blob URL has the page's origin, and must never be
 * opened as HTML.
 */
export function saveFile(name: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  // The download has its own reference once the click was handled.
  setTimeout(() => URL.revokeObjectURL(url))
}
