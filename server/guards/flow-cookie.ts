import type { CallerContext, ServerContext } from '../context.ts'
import { hostOf } from '../net/address.ts'
import { isStoreFull } from '../sessions/errors.ts'
import { digest, randomId } from '../sessions/ids.ts'

/** Life of the cookie and its place in the store, in seconds: enough for a sign-in that begins with the page. */
const TTL = 3_600
/** Cookies of one process that are known to be good, so that a call asks the store for none. */
const KNOWN_KEPT = 10_000
const known = new WeakMap<ServerContext['store'], Map<string, string>>()

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/

/** Whether browsers reach this handler on a loopback address, as its public URL says, or else the request. */
const isLoopback = ({ options }: ServerContext, request: Request): boolean =>
  options.publicUrl === undefined
    ? loopbackOrigin(request) !== undefined
    : LOOPBACK.test(hostOf(new URL(options.publicUrl)))

/**
 * The origin that a browser has asked for, where it is on a loopback address; else undefined. Some runtimes say
 * `localhost` of any request (Next.js): the Host header tells, and is believed where it names a loopback address only.
 */
export function loopbackOrigin(request: Request): string | undefined {
  const url = new URL(request.url)
  const named = `${url.protocol}//${request.headers.get('host') ?? url.host}`
  const asked = URL.canParse(named) ? new URL(named) : undefined
  return asked && [url, asked].every((one) => LOOPBACK.test(hostOf(one))) ? asked.origin : undefined
}

/** `__Host-` keeps sister sites from setting it; browsers refuse that over plain http, which is for loopback only. */
const cookieName = (loopback: boolean) => (loopback ? 'mcp-plug-flow' : '__Host-mcp-plug-flow')

/** SHA-256 of the flow cookie that came along: the browser, as sign-ins remember it. */
export function browserHashOf(context: ServerContext, request: Request): string | undefined {
  const wanted = cookieName(isLoopback(context, request))
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === wanted) return digest(pair.slice(at + 1).trim())
  }
  return undefined
}

const stateName = (browserHash: string) => `browser ${browserHash}`

/** Whose browser this is, by the flow cookie alone: for navigations, which may carry no login. */
export async function userOfBrowser({ store }: ServerContext, browserHash: string): Promise<string | undefined> {
  const owner = (await store.peekState(stateName(browserHash))) as { userId?: string } | null
  return owner?.userId
}

/**
 * Binds the browser to its user at an authenticated POST. Gives the `Set-Cookie` header where the browser has no cookie of
 * this user's, else nothing. Never called for a GET, which any page may cause.
 */
export async function bindBrowser(context: CallerContext, request: Request): Promise<{ setCookie?: string }> {
  const { store, userId } = context
  const owners = known.get(store) ?? new Map<string, string>()
  known.set(store, owners)
  const browserHash = browserHashOf(context, request)
  if (browserHash !== undefined) {
    const owner = owners.get(browserHash) ?? (await userOfBrowser(context, browserHash))
    if (owner === userId) {
      remember(owners, browserHash, userId)
      return {}
    }
  }
  const value = randomId(32)
  const fresh = digest(value)
  try {
    await store.putState(stateName(fresh), { userId }, TTL)
  } catch (error) {
    // What only reads goes on in a full store; the next request tries again.
    if (isStoreFull(error)) return {}
    throw error
  }
  remember(owners, fresh, userId)
  const loopback = isLoopback(context, request)
  const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${TTL}${loopback ? '' : '; Secure'}`
  return { setCookie: `${cookieName(loopback)}=${value}; ${attributes}` }
}

function remember(owners: Map<string, string>, browserHash: string, userId: string): void {
  owners.set(browserHash, userId)
  if (owners.size > KNOWN_KEPT) owners.delete(owners.keys().next().value!)
}
