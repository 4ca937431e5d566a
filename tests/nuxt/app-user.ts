/** A user of the example app, without a browser. */
import { expect } from 'vitest'

export class AppUser {
  readonly base: string
  readonly cookie: string
  readonly #streams: AbortController[] = []

  /** `site` is where the app is, with its base URL. */
  constructor(site: string, cookie: string) {
    this.base = `${site}/api/mcp`
    this.cookie = cookie
  }

  static async login(site: string): Promise<AppUser> {
    const answer = await fetch(`${site}/login`, {
      method: 'POST',
      body: new URLSearchParams({ name: 'Grace' }),
      redirect: 'manual',
    })
    expect(answer.status).toBe(303)
    return new AppUser(site, answer.headers.getSetCookie()[0]!.split(';')[0]!)
  }

  post(method: string, params: object = {}, signal?: AbortSignal): Promise<Response> {
    return fetch(this.base, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'x-mcp-plug': '1', Cookie: this.cookie },
      body: JSON.stringify({ id: 1, method, params }),
      signal: signal ?? null,
    })
  }

  async call<T>(method: string, params: object = {}): Promise<T> {
    const body = (await (await this.post(method, params)).json()) as { result: T }
    expect(body).toHaveProperty('result')
    return body.result
  }

  /** Opens an event stream, waits for its first event, and holds it open. Gives the status of the answer. */
  async openStream(): Promise<number> {
    const abort = new AbortController()
    const answer = await fetch(this.base, {
      headers: { Accept: 'text/event-stream', 'x-mcp-plug': '1', Cookie: this.cookie },
      signal: abort.signal,
    })
    if (answer.ok) {
      const { value } = await answer.body!.pipeThrough(new TextDecoderStream()).getReader().read()
      expect(value).toContain('event: connected')
      this.#streams.push(abort)
    } else await answer.body?.cancel()
    return answer.status
  }

  /** Goes away from some of its streams, as a closed tab does. */
  closeStreams(count = this.#streams.length): void {
    for (const abort of this.#streams.splice(0, count)) abort.abort()
  }
}
