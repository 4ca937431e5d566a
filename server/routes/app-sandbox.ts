import { type AppCsp, parseAppCsp } from '../../shared/app-csp.ts'
import type { ResolvedOptions } from '../options.ts'
import { SANDBOX_PAGE } from './app-sandbox-page.ts'
import { ANSWER_HEADERS } from './sse.ts'

/** What the sandbox and the app in it may do: run scripts and have forms. Without an origin, without popups, downloads or dialogs. */
const ALLOWED = 'allow-scripts allow-forms'

/**
 * `GET base/app-sandbox`: the outer frame of an MCP App (MCP Apps 2026-01-26, "Sandbox proxy"). The same page for everybody:
 * it takes no login and tells nothing. The query says which other sites the app may use; the answer's content security
 * policy binds the page, and the app's own document inherits it.
 */
export function serveAppSandbox(options: ResolvedOptions, request: Request): Response {
  const csp = withoutSites(parseAppCsp(new URL(request.url).searchParams), ownSites(options, request))
  return new Response(SANDBOX_PAGE, {
    headers: {
      ...ANSWER_HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyOf(csp, options.allowedOrigins ?? []),
      'referrer-policy': 'no-referrer',
      'x-dns-prefetch-control': 'off',
    },
  })
}

/**
 * No `'self'` for anything that is loaded: it would be the app's own site, where the person is logged in. No hash for the
 * page's own script: beside one, the inline scripts that apps consist of would not run.
 */
function policyOf(csp: AppCsp, framers: readonly string[]): string {
  const local = ['blob:', 'data:']
  const inline = ["'unsafe-inline'", ...local, ...csp.resourceDomains]
  const orNone = (sources: readonly string[]) => (sources.length > 0 ? sources : ["'none'"])
  const directives: readonly (readonly [string, readonly string[]])[] = [
    ['default-src', ["'none'"]],
    ['script-src', ["'wasm-unsafe-eval'", ...inline]],
    ['style-src', inline],
    ['img-src', [...local, ...csp.resourceDomains]],
    ['font-src', [...local, ...csp.resourceDomains]],
    ['media-src', [...local, ...csp.resourceDomains]],
    ['worker-src', ['blob:']],
    ['connect-src', [...local, ...csp.connectDomains]],
    // Also where the app's frame may go by itself: an address is a way out for data.
    ['frame-src', orNone(csp.frameDomains)],
    ['object-src', ["'none'"]],
    ['base-uri', orNone(csp.baseUriDomains)],
    ['form-action', ["'none'"]],
    ['frame-ancestors', ["'self'", ...framers]],
    // Holds however the page is opened: it never has this site's origin.
    ['sandbox', [ALLOWED]],
  ]
  return directives.map(([name, sources]) => [name, ...sources].join(' ')).join('; ')
}

/** Hosts, with ports, at which this site answers. */
function ownSites({ publicUrl, allowedOrigins = [] }: ResolvedOptions, request: Request): URL[] {
  const host = request.headers.get('host')
  const named = [publicUrl, request.url, host ? `https://${host}` : undefined, ...allowedOrigins]
  return named.filter((url) => url !== undefined && URL.canParse(url)).map((url) => new URL(url!))
}

/** The person's browser may send its login along to the site that the elements are on: no app gets to it. */
function withoutSites(csp: AppCsp, sites: readonly URL[]): AppCsp {
  const foreign = (sources: readonly string[]) =>
    sources.filter((source) => !sites.some((site) => covers(source, site)))
  return {
    connectDomains: foreign(csp.connectDomains),
    resourceDomains: foreign(csp.resourceDomains),
    frameDomains: foreign(csp.frameDomains),
    baseUriDomains: foreign(csp.baseUriDomains),
  }
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

function covers(source: string, site: URL): boolean {
  const [, scheme, wildcard, name, port] = /^(\w+):\/\/(\*)?(.*?)(?::(\d+))?$/.exec(source)!
  if (wildcard) return site.hostname.endsWith(name!)
  // The person's own machine has several names, and each port there may be another site.
  if (LOOPBACK.test(name!) && LOOPBACK.test(site.hostname)) {
    const secure = scheme === 'https' || scheme === 'wss'
    return (port ?? (secure ? '443' : '80')) === (site.port || (site.protocol === 'https:' ? '443' : '80'))
  }
  return site.hostname === name
}
