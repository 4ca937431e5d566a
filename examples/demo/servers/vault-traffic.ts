/** What the vault's authorization server was asked, and the ways in which it can be made to misbehave. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Context, Middleware, Provider } from 'oidc-provider'

/** Changed at run time by `set`. */
export interface VaultSettings {
  /** Whether the metadata offers S256. Default true. */
  pkce: boolean
  /** The `iss` of authorization responses, successes and errors (RFC 9207). Default `right`. */
  iss: 'right' | 'wrong' | 'missing'
  /** Whether the metadata says that responses carry `iss`. Default true. */
  issAdvertised: boolean
  /** Dynamic registration: `off` is not offered, `rejects` is offered and answers 400. Default `on`. */
  registration: 'on' | 'off' | 'rejects'
  /** `down` answers 503, `cut` closes the connection, `hangs` never answers; none of them issues tokens. Default `up`. */
  tokenEndpoint: 'up' | 'down' | 'cut' | 'hangs'
  /** Milliseconds between the work of the token endpoint, rotation included, and its answer. Default 0. */
  tokenReplyDelay: number
}

export const WELL_BEHAVED: Readonly<VaultSettings> = {
  pkce: true,
  iss: 'right',
  issAdvertised: true,
  registration: 'on',
  tokenEndpoint: 'up',
  tokenReplyDelay: 0,
}

export interface AuthorizationCounts {
  /** Clients registered dynamically. */
  registrations: number
  /** Authorization responses. */
  authorizations: { granted: number; refused: number }
  /** Token requests that were worked on, by `grant_type`. */
  tokenRequests: Record<string, { ok: number; refused: number }>
  /** Token requests that met a token endpoint which was not up. */
  tokenRequestsLost: number
  /** Refreshes that gave tokens. */
  refreshes: number
  /** Refresh tokens that came a second time, and so ended their grant. */
  reuseDetections: number
  /** Revocation requests that were answered 200. */
  revocations: number
}

export class AuthorizationTraffic {
  readonly settings: VaultSettings
  readonly counts: AuthorizationCounts = {
    registrations: 0,
    authorizations: { granted: 0, refused: 0 },
    tokenRequests: {},
    tokenRequestsLost: 0,
    refreshes: 0,
    reuseDetections: 0,
    revocations: 0,
  }
  #dropReplies = 0

  constructor(settings: Partial<VaultSettings>) {
    this.settings = { ...WELL_BEHAVED, ...settings }
  }

  /** The next refreshes, so many, rotate the token, and their answers are lost. */
  dropRefreshReplies(count: number): void {
    this.#dropReplies = count
  }

  attach(provider: Provider): void {
    const { counts } = this
    provider
      .on('registration_create.success', () => counts.registrations++)
      .on('authorization.success', () => counts.authorizations.granted++)
      .on('authorization.error', () => counts.authorizations.refused++)
      .on('grant.error', (_context, error) => {
        if ((error as { error_detail?: string }).error_detail === 'refresh token already used') counts.reuseDetections++
      })
      .use(this.#middleware)
  }

  readonly #middleware: Middleware = async (context, next) => {
    const { path, method } = context
    if (path === '/token' && method === 'POST') return this.#token(context, next)
    if (path === '/reg' && this.settings.registration !== 'on') return this.#refuseRegistration(context)
    await next()
    if (path === '/token/revocation' && context.status === 200) this.counts.revocations++
    if (path.startsWith('/.well-known/')) this.#changeMetadata(context)
    if (this.settings.iss !== 'right') this.#changeIssuer(context)
  }

  async #token(context: Context, next: () => Promise<void>): Promise<void> {
    const { settings, counts } = this
    if (settings.tokenEndpoint !== 'up') {
      counts.tokenRequestsLost++
      if (settings.tokenEndpoint === 'down') return void (context.status = 503)
      context.respond = false
      if (settings.tokenEndpoint === 'cut') context.req.socket.destroy()
      return
    }
    await next()
    const grantType = String(context.oidc?.params?.['grant_type'])
    const ok = context.status === 200
    const outcomes = (counts.tokenRequests[grantType] ??= { ok: 0, refused: 0 })
    outcomes[ok ? 'ok' : 'refused']++
    const refreshed = grantType === 'refresh_token' && ok
    if (refreshed) counts.refreshes++
    const lost = refreshed && this.#dropReplies > 0
    if (lost) this.#dropReplies--
    // The timer must not keep a process alive that has closed the vault.
    if (settings.tokenReplyDelay > 0) await delay(settings.tokenReplyDelay, undefined, { ref: false })
    if (!lost) return
    context.respond = false
    context.req.socket.destroy()
  }

  #refuseRegistration(context: Context): void {
    const off = this.settings.registration === 'off'
    context.status = off ? 404 : 400
    context.body = { error: off ? 'not_found' : 'invalid_client_metadata' }
  }

  #changeMetadata(context: Context): void {
    const { pkce, issAdvertised, registration } = this.settings
    const metadata = context.body as Record<string, unknown>
    if (!pkce) delete metadata['code_challenge_methods_supported']
    if (!issAdvertised) delete metadata['authorization_response_iss_parameter_supported']
    if (registration === 'off') delete metadata['registration_endpoint']
  }

  #changeIssuer(context: Context): void {
    const location = context.response.get('Location')
    if (!URL.canParse(location)) return
    const url = new URL(location)
    if (!url.searchParams.has('iss')) return
    if (this.settings.iss === 'missing') url.searchParams.delete('iss')
    else url.searchParams.set('iss', 'https://somebody-else.example')
    context.redirect(url.href)
  }
}
