import type { ServerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import { loopbackOrigin } from '../guards/flow-cookie.ts'

/** The routes below the base path that people's browsers navigate to. */
export const ROUTES = ['oauth/start', 'oauth/callback', 'oauth/client-metadata', 'app-sandbox'] as const

/** Those that pages ask for themselves: guarded as every call. */
export const ASKED = ['icon'] as const

/** The route that a path names, and the base path before it. */
export function splitPath(pathname: string): {
  base: string
  route: (typeof ROUTES | typeof ASKED)[number] | undefined
} {
  const trimmed = pathname.replace(/\/+$/, '')
  const route = [...ROUTES, ...ASKED].find((one) => trimmed.endsWith(`/${one}`))
  return { base: route ? trimmed.slice(0, -route.length - 1) : trimmed, route }
}

/**
 * The absolute URL of the base path, for addresses that others keep: `publicUrl`, or on loopback what the request says.
 * A Host header decides nothing else.
 */
export function knownBase(context: ServerContext, request: Request): string | undefined {
  const { publicUrl } = context.options
  if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, '')
  const origin = loopbackOrigin(request)
  return origin && origin + splitPath(new URL(request.url).pathname).base
}

/** As {@link knownBase}. Errors: `internal`, in words for the operator, where it is not known. */
export function publicBase(context: ServerContext, request: Request): string {
  const base = knownBase(context, request)
  if (base === undefined) throw new McpPlugError('internal', { message: NO_PUBLIC_URL })
  return base
}

export const NO_PUBLIC_URL = 'Signing in is not set up on this site: its operator must set `publicUrl`.'

/** Where an authorization server sends people back to. Errors: `invalid_return_to` for a callback that is not allowed. */
export function redirectUri(context: ServerContext, base: string, callbackUrl: string | undefined): string {
  const own = `${base}/oauth/callback`
  if (callbackUrl === undefined || callbackUrl === own) return own
  if (context.options.allowedCallbackUrls?.includes(callbackUrl)) return callbackUrl
  throw new McpPlugError('invalid_return_to', { message: 'This callback address is not among `allowedCallbackUrls`.' })
}

/** Where the person goes in the end: on this site, or beside an allowed callback. Errors: `invalid_return_to`. */
export function checkReturnTo(context: ServerContext, base: string, returnTo: string | undefined): string | undefined {
  if (returnTo === undefined) return undefined
  const allowed = [base, ...(context.options.allowedCallbackUrls ?? [])].map((url) => new URL(url).origin)
  const url = URL.canParse(returnTo, base) ? new URL(returnTo, base) : undefined
  const plain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password
  if (!plain || !allowed.includes(url.origin)) throw new McpPlugError('invalid_return_to')
  return url.href
}
