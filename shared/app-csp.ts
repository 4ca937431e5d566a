/**
 * Which other sites an MCP App's frame may use (MCP Apps 2026-01-26, `McpUiResourceCsp`). An MCP server names them, and they
 * end in a header: each is checked here against a grammar that has no room for a second word.
 */

/** Origins, checked. All empty is what an app gets that declares nothing: no network at all. */
export interface AppCsp {
  /** For requests of scripts: `fetch`, WebSockets and the like. */
  readonly connectDomains: readonly string[]
  /** For scripts, styles, images, fonts and media. */
  readonly resourceDomains: readonly string[]
  /** For frames inside of the app. */
  readonly frameDomains: readonly string[]
  /** For `<base>`. */
  readonly baseUriDomains: readonly string[]
}

/** What an app may name in each list. */
const MOST = 32
const LONGEST = 255
const LABEL = '[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?'
const PORT = '(?::\\d{1,5})?'
const SECURE = new RegExp(`^(?:https|wss)://(?:\\*\\.${LABEL}\\.)?${LABEL}(?:\\.${LABEL})*${PORT}$`)
/** Without TLS only on the person's own machine. */
const LOOPBACK = new RegExp(`^(?:http|ws)://(?:localhost|127\\.0\\.0\\.1)${PORT}$`)

/** The names of the lists in the query of `app-sandbox`. */
const PARAMETERS = {
  connectDomains: 'connect',
  resourceDomains: 'resource',
  frameDomains: 'frame',
  baseUriDomains: 'base',
} as const satisfies Record<keyof AppCsp, string>

/** An origin as a source of a content security policy; `undefined` for what is none. */
function sourceOf(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > LONGEST) return undefined
  const source = text.toLowerCase().replace(/\/$/, '')
  return SECURE.test(source) || LOOPBACK.test(source) ? source : undefined
}

function sourcesOf(list: unknown): string[] {
  if (!Array.isArray(list)) return []
  const sources = list.slice(0, MOST).map(sourceOf)
  return [...new Set(sources.filter((source) => source !== undefined))]
}

/** Takes what an MCP server declares. What is no origin is left out. */
export function readAppCsp(declared: unknown): AppCsp {
  const given = (typeof declared === 'object' && declared !== null ? declared : {}) as Record<string, unknown>
  const list = (name: keyof AppCsp) => sourcesOf(Object.hasOwn(given, name) ? given[name] : undefined)
  return {
    connectDomains: list('connectDomains'),
    resourceDomains: list('resourceDomains'),
    frameDomains: list('frameDomains'),
    baseUriDomains: list('baseUriDomains'),
  }
}

/** As the query of `app-sandbox`, e.g. `connect=https%3A%2F%2Fapi.example.com`. */
export function writeAppCsp(csp: AppCsp): URLSearchParams {
  const query = new URLSearchParams()
  for (const [name, parameter] of Object.entries(PARAMETERS)) {
    for (const source of csp[name as keyof AppCsp]) query.append(parameter, source)
  }
  return query
}

/** Reads {@link writeAppCsp}, checking everything again: anybody can write a query. */
export const parseAppCsp = (query: URLSearchParams): AppCsp =>
  readAppCsp(Object.fromEntries(Object.entries(PARAMETERS).map(([name, parameter]) => [name, query.getAll(parameter)])))
