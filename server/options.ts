import type { CatalogueServer } from '../shared/connection.ts'
import { LIMITS, type Limits } from '../shared/limits.ts'
import type { PrivateNetworkPolicy } from './net/address.ts'
import type { OAuthOptions } from './oauth/options.ts'
import type { KeyRing } from './sessions/keys.ts'
import type { SessionStore } from './sessions/store.ts'
import type { Telemetry } from './telemetry.ts'

/** What the runtime hands over with a request: the h3 event, Node's `{ req, res }`, or what the app passed to `handler.fetch`. */
export type Host = {
  /** Node's request, with what the app's middleware put there (`req.user`). */
  // oxlint-disable-next-line no-explicit-any -- the app knows what its own middleware adds
  readonly req?: any
  // oxlint-disable-next-line no-explicit-any
  readonly [key: string]: any
}

/** A log in the shape of pino's: an object of facts, then a message. No secret is ever logged. */
export interface Logger {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

/** An entry of the catalogue as the operator writes it. */
export interface CatalogueEntry extends CatalogueServer {
  /** Sent with every request to this MCP server, for every user. Never shown to anybody. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What `authenticate` answers: the user's id, or null where nobody is signed in. */
export type Identity = string | { readonly userId: string } | null | undefined

export interface HandlerOptions {
  /**
   * Says who sends a request. Called for every request; null answers 401. Required, unless `userId` is given.
   * An id that arrives in a query string or a body never decides.
   */
  authenticate?(request: Request, host: Host): Identity | Promise<Identity>
  /**
   * One fixed user for all requests. **Everybody who reaches the handler is that user**: for tools that run on one
   * person's machine, and for handlers that are made inside an authenticated route.
   */
  userId?: string
  /** With `userId`: a last word on each request; false answers 401. */
  onAuth?(userId: string, request: Request): boolean | Promise<boolean>
  /** Where sessions live. Default: `createSessionStore()`, from the environment. */
  store?: SessionStore
  /** Seals secrets at rest. Default: `MCP_PLUG_KEYS`. Needed with Redis; `npx mcp-plug keygen` prints one. */
  keys?: KeyRing | string
  /** The catalogue that people choose from, the same for all or by user. Default: empty. */
  servers?:
    | readonly CatalogueEntry[]
    | ((userId: string) => readonly CatalogueEntry[] | Promise<readonly CatalogueEntry[]>)
  /** Whether this person may connect this MCP server. Default: any that `allowPrivateNetwork` does not refuse. */
  allowServer?(url: URL, userId: string): boolean | Promise<boolean>
  /** Opens private networks. **Dangerous**: see {@link PrivateNetworkPolicy}. Default: false. */
  allowPrivateNetwork?: PrivateNetworkPolicy
  /**
   * Origins of other sites whose pages may use this handler with this site's cookies, e.g. `https://app.example.com`:
   * exact ones, for which the handler answers CORS itself. Default: none.
   */
  allowedOrigins?: readonly string[]
  /**
   * The absolute URL of the base path as browsers see it, e.g. `https://app.example.com/api/mcp`. The address that
   * authorization servers send people back to is built from it, never from a Host header. On loopback it is taken from
   * the request; elsewhere a sign-in without it is an error that says so.
   */
  publicUrl?: string
  /** How the app presents itself to authorization servers. */
  oauth?: OAuthOptions
  /** Where `callbackUrl` may point, exactly; the handler's own callback is always allowed. */
  allowedCallbackUrls?: readonly string[]
  /** Life of a session without use, in seconds. Default 43,200 (12 h). Used where the handler makes its own store. */
  sessionTtl?: number
  /** Milliseconds between two comments on a silent event stream. Default 8,000: Bun cuts streams that are silent for 12 s. */
  heartbeatInterval?: number
  /**
   * Whether MCP servers are listened to while their person has a page open or a call running: changes of lists and
   * resources, and questions that legacy servers ask by themselves. It costs one open connection for each such session,
   * on one of all replicas. Default: true.
   */
  listen?: boolean
  /**
   * Answers `GET base/health` and `GET base/ready` for load balancers and orchestrators, to anybody: 200, or of `ready` 503
   * while the process stops or its store cannot be reached. Default: false.
   */
  health?: boolean
  /** Sizes and times; see `LIMITS` in `mcp-plug/shared` for each one's unit and default. */
  limits?: Partial<Limits>
  /** Default: warnings and errors to the console. */
  logger?: Logger
  /**
   * The module `@opentelemetry/api`, for spans and durations; false for none. Default: the app's own, where it is
   * installed. A bundled server has to hand it in. With and without it the W3C trace context of a request is passed on to
   * MCP servers.
   */
  telemetry?: Telemetry | false
}

const consoleLogger: Logger = {
  debug() {},
  info() {},
  // oxlint-disable-next-line no-console -- the default log
  warn: (facts, message) => console.warn(`mcp-plug: ${message}`, facts),
  // oxlint-disable-next-line no-console
  error: (facts, message) => console.error(`mcp-plug: ${message}`, facts),
}

export type ResolvedOptions = HandlerOptions & { readonly limits: Limits; readonly logger: Logger }

const isAddress = (text: unknown): boolean =>
  typeof text === 'string' && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

/** Checks the options and fills in the defaults. Throws a `TypeError` that says what is wrong. */
export function resolveOptions(options: HandlerOptions): ResolvedOptions {
  if (typeof options !== 'object' || options === null)
    throw new TypeError('createSSEHandler takes an object of options.')
  if (options.authenticate === undefined && options.userId === undefined) {
    throw new TypeError(
      'createSSEHandler needs to know who its users are: give it `authenticate: (request, host) => userId`, or `userId` for one fixed user.',
    )
  }
  if (options.authenticate !== undefined && typeof options.authenticate !== 'function') {
    throw new TypeError('`authenticate` must be a function.')
  }
  if (options.userId !== undefined && (typeof options.userId !== 'string' || options.userId === '')) {
    throw new TypeError('`userId` must be a string that is not empty.')
  }
  for (const [name, value] of Object.entries({
    ...options.limits,
    heartbeatInterval: options.heartbeatInterval,
    sessionTtl: options.sessionTtl,
  })) {
    if (value !== undefined && !(typeof value === 'number' && value > 0))
      throw new TypeError(`\`${name}\` must be a number above 0.`)
  }
  for (const [name, value, otherwise] of [
    ['allowedOrigins', options.allowedOrigins],
    ['allowedCallbackUrls', options.allowedCallbackUrls],
    ['allowPrivateNetwork', options.allowPrivateNetwork, 'boolean'],
    ['servers', options.servers, 'function'],
  ] as const) {
    if (value !== undefined && typeof value !== otherwise && !Array.isArray(value))
      throw new TypeError(`\`${name}\` must be a list${otherwise ? `, or a ${otherwise}` : ''}.`)
  }
  if (options.publicUrl !== undefined && !isAddress(options.publicUrl)) {
    throw new TypeError(
      '`publicUrl` must be the whole address of the base path, such as `https://app.example.com/api/mcp`.',
    )
  }
  for (const origin of options.allowedOrigins ?? []) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      throw new TypeError('`allowedOrigins` takes exact origins, such as `https://app.example.com`: no path, no `*`.')
  }
  const limits = { ...LIMITS, ...options.limits }
  if (options.heartbeatInterval !== undefined) limits.heartbeatInterval = options.heartbeatInterval
  return { ...options, limits, logger: options.logger ?? consoleLogger }
}
