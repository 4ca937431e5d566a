import { McpPlugError } from '../errors.ts'

/** Schemes of HTTP logins that browsers remember and send for any page. */
const SENT_BY_BROWSERS = new Set(['basic', 'digest', 'negotiate', 'ntlm'])

/**
 * Whether a request comes from a page that may use this person's cookies. One of these is enough:
 * the header that SSEClient sends (a foreign page cannot add it without being asked for leave by CORS), an
 * Authorization header without cookies that no browser sends by itself, `Sec-Fetch-Site: same-origin`, or an allowed `Origin`.
 *
 * Errors: `csrf_rejected`.
 */
export function checkOrigin({ headers }: Request, allowedOrigins: readonly string[] = []): void {
  const origin = headers.get('origin')
  const scheme = headers.get('authorization')?.split(' ')[0]!.toLowerCase()
  const allowed =
    headers.has('x-mcp-plug') ||
    (scheme !== undefined && !SENT_BY_BROWSERS.has(scheme) && !headers.has('cookie')) ||
    headers.get('sec-fetch-site') === 'same-origin' ||
    (origin !== null && allowedOrigins.includes(origin))
  if (!allowed) throw new McpPlugError('csrf_rejected')
}
