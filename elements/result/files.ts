/** Bytes that arrive as base64, and files that a person saves. */

/** The bytes, or undefined where the text is not base64. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const binary = atob(text)
    const bytes = new Uint8Array(binary.length)
    for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
    return bytes
  } catch {
    return undefined
  }
}

/** Bytes that a base64 text stands for. */
export const sizeOfBase64 = (text: string): number =>
  Math.floor((text.length * 3) / 4) - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0)

/** A file name made of the last part of an address: untrusted, so only plain characters stay. */
export function fileName(uri: string): string {
  const last =
    uri
      .slice(0, 2_000)
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
