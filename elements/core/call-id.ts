/** An id that nobody guesses. Works in pages without TLS too, which have no `randomUUID`. */
export const newCallId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
