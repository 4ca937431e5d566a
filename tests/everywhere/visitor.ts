/** A person who uses an example's page, without a browser. */
import { expect } from 'vitest'
import type { ConnectResult } from '../../shared/rpc.ts'
import { Browser } from '../server/site.ts'
import { EventReader } from '../server/harness.ts'

export class Visitor extends Browser {
  /** Of the site, without a slash at its end. */
  readonly site: string
  readonly #streams: EventReader[] = []

  /** `site` is where the example is; nobody is signed in there yet. */
  constructor(site: string) {
    super(`${site}/api/mcp`, undefined)
    this.site = site
  }

  static async login(site: string): Promise<Visitor> {
    const visitor = new Visitor(site)
    const answer = await visitor.jar.fetch(`${site}/login`, {
      method: 'POST',
      headers: { Origin: new URL(site).origin },
      body: new URLSearchParams({ name: 'Ada' }),
    })
    expect(answer.status).toBe(303)
    await answer.body?.cancel()
    return visitor
  }

  /** Any request below the base path, with this person's cookies, as a page of the site sends it. */
  ask(path: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(`${this.base}${path}`)
    const headers = new Headers({ Origin: url.origin, 'x-mcp-plug': '1', 'Content-Type': 'application/json' })
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value)
    const cookie = this.jar.header(url)
    if (cookie !== '') headers.set('Cookie', cookie)
    return fetch(url, { ...init, headers, redirect: 'manual' })
  }

  post(method: string, params: object = {}, init: RequestInit = {}): Promise<Response> {
    return this.ask('', { ...init, method: 'POST', body: JSON.stringify({ id: 1, method, params }) })
  }

  /** Connects an MCP server that wants no sign-in. */
  async connect(serverUrl: string): Promise<string> {
    const { sessionId, state } = await this.call('connect', { serverUrl })
    expect(['DISCOVERING', 'CONNECTED']).toContain(state)
    return sessionId
  }

  /** Connects an MCP server that wants a sign-in, up to there. */
  async begin(serverUrl: string): Promise<ConnectResult & { readonly authUrl: string }> {
    const answer = await this.call('connect', { serverUrl })
    expect(answer.state).toBe('AUTHENTICATING')
    return { ...answer, authUrl: new URL(answer.authUrl!, this.base).href }
  }

  /** An event stream with its headers, when its first event is there. */
  async listen(lastEventId?: string): Promise<EventReader & { readonly headers: Headers }> {
    const headers = { Accept: 'text/event-stream', ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }) }
    const answer = await this.ask('', { headers })
    expect(answer.status).toBe(200)
    const reader = new EventReader(answer)
    await reader.until(({ event }) => event === 'connected')
    return Object.assign(reader, { headers: answer.headers })
  }

  /** Opens an event stream and holds it open. Gives the status of the answer. */
  async openStream(): Promise<number> {
    const answer = await this.ask('', { headers: { Accept: 'text/event-stream' } })
    if (answer.ok) this.#streams.push(new EventReader(answer))
    else await answer.body?.cancel()
    return answer.status
  }

  /** Goes away from some of its streams, as a closed tab does. */
  async closeStreams(count = this.#streams.length): Promise<void> {
    for (const stream of this.#streams.splice(0, count)) await stream.close()
  }
}
