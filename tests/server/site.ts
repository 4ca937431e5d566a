/** A whole site on loopback: the handler behind a real port, and a person's browser in front of it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSSEHandler, type HandlerOptions, MemorySessionStore } from '../../server/index.ts'
import type { RpcMethod, RpcParams, RpcResponse, RpcResult } from '../../shared/rpc.ts'
import { start as startVault, type Vault, type VaultOptions } from '../../examples/demo/servers/vault.ts'
import { CookieJar } from '../servers/sign-in.ts'
import { EventReader } from './harness.ts'

export interface Site {
  readonly base: string
  close(): Promise<void>
}

const QUIET = { debug() {}, info() {}, warn() {}, error() {} }

/** The user is whoever the `login` cookie names. */
export async function startSite(options: Partial<HandlerOptions> = {}): Promise<Site> {
  const handler = createSSEHandler({
    authenticate: (request) => /(?:^|; )login=(\w+)/.exec(request.headers.get('cookie') ?? '')?.[1],
    store: new MemorySessionStore(),
    allowPrivateNetwork: ['127.0.0.1'],
    logger: QUIET,
    ...options,
  })
  const server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/mcp`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A person's browser on a site. */
export class Browser {
  readonly jar = new CookieJar()
  readonly base: string

  constructor(base: string, user: string | undefined) {
    this.base = base
    if (user !== undefined) this.jar.set(new URL(base), `login=${user}; Path=/`)
  }

  async rpc<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<RpcResponse<M>> {
    const url = new URL(this.base)
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-mcp-plug': '1', cookie: this.jar.header(url) },
      body: JSON.stringify({ id: 1, method, params }),
    })
    for (const line of response.headers.getSetCookie()) this.jar.set(url, line)
    return (await response.json()) as never
  }

  async call<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<RpcResult<M>> {
    const answer = await this.rpc(method, params)
    if ('error' in answer) throw Object.assign(new Error(`${answer.error.code}: ${answer.error.message}`), answer.error)
    return answer.result
  }

  /** A streamed call. */
  async stream<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<EventReader> {
    const cookie = this.jar.header(new URL(this.base))
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream', 'x-mcp-plug': '1', cookie }
    const body = JSON.stringify({ id: 1, method, params })
    return new EventReader(await fetch(this.base, { method: 'POST', headers, body }))
  }

  async events(lastEventId?: string): Promise<EventReader> {
    const headers = {
      accept: 'text/event-stream',
      'x-mcp-plug': '1',
      cookie: this.jar.header(new URL(this.base)),
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    }
    return new EventReader(await fetch(this.base, { headers }))
  }
}

/** The vault, a site in front of it, and Alice's browser on that; what is to be closed goes to `closers`. */
export async function openVault(
  closers: (() => unknown)[],
  options: VaultOptions = {},
  site: Partial<HandlerOptions> = {},
): Promise<{ vault: Vault; site: Site; alice: Browser }> {
  const vault = await startVault(options)
  closers.push(() => vault.close())
  const made = await startSite(site)
  closers.push(() => made.close())
  return { vault, site: made, alice: new Browser(made.base, 'alice') }
}
