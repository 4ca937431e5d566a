import { StoreError } from './errors.ts'
import type { KeyRing, RingKey } from './keys.ts'

/** What a sealed value is bound to. Opened in any other place it is refused. */
export interface SealContext {
  /** Salt of the derived key: the session's id, or what else the value belongs to. */
  scope: string
  /** Key under which the store keeps it. */
  key: string
  field: string
  /** Generation of the record, or the nonce of an entry that is written once. */
  generation: number | string
}

const VERSION = 'v1'
const DERIVED_KEYS_KEPT = 1_000
const encoder = new TextEncoder()

/**
 * Seals values with AES-256-GCM (NIST SP 800-38D) as `v1.<kid>.<iv>.<ciphertext>`. Each scope has its own key, derived
 * by HKDF-SHA-256 (RFC 5869) from the ring, and each value is bound to its place by additional data.
 */
export class Sealer {
  readonly #keys: ReadonlyMap<string, RingKey>
  readonly #current: RingKey
  readonly #derived = new Map<string, Promise<CryptoKey>>()

  constructor(ring: KeyRing) {
    this.#current = ring[0]
    this.#keys = new Map(ring.map((key) => [key.kid, key]))
  }

  /** Seals anything that JSON can carry. */
  async seal(value: unknown, context: SealContext): Promise<string> {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const ciphertext = await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: boundTo(this.#current.kid, context) },
      await this.#derive(this.#current, context.scope),
      encoder.encode(JSON.stringify(value)),
    )
    return [VERSION, this.#current.kid, base64url(iv), base64url(new Uint8Array(ciphertext))].join('.')
  }

  /** @throws StoreError `session_unreadable` when no key of the ring opens it in this place. */
  async open(sealed: string, context: SealContext): Promise<unknown> {
    const [version, kid, iv, ciphertext, ...rest] = sealed.split('.')
    if (version !== VERSION || !kid || !iv || !ciphertext || rest.length > 0) throw unreadable('it has an unknown form')
    const key = this.#keys.get(kid)
    if (!key) throw unreadable(`the key ring has no key ${kid}`)
    let plain: ArrayBuffer
    try {
      plain = await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: Buffer.from(iv, 'base64url'), additionalData: boundTo(kid, context) },
        await this.#derive(key, context.scope),
        Buffer.from(ciphertext, 'base64url'),
      )
    } catch {
      throw unreadable(`key ${kid} does not open it here`)
    }
    return JSON.parse(new TextDecoder().decode(plain))
  }

  /** Whether the value was sealed with the first key of the ring. */
  isCurrent(sealed: string): boolean {
    return sealed.startsWith(`${VERSION}.${this.#current.kid}.`)
  }

  #derive(key: RingKey, scope: string): Promise<CryptoKey> {
    const name = `${key.kid} ${scope}`
    const known = this.#derived.get(name)
    if (known) this.#derived.delete(name)
    const derived = known ?? deriveKey(key, scope)
    // Set anew at the end: the first of the map is then the one least recently used.
    this.#derived.set(name, derived)
    if (this.#derived.size > DERIVED_KEYS_KEPT) this.#derived.delete(this.#derived.keys().next().value!)
    return derived
  }
}

async function deriveKey(key: RingKey, scope: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', key.secret, 'HKDF', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: encoder.encode(scope), info: encoder.encode('mcp-plug seal v1') },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

/** As JSON, so that no two contexts give the same bytes. */
const boundTo = (kid: string, { key, field, generation }: SealContext): Uint8Array<ArrayBuffer> =>
  encoder.encode(JSON.stringify([VERSION, kid, key, field, String(generation)]))

const base64url = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url')

const unreadable = (why: string): StoreError =>
  new StoreError('session_unreadable', { cause: new Error(`A sealed value cannot be opened: ${why}.`) })
