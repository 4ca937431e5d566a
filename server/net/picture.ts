import { isIP } from 'node:net'
import { limitBytes } from './byte-limit.ts'
import type { GuardedFetch } from './guarded-fetch.ts'
import { sniffRaster } from './raster.ts'

/** A small raster picture, as it goes to a page. */
export interface Picture {
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Largest picture, in bytes: an icon is drawn at 40 pixels. */
const MOST_BYTES = 128 * 1024
/** Longest side in pixels: a few bytes can decode to gigabytes. */
const LONGEST_SIDE = 2_048
/** For one picture, from the first byte asked to the last one read. */
const FETCH_MS = 5_000
/** Pictures kept in this process, and for how long: what was got, and that nothing was to be had. */
const KEPT = 64
const KEPT_MS = 3_600_000
const MISSED_MS = 60_000

/** For the header that says what we can use; SVG is a program, and not among it. */
const ACCEPT = 'image/png, image/webp, image/avif, image/jpeg, image/gif, image/x-icon;q=0.5'

interface Kept {
  readonly picture: Promise<Picture | undefined>
  until: number
}

/** By fetch, since that is by policy: what one may reach, another may not. Nobody's credentials went into it. */
const caches = new WeakMap<GuardedFetch, Map<string, Kept>>()

/** The picture at a `data:` or web address, if there is a small raster one. Never rejects. */
export function loadPicture(fetch: GuardedFetch, address: string): Promise<Picture | undefined> {
  if (/^data:/i.test(address)) return Promise.resolve(fromData(address))
  const cache = caches.get(fetch) ?? new Map<string, Kept>()
  caches.set(fetch, cache)
  const known = cache.get(address)
  if (known && known.until > Date.now()) return known.picture
  cache.delete(address)
  const picture = fetchPicture(fetch, address).catch(() => undefined)
  const kept: Kept = { picture, until: Date.now() + KEPT_MS }
  cache.set(address, kept)
  if (cache.size > KEPT) cache.delete(cache.keys().next().value!)
  void picture.then((found) => {
    if (!found) kept.until = Date.now() + MISSED_MS
  })
  return picture
}

/** No cookie, no token; redirects within its origin only, as the guarded fetch has it. */
async function fetchPicture(fetch: GuardedFetch, address: string): Promise<Picture | undefined> {
  const response = await fetch(address, { headers: { accept: ACCEPT }, signal: AbortSignal.timeout(FETCH_MS) })
  if (response.status !== 200 || Number(response.headers.get('content-length')) > MOST_BYTES) {
    await response.body?.cancel()
    return undefined
  }
  const body = response.body?.pipeThrough(limitBytes(MOST_BYTES, 'whole', () => {}))
  return body && asPicture(new Uint8Array(await new Response(body).arrayBuffer()))
}

/** Base64 only: all else in a `data:` address is text. */
function fromData(address: string): Picture | undefined {
  const [, base64] = /^data:image\/[\w.+-]+;base64,([\w+/=\s-]*)$/i.exec(address.slice(0, MOST_BYTES * 2)) ?? []
  return base64 === undefined ? undefined : asPicture(Uint8Array.from(Buffer.from(base64, 'base64')))
}

function asPicture(bytes: Uint8Array<ArrayBuffer>): Picture | undefined {
  if (bytes.byteLength > MOST_BYTES) return undefined
  const raster = sniffRaster(bytes)
  if (!raster || (raster.side ?? 0) > LONGEST_SIDE) return undefined
  return { type: raster.type, bytes }
}

/**
 * Whether a picture that an MCP server names may be asked for: one inside its answer, or on its own host, or on one
 * beside, above or below that (2025-11-25, "Icons": from the server's domain). Others would be asked by everybody's handler at the
 * word of a stranger.
 */
export function isOwnPicture(address: string, serverUrl: string): boolean {
  if (/^data:image\//i.test(address)) return true
  if (!URL.canParse(address)) return false
  const { protocol, hostname, username, password } = new URL(address)
  const { hostname: server } = new URL(serverUrl)
  if (!/^https?:$/.test(protocol) || username || password) return false
  if (hostname === server) return true
  if (isIP(hostname) || isIP(server) || server.startsWith('[')) return false
  const labels = server.split('.')
  const parent = labels.length > 2 ? labels.slice(1).join('.') : server
  return hostname === parent || hostname.endsWith(`.${parent}`)
}
