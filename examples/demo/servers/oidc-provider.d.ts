/** Of `oidc-provider`, which comes without types, what the vault uses. */
declare module 'oidc-provider' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

  /** A request and its response, as Koa hands them to a middleware. */
  export interface Context {
    readonly req: IncomingMessage
    readonly res: ServerResponse
    readonly path: string
    readonly method: string
    readonly query: Readonly<Record<string, string | string[] | undefined>>
    readonly response: { get(header: string): string }
    readonly oidc?: { readonly params?: Readonly<Record<string, unknown>> }
    status: number
    body: unknown
    /** False: the response is none of Koa's business. */
    respond: boolean
    set(headers: Readonly<Record<string, string>>): void
    redirect(url: string): void
  }

  export type Middleware = (context: Context, next: () => Promise<void>) => Promise<void>

  export interface Interaction {
    readonly uid: string
    readonly params: Readonly<Record<string, unknown>>
  }

  export interface Grant {
    addOIDCScope(scope: string): void
    addResourceScope(resource: string, scope: string): void
    /** Resolves to the grant's id. */
    save(): Promise<string>
  }

  export interface AccessToken {
    /** Absent from a token that an app got for itself. */
    readonly accountId?: string
    readonly clientId: string
    readonly aud: string
    readonly scope?: string
    /** Seconds since the epoch. */
    readonly exp: number
    readonly extra?: Readonly<Record<string, unknown>>
  }

  /** Where a provider keeps one kind of record. */
  export interface Adapter {
    find(id: string): Promise<AdapterPayload | undefined>
    findByUid(uid: string): Promise<AdapterPayload | undefined>
    findByUserCode(code: string): Promise<AdapterPayload | undefined>
    upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void>
    consume(id: string): Promise<void>
    destroy(id: string): Promise<void>
    revokeByGrantId(grantId: string): Promise<void>
  }

  export interface AdapterPayload {
    grantId?: string
    /** Seconds since the epoch. */
    consumed?: number
    [name: string]: unknown
  }

  export const errors: { readonly InvalidTarget: new () => Error }

  export class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>)
    readonly issuer: string
    readonly AccessToken: { find(value: string): Promise<AccessToken | undefined> }
    readonly ClientCredentials: { find(value: string): Promise<AccessToken | undefined> }
    readonly Client: { find(id: string): Promise<{ clientId: string; clientName?: string } | undefined> }
    readonly Grant: new (of: { accountId: string; clientId: string }) => Grant
    use(middleware: Middleware): this
    on(event: string, listener: (...args: unknown[]) => void): this
    callback(): RequestListener
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>
    /** Keeps what the person decided; resolves to the address at which the authorization goes on. */
    interactionResult(request: IncomingMessage, response: ServerResponse, result: unknown): Promise<string>
  }
}
