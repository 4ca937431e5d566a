import { randomBytes } from 'node:crypto'
import { randomId } from './ids.ts'

/** One key of the ring. Its id travels with everything that it seals. */
export interface RingKey {
  readonly kid: string
  /** 32 bytes. */
  readonly secret: Uint8Array<ArrayBuffer>
}

/** Keys that seal what a store keeps: the first seals, all of them open. */
export type KeyRing = readonly [RingKey, ...RingKey[]]

const KID = /^[A-Za-z0-9_-]{1,32}$/
const SECRET = /^[A-Za-z0-9_-]{43}=?$/

/**
 * Reads a key ring: `kid:base64url(32 bytes)`, comma-separated.
 * @throws TypeError that names the place of the fault and repeats nothing of the input.
 */
export function parseKeyRing(text: string): KeyRing {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  const keys = entries.map((entry, index) => parseKey(entry, `Key ${index + 1} of ${entries.length}`))
  const [first, ...rest] = keys
  if (!first) throw new TypeError('The key ring is empty. Make a key with `npx mcp-plug keygen`.')
  if (new Set(keys.map((key) => key.kid)).size !== keys.length) {
    throw new TypeError(
      'Two keys of the key ring have the same id. The id says which key opens a value: give each its own.',
    )
  }
  return [first, ...rest]
}

function parseKey(entry: string, where: string): RingKey {
  const colon = entry.indexOf(':')
  if (colon < 0) throw new TypeError(`${where} has no id: a key is written kid:base64url(32 bytes).`)
  const kid = entry.slice(0, colon)
  const secret = entry.slice(colon + 1)
  if (!KID.test(kid)) throw new TypeError(`${where} has an id that is not 1 to 32 letters, digits, "-" or "_".`)
  if (!SECRET.test(secret)) throw new TypeError(`${where} is not 32 bytes in base64url (43 characters).`)
  return { kid, secret: new Uint8Array(Buffer.from(secret, 'base64url')) }
}

/** Makes a key in the form that {@link parseKeyRing} reads, with a random id. */
export const generateKey = (): string => `k${randomBytes(4).toString('hex')}:${randomId(32)}`
